"""Random `kill -9` of the worker at any moment of its life."""

import random
import signal
import threading
import time
from pathlib import Path

from engine.control.identity import send
from engine.control.launch import launch
from engine.control.lock import is_guarded
from engine.error_kind import ErrorKind
from engine.files import TEMPORARY_SUFFIX, UnreadableFile
from engine.paths import Workspace
from engine.record import read_status
from engine.state import JobState
from tests.engine.control.harness import long_spec
from tests.engine.worker.harness import status, wait_for
from tests.torture.result import Result

TITLE = "kill -9 of the worker"
FULL, CI = 1000, 20

LATEST_S = 0.6
"""Latest moment of the kill after the launch; a simulation trains from about 0.3 s on."""

LIMIT_S = 2.0
"""Until the closing state must be on disk."""


def torture(rounds: int, root: Path) -> Result:
    """Kill simulated jobs, which are as real as others in all that counts here, while a reader reads all the time."""
    result, chance, workspace = Result(), random.Random(1), Workspace(root)
    for _ in range(rounds):
        with result.round():
            _kill_one(workspace, chance.uniform(0, LATEST_S), result)
    result.expect(not list(workspace.jobs.glob(f".*{TEMPORARY_SUFFIX}")), "a temporary file was left behind")
    return result


def _kill_one(workspace: Workspace, after_s: float, result: Result) -> None:
    record = launch(workspace, long_spec())
    path, done = workspace.status(record.job_id), threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                read_status(path)
            except (UnreadableFile, OSError) as error:
                result.failures.append(f"round {result.rounds}: unreadable: {error}")

    reader = threading.Thread(target=read)
    reader.start()
    done.wait(after_s)
    struck_s = time.monotonic()
    send(record.worker, signal.SIGKILL)
    wait_for("the closing state", lambda: status(workspace, record.job_id).status.is_closed, 30)
    result.took(struck_s, LIMIT_S, "closing")
    done.set()
    reader.join()
    wait_for("the end of the guardian", lambda: not is_guarded(workspace, record.job_id))
    found = status(workspace, record.job_id)
    result.expect(found.status is JobState.ERROR, f"it is {found.status}")
    result.expect(found.signal == signal.SIGKILL, f"signal {found.signal}")
    result.expect(found.error is not None and found.error.kind == ErrorKind.KILLED, f"error {found.error}")
