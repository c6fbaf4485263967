"""Jobs for tests: a workspace with a specification and the status that a shim leaves before it starts the worker."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.files import make_private
from engine.job import JobRecord, JobSpec, ProcessIdentity
from engine.params import build
from engine.paths import Workspace, new_job_id
from engine.record import read_status, write_record
from engine.state import JobState
from engine.worker.recipes.regression import RegressionParams
from engine.worker.report import Reporter
from engine.worker.stop import StopSignal

SAMPLES = Path(__file__).parents[3] / "sample_data"
SAMPLE = str(SAMPLES / "sample_dataset.csv")
DIABETES = str(SAMPLES / "diabetes.csv")


def make_job(root: Path, *, simulate: bool = False, resume: str | None = None, **values: Any) -> tuple[Workspace, str]:
    """Write a job's specification and its status STARTING; `values` are parameters of the regression."""
    workspace, job_id = Workspace(root), new_job_id()
    make_private(workspace.jobs)
    make_private(workspace.run(job_id))
    params = build(RegressionParams, {"data": SAMPLE, **values})
    spec = JobSpec(
        job_id=job_id,
        recipe="regression",
        params={name: getattr(params, name) for name in params.__struct_fields__},
        simulate=simulate,
        working_directory=str(root),
        resume_checkpoint=resume,
    )
    record = JobRecord(
        job_id=job_id,
        status=JobState.STARTING,
        recipe="regression",
        host="somewhere",
        started_at=12.5,
        worker=ProcessIdentity(pid=4242, start_ticks=7),
    )
    write_record(workspace.spec(job_id), spec, durable=False)
    write_record(workspace.status(job_id), record, durable=False)
    return workspace, job_id


def run_here(workspace: Workspace, job_id: str, stop: StopSignal | None = None) -> int:
    """Run the job in this process."""
    from engine.worker.execution import run_job

    chosen = stop or StopSignal()
    try:
        return run_job(workspace, job_id, chosen)
    finally:
        chosen.close()


def start_worker(
    workspace: Workspace, job_id: str, environment: dict[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start a worker process as a shim does, its output in the job's log."""
    with workspace.log(job_id).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "engine.worker", str(workspace.root), job_id],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )


def status(workspace: Workspace, job_id: str) -> JobRecord:
    """The status file."""
    return read_status(workspace.status(job_id))[0]


def wait_for(what: str, condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Wait until `condition` holds; name what never happened."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"this never happened: {what}"
        time.sleep(0.002)


def metrics(workspace: Workspace, job_id: str) -> list[dict[str, Any]]:
    """All lines of metrics.jsonl."""
    return [json.loads(line) for line in workspace.metrics(job_id).read_text().splitlines()]


def values(workspace: Workspace, job_id: str, name: str) -> dict[int, float]:
    """One metric by step."""
    return {line["step"]: line[name] for line in metrics(workspace, job_id) if name in line}


class StopAt(StopSignal):
    """Asks for the stop when a loss at or after `step` is reported."""

    def __init__(self, step: int, monkeypatch: Any) -> None:
        super().__init__()
        report = Reporter.report

        def reporting(reporter: Reporter, at: int, *rest: Any) -> None:
            report(reporter, at, *rest)
            if at >= step:
                self.request()

        monkeypatch.setattr(Reporter, "report", reporting)
