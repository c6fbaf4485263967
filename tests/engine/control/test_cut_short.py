"""A launcher that dies between two of its first writes."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from engine.control import launch as launching
from engine.control import lock
from engine.control.cut_short import STALE_S, CutShort
from engine.control.launch import check_workspace, launch
from engine.control.resume import resume_spec
from engine.error_kind import ErrorKind
from engine.files import TEMPORARY_SUFFIX
from engine.observe.folder import Look, read_all
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.engine.control.harness import end, long_spec
from tests.engine.worker.harness import status, wait_for


class Death(BaseException):
    """Stands for the death of the launcher: nothing after it is carried out."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    check_workspace(workspace)
    return workspace


def die_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a launcher die after so many of its durable writes: 0 before the specification, 1 before the status."""
    done: list[Path] = []

    def write(path: Path, record: msgspec.Struct, *, durable: bool) -> None:
        if len(done) == writes:
            (path.parent / f".{path.name}.1-x{TEMPORARY_SUFFIX}").touch()
            raise Death
        done.append(path)
        write_record(path, record, durable=durable)

    monkeypatch.setattr(launching, "write_record", write)


def cut_short(workspace: Workspace, writes: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Id of a job whose launcher has died."""
    die_after(writes, monkeypatch)
    with pytest.raises(Death):
        launch(workspace, long_spec())
    monkeypatch.undo()
    (run,) = workspace.runs.iterdir()
    return run.name


def grow_old(path: Path) -> None:
    then_s = time.time() - STALE_S - 1
    os.utime(path, (then_s, then_s))


def test_a_job_that_nobody_saw_is_shown_with_the_reason(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = cut_short(workspace, 1, monkeypatch)

    CutShort(workspace).close()

    record = status(workspace, job_id)
    assert record.status is JobState.ERROR
    assert record.error is not None
    assert record.error.kind == ErrorKind.LAUNCH_FAILED
    assert record.message == "the launch was cut short before anything ran"
    assert record.params["epochs"] == 1_000_000
    assert not list(workspace.jobs.glob(f".*{TEMPORARY_SUFFIX}"))
    end(workspace, launch(workspace, resume_spec(workspace, record)))


def test_a_watcher_shows_it_within_its_next_scan(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def deliver(look: Look, note: str) -> None:
        seen.extend(view.job_id for view in look.changed)

    watcher = Watcher(workspace, deliver)
    watcher.start()
    try:
        job_id = cut_short(workspace, 1, monkeypatch)
        wait_for("the job shown", lambda: job_id in seen, 5)
    finally:
        watcher.close()


def test_a_status_file_that_a_user_removed_stays_removed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = cut_short(workspace, 1, monkeypatch)
    looker = CutShort(workspace)
    looker.close()
    workspace.status(job_id).unlink()

    looker.close()
    CutShort(workspace).close()

    assert read_all(workspace) == []


def test_a_folder_of_which_nothing_is_known_is_removed_when_it_is_old(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = cut_short(workspace, 0, monkeypatch)
    looker = CutShort(workspace)

    looker.close()
    assert workspace.run(job_id).is_dir(), "a launcher may be on its way"
    grow_old(workspace.run(job_id))
    looker.close()

    assert list(workspace.runs.iterdir()) == []
    assert read_all(workspace) == []


def test_an_empty_folder_is_removed_when_it_is_old(workspace: Workspace) -> None:
    workspace.run("job_1_00000000").mkdir()
    looker = CutShort(workspace)
    looker.close()
    assert workspace.run("job_1_00000000").is_dir()
    grow_old(workspace.run("job_1_00000000"))

    looker.close()

    assert not workspace.run("job_1_00000000").exists()


def test_a_launcher_at_work_is_left_alone(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = cut_short(workspace, 1, monkeypatch)
    looker = CutShort(workspace)
    held = lock.take(workspace.lock(job_id))
    assert held is not None
    looker.close()
    assert read_all(workspace) == []

    os.close(held)
    looker.close()

    assert [view.state for view in read_all(workspace)] == [JobState.ERROR]


def test_a_locked_workspace_is_left_as_it_is(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(workspace, 1, monkeypatch)

    CutShort(Workspace(workspace.root, locked="it was opened with --read-only")).close()

    assert read_all(workspace) == []


def test_looking_again_where_nothing_came_costs_one_stat(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        workspace.run(f"job_{number}_00000000").mkdir()
        workspace.log(f"job_{number}_00000000").touch()
    grow_old(workspace.runs)
    looker = CutShort(workspace)
    looker.close()
    monkeypatch.setattr(os, "listdir", _never)

    looker.close()


def _never(path: object) -> list[str]:
    raise AssertionError(f"{path} was listed again")


@pytest.mark.parametrize(("age_s", "left"), [(0.0, True), (STALE_S + 1, False)])
def test_what_a_killed_panel_left_half_written_is_collected_when_it_is_old(
    workspace: Workspace, age_s: float, left: bool
) -> None:
    path = workspace.artifacts / f".last_launch.json.1-x{TEMPORARY_SUFFIX}"
    path.touch()
    os.utime(path, (time.time() - age_s,) * 2)

    CutShort(workspace).close()

    assert path.exists() is left


@pytest.mark.parametrize("broken", [lambda path: path.write_bytes(b"{"), lambda path: path.mkdir()])
def test_a_specification_that_cannot_be_read_is_left_for_a_person(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Path], object]
) -> None:
    job_id = cut_short(workspace, 0, monkeypatch)
    broken(workspace.spec(job_id))

    CutShort(workspace).close()

    assert workspace.spec(job_id).exists()
    assert read_all(workspace) == []
