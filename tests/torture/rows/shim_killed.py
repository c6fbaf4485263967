"""Random `kill -9` of the guardian of a running job, while somebody watches."""

import random
import signal
import time
from pathlib import Path

from engine.control.identity import Life, life_of, send
from engine.control.launch import launch
from engine.control.reconcile import Guard
from engine.control.stop import stop_job
from engine.error_kind import ErrorKind
from engine.job import JobRecord
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.control.harness import end, long_spec
from tests.engine.worker.harness import status, wait_for
from tests.torture.result import Result

TITLE = "kill -9 of the guardian"
FULL, CI = 200, 6

LATEST_S = 0.3
"""Latest moment of the kill after the job trains."""

SHOWN_S = 2.0
"""Until a watcher must show that nobody guards the job."""

CLOSED_S = 3.0
"""Until it must show that the worker has died, or has stopped as asked."""


def torture(rounds: int, root: Path) -> Result:
    """Kill guardians; then, by turns, stop the worker that is left or kill it, too."""
    result, chance, workspace, store = Result(), random.Random(2), Workspace(root), JobStore()

    def deliver(look: Look, note: str) -> None:
        store.apply(look)

    watcher = Watcher(workspace, deliver)
    watcher.start()
    try:
        for _ in range(rounds):
            with result.round():
                _kill_one(workspace, store, chance.uniform(0, LATEST_S), result)
    finally:
        watcher.close()
    return result


def _kill_one(workspace: Workspace, store: JobStore, after_s: float, result: Result) -> None:
    record = launch(workspace, long_spec())
    try:
        wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
        time.sleep(after_s)
        record = status(workspace, record.job_id)
        struck_s = time.monotonic()
        send(record.shim, signal.SIGKILL)
        wait_for("a view of it", lambda: _view(store, record).guard == Guard.UNSUPERVISED, 30)
        result.took(struck_s, SHOWN_S, "showing that nobody guards it")
        result.expect(life_of(record.worker) is Life.ALIVE, "the worker died with its guardian")
        if result.rounds % 2:
            _stop(workspace, store, record, result)
        else:
            _kill_worker(store, record, result)
    finally:
        end(workspace, record)


def _stop(workspace: Workspace, store: JobStore, record: JobRecord, result: Result) -> None:
    asked_s = time.monotonic()
    stop_job(workspace, record.job_id)
    wait_for("the stop", lambda: not _view(store, record).is_active, 30)
    _within(result, asked_s, "the stop")
    found = _view(store, record)
    result.expect(found.state is JobState.STOPPED, f"it is {found.state} after a stop")


def _kill_worker(store: JobStore, record: JobRecord, result: Result) -> None:
    struck_s = time.monotonic()
    send(record.worker, signal.SIGKILL)
    wait_for("the end", lambda: not _view(store, record).is_active, 30)
    _within(result, struck_s, "showing its end")
    found = _view(store, record).record
    assert found is not None
    result.expect(found.status is JobState.ERROR, f"it is {found.status} after both died")
    result.expect(found.error is not None and found.error.kind == ErrorKind.EXIT_UNKNOWN, f"error {found.error}")


def _within(result: Result, since_s: float, what: str) -> None:
    seconds = time.monotonic() - since_s
    result.expect(seconds <= CLOSED_S, f"{what} took {seconds:.2f} s, more than {CLOSED_S:g} s")


def _view(store: JobStore, record: JobRecord) -> JobView:
    return store.get(record.job_id) or JobView(job_id=record.job_id, record=record)
