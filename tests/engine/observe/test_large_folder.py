"""A folder so large that not every file is asked at every scan."""

import os
from pathlib import Path

import msgspec
import pytest

from engine.files import make_private
from engine.job import JobRecord
from engine.observe import folder as folder_module
from engine.observe.folder import TURNS, JobFolder, Look
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.record import encode, write_record
from engine.state import JobState
from tests.engine.worker.harness import wait_for

JOBS = 40


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(folder_module, "ALWAYS_STAT", 10)
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    for number in range(JOBS):
        write(workspace, number)
    return workspace


def write(workspace: Workspace, number: int, **fields: object) -> JobRecord:
    record = msgspec.structs.replace(JobRecord(job_id=f"job_{number:02}", status=JobState.COMPLETED), **fields)
    write_record(workspace.status(record.job_id), record, durable=False)
    return record


def changed(look: Look) -> list[str]:
    return sorted(view.job_id for view in look.changed)


def test_what_is_replaced_added_or_removed_is_found_by_the_next_scan(workspace: Workspace) -> None:
    folder = JobFolder(workspace)
    assert len(folder.look().changed) == JOBS
    for number in range(0, JOBS, 7):
        write(workspace, number, step=9)
    write(workspace, 77)
    workspace.status("job_03").unlink()

    look = folder.look()

    assert changed(look) == [f"job_{number:02}" for number in [*range(0, JOBS, 7), 77]]
    assert look.removed == ("job_03",)
    assert folder.look() == Look()


def test_what_is_written_in_place_is_found_within_some_scans(workspace: Workspace) -> None:
    folder = JobFolder(workspace)
    folder.look()
    path = workspace.status("job_13")
    record = JobRecord(job_id="job_13", status=JobState.COMPLETED, message="written in place, which takes more room")
    inode = os.stat(path).st_ino
    path.write_bytes(encode(record))
    assert os.stat(path).st_ino == inode

    found = [view.record for _ in range(TURNS) for view in folder.look().changed]

    assert found == [record]


def test_an_active_job_is_asked_at_every_scan(workspace: Workspace) -> None:
    write(workspace, 5, status=JobState.RUNNING)
    folder = JobFolder(workspace)
    folder.look()
    for step in range(1, 4):
        record = JobRecord(job_id="job_05", status=JobState.RUNNING, step=10**step)
        workspace.status("job_05").write_bytes(encode(record))
        assert [view.record for view in folder.look().changed] == [record]


def test_the_newest_jobs_are_delivered_before_the_rest(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.observe.watch.FIRST_JOBS", 5)
    deliveries: list[list[str]] = []
    watcher = Watcher(workspace, lambda look, note: deliveries.append(changed(look)))
    watcher.start()
    try:
        wait_for("all jobs", lambda: sum(map(len, deliveries)) == JOBS)
    finally:
        watcher.close()
    assert deliveries[0] == [f"job_{number}" for number in range(35, 40)]


def test_in_a_small_folder_all_come_at_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert JobFolder(workspace).newest(5) is None
    make_private(workspace.jobs)
    write(workspace, 1)
    assert JobFolder(workspace).newest(5) is None
