"""What an entry claims is believed as far as it can be true, and what cannot be written or removed is told of."""

import errno
import json
import os
import time
from pathlib import Path

import pytest

from engine.control.annotate import annotate
from engine.control.trash import delete_jobs, empty_trash, restore_jobs
from engine.control.trash_contents import ENTRY, MOST_BYTES, trashed_jobs
from engine.control.trash_moves import REMOVING
from engine.control.trash_settling import settle
from engine.observe.annotations import Annotation, read_annotations
from engine.state import JobState
from tests.engine.control.trashing import files, full
from tests.tui.planted import IDS, plant, plant_all

JOB = IDS[0]


@pytest.mark.parametrize("deleted_at", ["1e300", "-1", "NaN", "1e999", '"Infinity"', "253402300800"])
def test_a_time_that_no_clock_could_have_written_is_replaced_by_when_it_was_moved(
    tmp_path: Path, deleted_at: str
) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [JOB])
    (workspace.trashed(JOB) / ENTRY).write_text(
        f'{{"job_id": "x", "title": "done", "deleted_at": {deleted_at}, "size_bytes": {10**400}}}'
    )

    (entry,) = trashed_jobs(workspace)

    assert abs(entry.deleted_at - time.time()) < 600
    time.localtime(entry.deleted_at)
    assert entry.job_id == JOB
    assert 0 <= entry.size_bytes <= MOST_BYTES


def test_on_a_full_disk_jobs_are_deleted_without_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, JOB)

    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("engine.control.trash.write_record", no_room)
    monkeypatch.setattr(Path, "touch", no_room)

    assert delete_jobs(workspace, [JOB]).faults == ()
    (entry,) = trashed_jobs(workspace)
    assert entry.title == "done"
    assert abs(entry.deleted_at - time.time()) < 600  # An old one would be emptied by “--older”.
    assert restore_jobs(workspace, [JOB]).done
    assert files(workspace, JOB) == before


def test_what_cannot_be_removed_is_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    delete_jobs(workspace, [JOB, IDS[1]])
    unlink = os.unlink

    def failing(path: str, **options: int) -> None:
        if os.path.basename(path) == "last.pt":
            raise PermissionError(errno.EPERM, "Operation not permitted", path)
        unlink(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", failing)
        outcome = empty_trash(workspace, [JOB, IDS[1]])

    assert [entry.job_id for entry in outcome.done] == [IDS[1]]
    (fault,) = outcome.faults
    assert fault.startswith("done is removed, but for what cannot be: ")
    assert fault.endswith("checkpoints/last.pt: Operation not permitted.")
    assert [path.name.startswith(REMOVING) for path in workspace.trash.iterdir()] == [True]
    settle(workspace)
    assert list(workspace.trash.iterdir()) == []


def test_a_job_that_cannot_be_removed_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [JOB, IDS[1]])
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if source == workspace.trashed(JOB):
            raise OSError(errno.EIO, "Input/output error")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", failing)
        outcome = empty_trash(workspace, [JOB, IDS[1]])

    assert [entry.job_id for entry in outcome.done] == [IDS[1]]
    assert outcome.faults == ("done is not removed: [Errno 5] Input/output error",)
    assert [entry.job_id for entry in trashed_jobs(workspace)] == [JOB]


def test_notes_of_a_job_that_came_back_outlive_its_copy_in_the_trash(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [JOB])
    plant(workspace, JOB, status=JobState.COMPLETED)
    annotate(workspace, {JOB: lambda known: Annotation(note="x")})
    assert empty_trash(workspace, [JOB]).done
    assert set(read_annotations(workspace)) == {JOB}
    assert json.loads(workspace.annotations.read_text())["jobs"] == {JOB: {"note": "x"}}
