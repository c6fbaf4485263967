import os
from pathlib import Path

import msgspec
import pytest

from engine.errors import TraindeckError
from engine.files import make_private
from engine.job import JobRecord, StopIntent
from engine.observe.folder import JobFolder, read_all, read_view
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    return workspace


def write(workspace: Workspace, job_id: str, status: JobState = JobState.RUNNING, **fields: object) -> JobRecord:
    record = msgspec.structs.replace(JobRecord(job_id=job_id, status=status), **fields)
    write_record(workspace.status(job_id), record, durable=False)
    return record


def test_a_second_look_finds_only_what_changed(workspace: Workspace) -> None:
    first, second = write(workspace, "a"), write(workspace, "b", JobState.COMPLETED)
    folder = JobFolder(workspace)

    look = folder.look()
    assert {view.job_id: view.record for view in look.changed} == {"a": first, "b": second}
    assert folder.look() == folder.look(["a", "b", "none"])
    assert not folder.look().changed

    changed = write(workspace, "a", step=5)
    assert [view.record for view in folder.look(["a"]).changed] == [changed]
    assert not folder.look().changed

    workspace.status("b").unlink()
    assert folder.look().removed == ("b",)
    assert not folder.look().removed


def test_a_wish_to_stop_is_a_change_of_an_active_job(workspace: Workspace) -> None:
    write(workspace, "a")
    write(workspace, "b", JobState.STOPPED)
    folder = JobFolder(workspace)
    folder.look()
    wish = StopIntent(requested_at=1.0, grace_s=2.0)
    for job_id in ("a", "b"):
        make_private(workspace.run(job_id))
        write_record(workspace.stop(job_id), wish, durable=False)

    (view,) = folder.look().changed
    assert (view.job_id, view.stop) == ("a", wish)
    workspace.stop("a").write_bytes(b"{")
    assert [view.stop for view in folder.look().changed] == [None]


def test_hostile_files_beside_good_ones(workspace: Workspace) -> None:
    write(workspace, "good")
    workspace.status("broken").write_text('{"job_id": ')
    workspace.status("folder").mkdir()
    os.mkfifo(workspace.status("fifo"))
    workspace.status("link").symlink_to("/dev/zero")
    workspace.status("huge").touch()
    os.truncate(workspace.status("huge"), 100 << 20)
    workspace.status("other").write_text('{"job_id": "good", "status": "RUNNING"}')
    workspace.status("odd").write_text('{"job_id": "odd", "status": "RUNNING", "step": []}')
    for name in ("notes.txt", ".good.json.1-x.tmp", "-rf.json", "a b.json", ".json"):
        (workspace.jobs / name).touch()

    views = {view.job_id: view for view in read_all(workspace)}

    assert sorted(views) == ["broken", "fifo", "folder", "good", "huge", "link", "odd", "other"]
    assert {job_id for job_id, view in views.items() if view.record is not None} == {"good", "odd"}
    assert all(view.problem for job_id, view in views.items() if job_id != "good")
    assert views["odd"].problem == "the field step has an unusable value"
    assert not JobFolder(workspace).look().trouble


def test_the_newest_comes_first_and_an_unreadable_one_is_as_old_as_its_id(workspace: Workspace) -> None:
    write(workspace, "job_1000_00000000", created_at=3.0)
    write(workspace, "job_5000_00000000", created_at=1.0)
    write(workspace, "old")
    workspace.status("job_2000_00000000").touch()

    assert [view.job_id for view in read_all(workspace)] == [
        "job_1000_00000000", "job_2000_00000000", "job_5000_00000000", "old",
    ]  # fmt: skip


def test_no_folder_is_no_jobs_and_an_unusable_one_is_a_trouble(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert read_all(workspace) == []
    assert read_view(workspace, "a") is None
    workspace.artifacts.mkdir()
    workspace.jobs.touch()

    assert "Not a directory" in JobFolder(workspace).look().trouble
    with pytest.raises(TraindeckError, match=r"The jobs cannot be read: .*Not a directory"):
        read_all(workspace)


def test_a_job_that_cannot_be_seen_for_now_is_not_gone(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    write(workspace, "a")
    folder = JobFolder(workspace)
    folder.look()
    real = os.stat

    def stale(path: object, **options: bool) -> os.stat_result:
        if os.fspath(path).endswith("a.json"):  # type: ignore[call-overload]
            raise OSError(116, "Stale file handle")
        return real(path, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stale)
        assert folder.look().removed == ()
    workspace.status("a").unlink()
    assert folder.look().removed == ("a",)
