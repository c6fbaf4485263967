"""A job whose guardian has died: whoever looks passes stops on, minds the limit, and closes it on any disk."""

import errno
import os
import shutil
import signal
from pathlib import Path

import msgspec
import pytest

from engine.control.identity import Life, life_of
from engine.control.launch import launch
from engine.control.reconcile import Guard, reconcile
from engine.control.stop import StopOutcome, stop_job
from engine.error_kind import ErrorKind
from engine.job import StopIntent
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.record import write_record
from engine.request import make_spec
from engine.state import JobState
from tests.engine.control.harness import LONG, closed, closed_by_a_look, end, kill, running
from tests.engine.worker.harness import status, wait_for
from tests.torture.faults import Faults, refusing_disk

FOR_EVER = 10**9


def test_a_stop_that_its_guardian_did_not_pass_on_leaves_a_checkpoint(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        os.kill(record.shim.pid, signal.SIGSTOP)
        write_record(workspace.stop(record.job_id), StopIntent(requested_at=4e9, grace_s=60.0), durable=True)
        kill(record, shim=True)

        found = closed_by_a_look(workspace, record.job_id)

        assert (found.status, found.checkpoint is not None) == (JobState.STOPPED, True)
        assert "checkpoint saved" in found.message


def test_the_time_limit_holds_without_a_guardian(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    record = launch(workspace, make_spec("regression", LONG, simulate=True, time_limit_s=1.0))
    try:
        wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
        kill(record, shim=True)

        found = closed_by_a_look(workspace, record.job_id)

        assert found.error is not None
        assert (found.status, found.error.kind) == (JobState.STOPPED, ErrorKind.TIME_LIMIT)
    finally:
        end(workspace, record)


def test_a_full_disk_gives_the_closing_state_the_reserve(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        kill(record, shim=True)
        kill(record)
        taken = workspace.reserve(record.job_id).stat().st_ino

        # The first attempt meets a full disk; what is written into the reserve needs no room.
        with refusing_disk(Faults(0, 1, errno.ENOSPC)):
            assert reconcile(workspace, status(workspace, record.job_id)) is Guard.CLOSED

        assert workspace.status(record.job_id).stat().st_ino == taken
        assert not workspace.reserve(record.job_id).exists()


def test_closing_gives_the_reserve_back(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert workspace.reserve(record.job_id).exists()
        kill(record, shim=True)
        kill(record)
        closed_by_a_look(workspace, record.job_id)
        assert not workspace.reserve(record.job_id).exists()


def test_a_disk_that_takes_nothing_hides_no_death(tmp_path: Path) -> None:
    store = JobStore()

    def deliver(look: Look, note: str) -> None:
        store.apply(look)

    def shown() -> tuple[JobState | None, str]:
        view = store.get(record.job_id)
        return (view.state, view.record.message if view.record is not None else "") if view else (None, "")

    with running(tmp_path) as (workspace, record):
        watcher = Watcher(workspace, deliver)
        kill(record, shim=True)
        kill(record)
        with refusing_disk(Faults(0, FOR_EVER, errno.EROFS)):
            watcher.start()
            wait_for("the death", lambda: shown()[0] is JobState.ERROR)
            assert shown()[1].endswith("(not yet recorded: the disk refuses)")
            assert status(workspace, record.job_id).status is JobState.RUNNING
        wait_for("the record", lambda: status(workspace, record.job_id).status is JobState.ERROR)
        wait_for("the plain word", lambda: shown()[1] == "exit unknown: worker and guardian both died")
        watcher.close()


@pytest.mark.parametrize("now", [False, True])
def test_a_stop_needs_no_disk_and_no_guardian(tmp_path: Path, now: bool) -> None:
    with running(tmp_path) as (workspace, record):
        kill(record, shim=True)
        with refusing_disk(Faults(0, FOR_EVER, errno.ENOSPC)):
            assert stop_job(workspace, record.job_id, now=now)[1] is StopOutcome.ASKED
            wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)


def test_what_a_closed_job_left_behind_is_ended_by_whoever_looks(deaf: Path) -> None:
    with running(deaf) as (workspace, record):
        assert record.worker is not None
        wait_for("its last write", lambda: status(workspace, record.job_id).status is JobState.RUNNING)
        # The worker has said its last word, and its guardian dies before it has ended the rest.
        kill(record, shim=True)
        last = msgspec.structs.replace(status(workspace, record.job_id), status=JobState.COMPLETED)
        watcher = Watcher(workspace, lambda look, note: None)
        write_record(workspace.status(record.job_id), last, durable=True)
        watcher.start()
        wait_for("the end of what was left", lambda: life_of(record.worker) is Life.DEAD)
        watcher.close()
        assert status(workspace, record.job_id).status is JobState.COMPLETED


def test_a_status_file_deleted_under_a_living_job_hides_it_neither_from_eyes_nor_from_a_stop(tmp_path: Path) -> None:
    store = JobStore()

    def deliver(look: Look, note: str) -> None:
        store.apply(look)

    with running(tmp_path) as (workspace, record):
        watcher = Watcher(workspace, deliver)
        watcher.start()
        wait_for("the job", lambda: len(store) == 1)
        away = tmp_path / "away"
        workspace.artifacts.rename(away)
        wait_for("the remark", lambda: (view := store.get(record.job_id)) is not None and "missing" in view.problem)
        stop_job(workspace, record.job_id, now=True, known=store.get(record.job_id).record)  # type: ignore[union-attr]
        wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)
        wait_for("the end of the remark", lambda: len(store) == 0)
        watcher.close()
        shutil.rmtree(workspace.artifacts)  # The wish made it anew.
        away.rename(workspace.artifacts)
        assert closed(workspace, record.job_id).status is JobState.STOPPED
