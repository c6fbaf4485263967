"""How a job ended, in words, when the worker could not say so itself."""

import os
import signal
from pathlib import Path
from typing import Any

from engine.error_kind import ErrorKind, stop_kind
from engine.files import read_tail
from engine.shim.memory import Verdict
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
        return f"({number})"


def closing_fields(
    ended: os.waitid_result,
    log: Path,
    *,
    stop: dict[str, Any] | None = None,
    killed: bool = False,
    memory: Verdict = Verdict.UNKNOWN,
    checkpoint: object = None,
) -> dict[str, Any]:
    """Fields of the closing state for a worker that left none.

    Args:
        ended: What the kernel says.
        log: The job's log, whose last line may say more.
        stop: The wish to stop, if there was one.
        killed: Whether the shim killed the worker because its grace had run out.
        memory: What the counters of memory say, if it died of SIGKILL.
        checkpoint: The status file's checkpoint, if it has one.

    Returns:
        `state` and the status fields that go with it.
    """
    ending = exit_of(ended)
    again = "Resume it from its last checkpoint." if checkpoint else "Launch it again."
    if stop is not None:
        message = _stopped(ending, stop, killed=killed)
        return _fields(JobState.STOPPED, stop_kind(stop.get("by")), message, again)
    if ending["signal"] is not None:
        kind, message, why = _signalled(ending["signal"], memory)
        return _fields(JobState.ERROR, kind, message, f"{why} {again}".strip())
    said = [line for line in read_tail(log, 4096).decode("utf-8", "replace").splitlines() if line.strip()]
    message = f"ended with exit status {ending['exit_code']} before it was done"
    message = f"{message}: {clean(said[-1], 200)}" if said else message
    return _fields(JobState.ERROR, ErrorKind.EXCEPTION, message, "Look at the log.")


def stopped_early(stop: dict[str, Any] | None) -> dict[str, Any]:
    """Fields of the closing state for a job that was stopped before anything ran."""
    kind = stop_kind(stop.get("by") if stop is not None else None)
    return _fields(JobState.STOPPED, kind, "stopped before it started", "Launch it again.")


def _stopped(ending: dict[str, int | None], stop: dict[str, Any], *, killed: bool) -> str:
    number, grace_s = ending["signal"], stop.get("grace_s", 0)
    if killed:
        return (
            f"killed {f'after a grace of {grace_s:g} s' if grace_s else 'at once, as asked'}, without a new checkpoint"
        )
    if number == signal.SIGTERM:
        return "ended at once, before it could save a checkpoint"
    how = f"killed by signal {signal_name(number)}" if number else f"ended with exit status {ending['exit_code']}"
    return f"{how} while it was stopping, without a new checkpoint"


def _signalled(number: int, memory: Verdict) -> tuple[ErrorKind, str, str]:
    name = signal_name(number)
    if number != signal.SIGKILL or memory is Verdict.NO:
        return ErrorKind.KILLED, f"killed by signal {name}", ""
    if memory is Verdict.UNKNOWN:
        return (
            ErrorKind.KILLED,
            f"killed by signal {name}",
            "If nobody did this, the machine probably ran out of memory.",
        )
    probably = "probably " if memory is Verdict.PROBABLY else ""
    message = f"out of memory: {probably}killed by the kernel, signal {name}"
    return ErrorKind.OUT_OF_MEMORY, message, "Halve the batch size, or give it more memory."


def _fields(state: JobState, kind: ErrorKind, message: str, hint: str) -> dict[str, Any]:
    return {"state": state, "message": message, "error": {"kind": kind, "message": message, "hint": hint}}
