"""Stops of jobs whose guardian sleeps, whose clock jumped, whose files are broken or elsewhere by now."""

import math
import os
import signal
import time
from pathlib import Path

import pytest

from engine.control.identity import Life, life_of
from engine.control.launch import launch
from engine.control.stop import StopOutcome, stop_job
from engine.errors import BadInput, InvalidParams
from engine.job import StopIntent
from engine.paths import Workspace
from engine.record import read_stop, write_record
from engine.state import JobState
from tests.engine.control.harness import closed, long_spec, running
from tests.engine.worker.harness import status, wait_for


def test_a_suspended_guardian_is_woken_by_a_stop(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        os.kill(record.shim.pid, signal.SIGSTOP)

        stop_job(workspace, record.job_id, now=True)

        assert closed(workspace, record.job_id).status is JobState.STOPPED


def test_at_once_is_taken_whatever_the_clock_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        early = StopIntent(requested_at=time.time() - 300.0, grace_s=60.0)
        write_record(workspace.stop(record.job_id), early, durable=True)
        assert stop_job(workspace, record.job_id)[1] is StopOutcome.ALREADY_ASKED

        assert stop_job(workspace, record.job_id, now=True)[1] is StopOutcome.ASKED

        wish = read_stop(workspace.stop(record.job_id))
        assert wish is not None
        assert wish.grace_s == 0
        assert closed(workspace, record.job_id).status is JobState.STOPPED


@pytest.mark.parametrize("grace_s", [math.nan, math.inf, -1.0, 1e9])
def test_a_grace_that_is_none_is_refused(tmp_path: Path, grace_s: float) -> None:
    with running(tmp_path) as (workspace, record):
        with pytest.raises(BadInput, match="The grace of a stop must be 0 to 86,400 seconds"):
            stop_job(workspace, record.job_id, grace_s=grace_s)
        assert not workspace.stop(record.job_id).exists()
    with pytest.raises(InvalidParams, match="grace"):
        long_spec(grace_s=grace_s)


def test_a_job_whose_status_file_is_broken_can_be_stopped_all_the_same(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        path = workspace.status(record.job_id)
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        path.unlink()
        path.mkdir()

        assert stop_job(workspace, record.job_id, now=True)[1] is StopOutcome.ASKED

        wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)
        path.rmdir()
        wait_for("the status anew", path.exists)
        assert closed(workspace, record.job_id).status is JobState.STOPPED


def test_a_renamed_workspace_is_followed_by_its_jobs(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    record = launch(Workspace(tmp_path / "old"), long_spec())
    workspace = Workspace(tmp_path / "new")
    (tmp_path / "old").rename(tmp_path / "new")
    wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
    step = status(workspace, record.job_id).step
    wait_for("more steps", lambda: status(workspace, record.job_id).step > step)

    stop_job(workspace, record.job_id)

    found = closed(workspace, record.job_id)
    assert (found.status, found.exit_code) == (JobState.STOPPED, 0)
    assert found.checkpoint is not None
    assert (workspace.root / found.checkpoint).is_file()
    assert not (tmp_path / "old").exists()
