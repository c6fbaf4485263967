"""How a job ended, in words, when the worker could not say so itself."""

import os
import signal
from pathlib import Path
from typing import Any

from engine.files import read_tail
from engine.state import JobState
from engine.text import clean


def exit_of(ended: os.waitid_result) -> dict[str, int | None]:
    """Exit status and signal of a worker that has ended: one of the two is None."""
    if ended.si_code == os.CLD_EXITED:
        return {"exit_code": ended.si_status, "signal": None}
    return {"exit_code": None, "signal": ended.si_status}


def signal_name(number: int) -> str:
    """Name and number, as in SIGKILL (9); a real-time signal has no name."""
    try:
        return f"{signal.Signals(number).name} ({number})"
    except ValueError:
        return f"signal {number}"


def closing_fields(ended: os.waitid_result, stop: dict[str, Any] | None, log: Path) -> dict[str, Any]:
    """Fields of the closing state for a worker that left none.

    Args:
        ended: What the kernel says.
        stop: The wish to stop, if there was one.
        log: The job's log, whose last line may say more.

    Returns:
        `state` and the status fields that go with it.
    """
    ending = exit_of(ended)
    if stop is not None:
        grace = stop.get("grace_s", 0)
        after = f"after a grace of {grace:g} s" if grace else "at once, as asked"
        how = "ended" if ending["signal"] is None else "was killed"
        return {"state": JobState.STOPPED, "message": f"{how} {after}, without a new checkpoint"}
    if ending["signal"] is not None:
        name = signal_name(ending["signal"])
        hint = "Resume it from its last checkpoint."
        if ending["signal"] == signal.SIGKILL:
            hint = f"If nobody did this by hand, the machine probably ran out of memory. {hint}"
        return _error("killed by signal", f"killed by {name}", hint)
    said = [line for line in read_tail(log, 4096).decode("utf-8", "replace").splitlines() if line.strip()]
    message = f"ended with exit status {ending['exit_code']} before it was done"
    return _error("exception", f"{message}: {clean(said[-1], 200)}" if said else message, "Look at the log.")


def _error(kind: str, message: str, hint: str) -> dict[str, Any]:
    return {"state": JobState.ERROR, "message": message, "error": {"kind": kind, "message": message, "hint": hint}}
