import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.shim.closing import closing_fields, exit_of, signal_name
from engine.state import JobState


def ended(code: str) -> os.waitid_result:
    """What the kernel says of a real process that has ended."""
    process = subprocess.Popen([sys.executable, "-S", "-c", code])
    found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.wait()
    assert found is not None
    return found


def closing(code: str, stop: dict[str, Any] | None = None, log: Path = Path("/none")) -> dict[str, Any]:
    return closing_fields(ended(code), stop, log)


def test_an_exit_status_or_a_signal() -> None:
    assert exit_of(ended("raise SystemExit(3)")) == {"exit_code": 3, "signal": None}
    assert exit_of(ended("import os; os.abort()")) == {"exit_code": None, "signal": signal.SIGABRT}


def test_a_worker_that_ended_early_is_explained_by_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"Traceback\nMemory\x1b[31mError: \xff\n\n")

    found = closing("raise SystemExit(1)", log=log)

    assert found["state"] is JobState.ERROR
    assert found["message"] == "ended with exit status 1 before it was done: MemoryError: \N{REPLACEMENT CHARACTER}"
    assert closing("")["message"] == "ended with exit status 0 before it was done"


@pytest.mark.parametrize(("number", "name"), [(9, "SIGKILL (9)"), (11, "SIGSEGV (11)"), (40, "signal 40")])
def test_a_killed_worker(number: int, name: str) -> None:
    found = closing(f"import os; os.kill(os.getpid(), {number})")

    assert signal_name(number) == name
    assert found["error"]["message"] == f"killed by {name}"
    assert ("out of memory" in found["error"]["hint"]) == (number == 9)


@pytest.mark.parametrize(
    ("code", "grace_s", "message"),
    [
        ("import os; os.kill(os.getpid(), 9)", 60.0, "was killed after a grace of 60 s, without a new checkpoint"),
        ("import os; os.kill(os.getpid(), 9)", 0.0, "was killed at once, as asked, without a new checkpoint"),
        ("raise SystemExit(1)", 2.5, "ended after a grace of 2.5 s, without a new checkpoint"),
    ],
)
def test_a_stopped_worker(code: str, grace_s: float, message: str) -> None:
    found = closing(code, {"grace_s": grace_s})

    assert (found["state"], found["message"]) == (JobState.STOPPED, message)
