"""The worker as a process: signals, exit statuses, simulation without PyTorch."""

import signal
from pathlib import Path

import pytest

from engine.state import JobState
from tests.engine.worker.harness import DIABETES, make_job, start_worker, status, wait_for


@pytest.mark.torch
def test_a_polite_stop_saves_a_checkpoint_and_ends_with_0(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, data=DIABETES, epochs=1_000_000)
    worker = start_worker(workspace, job_id)
    wait_for("a first step", lambda: status(workspace, job_id).step > 0 or worker.poll() is not None)

    worker.send_signal(signal.SIGINT)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0, workspace.log(job_id).read_text()
    record = status(workspace, job_id)
    assert record.status is JobState.STOPPED
    assert record.message == f"stopped at step {record.step:,}; checkpoint saved"
    assert (workspace.root / str(record.checkpoint)).is_file()


@pytest.mark.torch
def test_a_stop_while_loading_ends_before_anything_is_trained(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, epochs=1_000_000)
    worker = start_worker(workspace, job_id)
    wait_for("LOADING", lambda: status(workspace, job_id).status is JobState.LOADING)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0
    record = status(workspace, job_id)
    assert record.status is JobState.STOPPED
    assert record.message == "stopped before anything was trained"
    assert record.checkpoint is None


def test_without_pytorch_a_simulation_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "torch"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise OSError('libtorch_cpu.so: cannot open shared object file')\n")
    workspace, job_id = make_job(tmp_path, epochs=2)

    worker = start_worker(workspace, job_id, {"PYTHONPATH": str(broken.parent)})

    assert worker.wait(60) == 0, workspace.log(job_id).read_text()
    record = status(workspace, job_id)
    assert record.simulation
    assert record.status is JobState.COMPLETED
    assert "PyTorch cannot be imported (libtorch_cpu.so" in workspace.log(job_id).read_text()


def test_wrong_arguments_and_a_missing_job() -> None:
    from engine.worker.__main__ import main

    handlers = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        assert main([]) == 2
        assert main(["/nonexistent", "job_1_00000000"]) == 1
    finally:
        signal.signal(signal.SIGTERM, handlers[0])
        signal.signal(signal.SIGINT, handlers[1])
