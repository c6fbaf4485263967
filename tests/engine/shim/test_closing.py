import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.error_kind import TIME_LIMIT_ASKER, ErrorKind
from engine.shim.closing import closing_fields, exit_of, signal_name
from engine.shim.memory import Verdict
from engine.state import JobState


def ended(code: str) -> os.waitid_result:
    """What the kernel says of a real process that has ended."""
    process = subprocess.Popen([sys.executable, "-S", "-c", code])
    found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.wait()
    assert found is not None
    return found


def closing(code: str, stop: dict[str, Any] | None = None, log: Path = Path("/none"), **facts: Any) -> dict[str, Any]:
    return closing_fields(ended(code), log, stop=stop, **facts)


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


@pytest.mark.parametrize(("number", "name"), [(9, "SIGKILL (9)"), (11, "SIGSEGV (11)"), (40, "(40)")])
def test_a_killed_worker(number: int, name: str) -> None:
    found = closing(f"import os; os.kill(os.getpid(), {number})")

    assert signal_name(number) == name
    assert found["error"]["message"] == f"killed by signal {name}"
    assert ("out of memory" in found["error"]["hint"]) == (number == 9)


@pytest.mark.parametrize(
    ("memory", "kind", "message"),
    [
        (Verdict.SURELY, ErrorKind.OUT_OF_MEMORY, "out of memory: killed by the kernel, signal SIGKILL (9)"),
        (Verdict.PROBABLY, ErrorKind.OUT_OF_MEMORY, "out of memory: probably killed by the kernel, signal SIGKILL (9)"),
        (Verdict.NO, ErrorKind.KILLED, "killed by signal SIGKILL (9)"),
        (Verdict.UNKNOWN, ErrorKind.KILLED, "killed by signal SIGKILL (9)"),
    ],
)
def test_memory_is_accused_only_by_evidence(memory: Verdict, kind: ErrorKind, message: str) -> None:
    found = closing("import os; os.kill(os.getpid(), 9)", memory=memory)["error"]

    assert (found["kind"], found["message"]) == (kind, message)
    assert ("memory" in found["hint"]) == (memory is not Verdict.NO)


@pytest.mark.parametrize("checkpoint", [None, "models/a/last.pt"])
def test_only_what_was_saved_can_be_resumed(checkpoint: str | None) -> None:
    hint = closing("import os; os.kill(os.getpid(), 11)", checkpoint=checkpoint)["error"]["hint"]

    assert ("Resume" in hint) == (checkpoint is not None)


KILL = "import os; os.kill(os.getpid(), 9)"


@pytest.mark.parametrize(
    ("code", "grace_s", "killed", "message"),
    [
        (KILL, 60.0, True, "killed after a grace of 60 s, without a new checkpoint"),
        (KILL, 0.0, True, "killed at once, as asked, without a new checkpoint"),
        (KILL, 60.0, False, "killed by signal SIGKILL (9) while it was stopping, without a new checkpoint"),
        ("raise SystemExit(1)", 2.5, False, "ended with exit status 1 while it was stopping, without a new checkpoint"),
        ("import os; os.kill(os.getpid(), 15)", 2.5, False, "ended at once, before it could save a checkpoint"),
    ],
)
def test_a_stopped_worker(code: str, grace_s: float, killed: bool, message: str) -> None:
    found = closing(code, {"grace_s": grace_s, "by": "panel"}, killed=killed)

    assert (found["state"], found["message"]) == (JobState.STOPPED, message)
    assert found["error"]["kind"] == ErrorKind.STOPPED


def test_a_time_limit_is_told_as_such() -> None:
    found = closing(KILL, {"grace_s": 1.0, "by": TIME_LIMIT_ASKER}, killed=True)

    assert (found["state"], found["error"]["kind"]) == (JobState.STOPPED, ErrorKind.TIME_LIMIT)
