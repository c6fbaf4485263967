"""One job from its specification to its closing state."""

import importlib
import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine.error_kind import ErrorKind, stop_kind
from engine.files import UnreadableFile
from engine.job import JobError, JobSpec
from engine.params import build
from engine.paths import Workspace
from engine.pinned import told
from engine.record import read_spec, read_status, read_stop
from engine.state import JobState
from engine.text import clean
from engine.worker import simulation
from engine.worker.failure import explain
from engine.worker.log import log
from engine.worker.recipes import Outcome, Recipe, Run, recipe
from engine.worker.report import Reporter
from engine.worker.stop import StopRequested, StopSignal

HEAD_START_S = 0.1
"""Head start of reading over importing PyTorch: what is wrong with a small file is told before that import is paid."""


POLL_S = 0.1
"""Seconds between two looks at a wish to stop while a large file is read."""


def run_job(workspace: Workspace, job_id: str, stop: StopSignal) -> int:
    """Carry out a job; its specification and a status file in state STARTING must be there.

    Returns:
        The exit status: 0 when it completed or stopped as asked, 1 on an error.
    """
    try:
        spec = read_spec(workspace.spec(job_id))
        record, _ = read_status(workspace.status(job_id))
    except (OSError, UnreadableFile) as error:
        log(f"Error: the job cannot be read: {error}")
        return 1
    reporter = Reporter(workspace, record)
    try:
        outcome = _carry_out(workspace, spec, reporter, stop)
    except StopRequested:
        log("Stopped before anything was trained.")
        _close_stopped(workspace, reporter, "stopped before anything was trained")
        return 0
    except Exception as error:
        fault = explain(error, spec.params)
        fault = msgspec.structs.replace(fault, message=told(fault.message), hint=told(fault.hint))
        log(f"Error: {fault.message}" + (f"\n{fault.hint}" if fault.hint else ""))
        reporter.close(JobState.ERROR, fault.message, error=fault)
        return 1
    if outcome.finished:
        reporter.close(JobState.COMPLETED, outcome.message, model=outcome.model)
    else:
        _close_stopped(workspace, reporter, outcome.message)
    return 0


def _close_stopped(workspace: Workspace, reporter: Reporter, message: str) -> None:
    """Close a job that ended because it was asked to, and say by what."""
    try:
        wish = read_stop(workspace.stop(reporter.record.job_id))
    except UnreadableFile:
        wish = None
    kind = stop_kind(wish.by if wish is not None else "")
    if kind is ErrorKind.TIME_LIMIT:
        message = f"{message} (its time limit ran out)"
    hint = "Resume it from its checkpoint." if reporter.record.checkpoint else "Launch it again."
    reporter.close(JobState.STOPPED, message, error=JobError(kind=kind, message=message, hint=hint))


def _carry_out(workspace: Workspace, spec: JobSpec, reporter: Reporter, stop: StopSignal) -> Outcome:
    found = recipe(spec.recipe)
    params = build(found.params, spec.params)
    working_directory = Path(spec.working_directory or ".").absolute()
    run = Run(workspace, spec, params, working_directory, reporter, stop)
    reason = "asked for" if spec.simulate else ""
    if not reason and importlib.util.find_spec("torch") is None:
        reason = "PyTorch is not installed"
    if reason:
        reporter.change(JobState.LOADING, "SIMULATION: nothing is trained", simulation=True)
    else:
        reporter.change(JobState.LOADING, f"importing PyTorch and reading {_data_name(params)}")
        stop.check()
        loaded, reason = _load(run, found)
        stop.check()
        if not reason:
            return found.train(run, loaded)
        reporter.change(JobState.LOADING, "SIMULATION: nothing is trained", simulation=True)
    stop.check()
    return simulation.simulate(run, found.plan(params, working_directory), reason)


def _load(run: Run, found: Recipe) -> tuple[Any, str]:
    """Read the data while PyTorch is imported; the second result says why that import failed, or is empty."""
    reading = _Reading(lambda: found.load(run.params, run.working_directory))
    reading.wait(HEAD_START_S)
    try:
        importlib.import_module("torch")
    except Exception as error:
        # A broken installation raises anything from ImportError to OSError of a missing shared library.
        return None, f"PyTorch cannot be imported ({clean(str(error), 200)})"
    while not reading.wait(POLL_S):
        run.stop.check()
    return reading.value, ""


class _Reading:
    """Runs `action` in a thread of its own and keeps what it returns or raises."""

    def __init__(self, action: Callable[[], Any]) -> None:
        self._action = action
        self.value: Any = None
        """What the action returned, once `wait` says that it has ended."""
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Wait a little; whether the action has ended. An error that it raised is raised here."""
        self._thread.join(timeout_s)
        if self._error is not None:
            raise self._error
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.value = self._action()
        except Exception as error:
            self._error = error


def _data_name(params: Any) -> str:
    return clean(Path(getattr(params, "data", "the data")).name, 120)
