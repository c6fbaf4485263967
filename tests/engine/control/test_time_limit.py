import signal
from pathlib import Path

from engine.control.identity import send
from engine.control.launch import launch
from engine.error_kind import ErrorKind
from engine.paths import Workspace
from engine.request import make_spec
from engine.state import JobState
from tests.engine.control.harness import LONG, closed
from tests.engine.worker.harness import status, wait_for


def test_a_job_whose_time_has_run_out_is_stopped_with_a_checkpoint(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    record = launch(workspace, make_spec("regression", LONG, simulate=True, time_limit_s=1.5))

    found = closed(workspace, record.job_id)

    assert found.error is not None
    assert (found.status, found.error.kind, found.exit_code) == (JobState.STOPPED, ErrorKind.TIME_LIMIT, 0)
    assert found.message.endswith("; checkpoint saved (its time limit ran out)")
    assert found.checkpoint is not None
    assert found.started_at is not None
    assert found.finished_at is not None
    assert found.finished_at - found.started_at >= 1.4


def test_a_deaf_job_whose_time_has_run_out_gets_its_grace_and_no_more(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    record = launch(workspace, make_spec("regression", LONG, simulate=True, time_limit_s=1.0, grace_s=0.2))
    assert record.worker is not None
    wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
    wait_for("the end of the time", workspace.stop(record.job_id).exists)
    while not status(workspace, record.job_id).status.is_closed:
        send(record.worker, signal.SIGSTOP)  # Again and again, since the shim wakes it up.

    found = closed(workspace, record.job_id)

    assert found.error is not None
    assert (found.status, found.error.kind) == (JobState.STOPPED, ErrorKind.TIME_LIMIT)
