import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.control import lock
from engine.control.annotate import annotate
from engine.control.trash import delete_jobs, empty_trash, restore_jobs, told
from engine.control.trash_contents import deleted_last, size_bytes, trashed_jobs
from engine.control.trash_settling import settle
from engine.errors import Refused
from engine.files import make_private
from engine.observe.annotations import Annotation, read_annotations
from engine.observe.folder import JobFolder
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.control.trashing import files, full, ids
from tests.engine.worker.harness import wait_for
from tests.tui.planted import IDS, plant, plant_all


def test_a_deleted_job_is_gone_from_everywhere_and_comes_back_as_it_was(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, IDS[0])
    folder = JobFolder(workspace)
    folder.look()

    outcome = delete_jobs(workspace, [IDS[0]])

    assert told(outcome, "Deleted") == "Deleted done."
    assert files(workspace, IDS[0]) == {}
    assert folder.look().removed == (IDS[0],)
    assert [entry.title for entry in trashed_jobs(workspace)] == ["done"]
    assert trashed_jobs(workspace)[0].size_bytes > 1600

    restore_jobs(workspace, deleted_last(workspace))

    assert files(workspace, IDS[0]) == before
    assert trashed_jobs(workspace) == []
    assert [view.job_id for view in folder.look().changed] == [IDS[0]]


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no second file system")
def test_models_on_another_file_system_stay_on_it(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        workspace.models.symlink_to(elsewhere)
        before = full(workspace, IDS[0])

        assert delete_jobs(workspace, [IDS[0]]).faults == ()
        assert files(workspace, IDS[0]) == {}
        assert os.listdir(elsewhere) == [".trash"]
        restore_jobs(workspace, [IDS[0]])

        assert files(workspace, IDS[0]) == before
        assert os.listdir(workspace.trashed_models) == []


def test_what_a_job_takes_is_counted(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    everything = sum(map(len, full(workspace, IDS[0]).values()))
    assert everything <= size_bytes(workspace, IDS[0]) < everything + 20_000


def test_undoing_brings_back_what_was_deleted_together(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [IDS[0]], now_s=100.0)
    delete_jobs(workspace, [IDS[1], IDS[2]], now_s=200.0)

    assert set(deleted_last(workspace)) == {IDS[1], IDS[2]}
    restore_jobs(workspace, deleted_last(workspace))
    assert deleted_last(workspace) == [IDS[0]]


def test_a_job_that_has_not_surely_ended_is_never_deleted(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, IDS[1])
    held = lock.take(workspace.lock(IDS[1]))
    full(workspace, IDS[2])
    workspace.worker_lock(IDS[2]).touch()
    worker = lock.take(workspace.worker_lock(IDS[2]))
    assert held is not None
    assert worker is not None

    outcome = delete_jobs(workspace, [IDS[1], IDS[2], IDS[3], "job_none"])

    assert not outcome.done
    assert [fault.partition(":")[2].strip() for fault in outcome.faults[:3]] == [
        "it is just ending. Try again in a moment.",
        "something of it still runs. Try again in a moment.",
        "it is RUNNING. Stop it first.",
    ]
    assert outcome.faults[3] == "There is no job job_none."
    assert ids(workspace) == set(IDS)
    os.close(held)
    os.close(worker)


def test_a_job_that_another_is_just_being_resumed_from_stays(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, "job_child", name="child", status=JobState.LOADING, resumed_from=IDS[2])
    plant(workspace, "job_other", name="other", status=JobState.RUNNING, resumed_from=IDS[1])

    outcome = delete_jobs(workspace, [IDS[1], IDS[2]])

    assert [entry.job_id for entry in outcome.done] == [IDS[1]]
    assert outcome.faults == ("halted is not deleted: child is just being resumed from it.",)


def test_an_unreadable_file_can_be_deleted_and_restored(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, IDS[5])
    content = workspace.status(IDS[5]).read_bytes()
    assert delete_jobs(workspace, [IDS[5]]).done
    restore_jobs(workspace, [IDS[5]])
    assert workspace.status(IDS[5]).read_bytes() == content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=24, deadline=None)
@given(st.integers(0, 7), st.booleans())
def test_an_interrupted_move_leaves_the_job_whole_on_one_side(
    tmp_path_factory: pytest.TempPathFactory, moves: int, back: bool
) -> None:
    workspace = plant_all(tmp_path_factory.mktemp("workspace"))
    before = full(workspace, IDS[0])
    if back:
        delete_jobs(workspace, [IDS[0]])
    rename, left = os.rename, [moves]

    class Killed(BaseException):
        """Stands for SIGKILL: nothing is cleaned up after it."""

    def dying(source: object, target: object) -> None:
        if str(workspace.status(IDS[0]).parent.parent) in str(source) or "models" in str(source):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
        rename(source, target)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", dying)
        try:
            if back:
                restore_jobs(workspace, [IDS[0]])
            else:
                delete_jobs(workspace, [IDS[0]])
        except Killed:
            pass
    delete_jobs(workspace, [])  # Whoever looks next.

    if IDS[0] in ids(workspace):
        assert files(workspace, IDS[0]) == before
        assert trashed_jobs(workspace) == []
    else:
        assert files(workspace, IDS[0]) == {}
        restore_jobs(workspace, [IDS[0]])
        assert files(workspace, IDS[0]) == before


def test_whoever_looks_undoes_what_was_interrupted(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, IDS[0])
    make_private(workspace.trashed(IDS[0]))
    workspace.run(IDS[0]).rename(workspace.trashed(IDS[0]) / "run")
    (workspace.trash / ".removing-x").mkdir()
    watcher = Watcher(workspace, lambda look, note: None)
    watcher.start()
    try:
        wait_for("the run folder", lambda: workspace.run(IDS[0]).exists() and list(workspace.trash.iterdir()) == [])
    finally:
        watcher.close()
    assert files(workspace, IDS[0]) == before


def test_nothing_is_settled_while_somebody_is_at_it(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, IDS[0])
    make_private(workspace.trashed(IDS[0]))
    workspace.run(IDS[0]).rename(workspace.trashed(IDS[0]) / "run")
    held = lock.take(workspace.write_lock(workspace.trash), create=True)
    assert held is not None
    settle(workspace)
    assert not workspace.run(IDS[0]).exists()
    os.close(held)
    settle(workspace)
    assert workspace.run(IDS[0]).exists()


def test_a_move_that_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, IDS[0])
    rename = os.rename

    def failing(source: object, target: object) -> None:
        if str(source) == str(workspace.run(IDS[0])):
            raise OSError(28, "No space left on device")
        rename(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rename", failing)
    outcome = delete_jobs(workspace, [IDS[0]])

    assert "No space left on device" in outcome.faults[0]
    assert files(workspace, IDS[0]) == before


def test_emptying_removes_for_good_with_what_was_added(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, IDS[0])
    annotate(workspace, {IDS[0]: lambda known: Annotation(note="x"), IDS[1]: lambda known: Annotation(note="y")})
    delete_jobs(workspace, [IDS[0], IDS[1]])

    outcome = empty_trash(workspace, [IDS[0], "job_none"])

    assert [entry.job_id for entry in outcome.done] == [IDS[0]]
    assert outcome.faults == ("There is no deleted job job_none.",)
    assert [entry.job_id for entry in trashed_jobs(workspace)] == [IDS[1]]
    assert sorted(path.name for path in workspace.trash.iterdir()) == [IDS[1]]
    assert set(read_annotations(workspace)) == {IDS[1]}


def test_nothing_is_replaced_by_a_restored_job(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [IDS[0]])
    plant(workspace, IDS[0], name="new")
    assert "there is a job of that id" in restore_jobs(workspace, [IDS[0]]).faults[0]
    assert restore_jobs(workspace, ["job_none"]).faults == ("There is no deleted job job_none.",)


def test_a_locked_workspace_is_refused(tmp_path: Path) -> None:
    plant_all(tmp_path)
    locked = Workspace(tmp_path, locked="it is looked at with --read-only")
    with pytest.raises(Refused):
        delete_jobs(locked, [IDS[0]])
    with pytest.raises(Refused):
        restore_jobs(locked, [IDS[0]])
    with pytest.raises(Refused):
        empty_trash(locked, [IDS[0]])
    assert not locked.trash.exists()
