"""Stopping a job: a durable wish first, then a signal that hurries whoever carries it out.

Normally that is the shim. Where the shim has died, the worker itself is asked, and whoever looks at the job after the
grace has run out (see `engine.control.reconcile`) ends it.
"""

import signal
import time
from enum import StrEnum

from engine.control.identity import Life, life_of, send
from engine.control.permission import check_changeable, check_owned
from engine.errors import Refused
from engine.files import UnreadableFile, make_private
from engine.job import DEFAULT_GRACE_S, JobRecord, StopIntent
from engine.paths import Workspace
from engine.record import read_spec, read_status, read_stop, write_record


class StopOutcome(StrEnum):
    """What a request to stop did."""

    ASKED = "asked"
    ALREADY_CLOSED = "already closed"
    ALREADY_ASKED = "already asked"


def stop_job(
    workspace: Workspace, job_id: str, *, now: bool = False, grace_s: float | None = None, by: str = ""
) -> tuple[JobRecord, StopOutcome]:
    """Ask a job to stop, and return without waiting.

    Args:
        workspace: Where the job is.
        job_id: The job.
        now: Kill it at once, without a checkpoint.
        grace_s: Seconds it gets to save a checkpoint; by default what its specification says.
        by: Who asks, for the record.

    Returns:
        The record as it was, and what was done. Stopping twice or stopping a finished job is harmless.

    Raises:
        Refused: The job runs elsewhere, belongs to somebody else, or cannot be reached.
    """
    check_changeable(workspace)
    record, _ = _read(workspace, job_id)
    if record.status.is_closed:
        return record, StopOutcome.ALREADY_CLOSED
    guardian = record.shim or record.worker
    if guardian is None and not workspace.run(job_id).is_dir():
        raise Refused(f"{record.title} was not launched by Traindeck, so there is nothing to stop it by.")
    if guardian is not None and life_of(guardian) is Life.ELSEWHERE:
        raise Refused(f"{record.title} runs on {guardian.host}, not here.", "Stop it on that machine.")
    check_owned(record, "stop")
    grace = 0.0 if now else _grace(workspace, job_id) if grace_s is None else grace_s
    outcome = _write_wish(workspace, record, grace, by)
    try:
        _hurry(record, kill=now)
    except PermissionError as error:
        raise Refused(f"{record.title} belongs to another user.", "Only they can stop it.") from error
    return record, outcome


def _read(workspace: Workspace, job_id: str) -> tuple[JobRecord, tuple[str, ...]]:
    try:
        return read_status(workspace.status(job_id))
    except (FileNotFoundError, UnreadableFile) as error:
        reason = "it is gone" if isinstance(error, FileNotFoundError) else str(error)
        raise Refused(f"{job_id} cannot be stopped: its status file cannot be read, {reason}.") from error


def _grace(workspace: Workspace, job_id: str) -> float:
    try:
        return read_spec(workspace.spec(job_id)).grace_s
    except (OSError, UnreadableFile):
        return DEFAULT_GRACE_S


def _write_wish(workspace: Workspace, record: JobRecord, grace_s: float, by: str) -> StopOutcome:
    wish = StopIntent(requested_at=time.time(), grace_s=grace_s, by=by)
    try:
        present = read_stop(workspace.stop(record.job_id))
    except UnreadableFile:
        present = None
    if present is not None and present.deadline <= wish.deadline:
        return StopOutcome.ALREADY_ASKED
    try:
        try:
            _put(workspace, record.job_id, wish)
        except FileNotFoundError:  # The job closed in this moment, and the half-written wish was collected with it.
            _put(workspace, record.job_id, wish)
    except PermissionError as error:
        raise Refused(f"The wish to stop {record.title} could not be written: {error.strerror}.") from error
    except OSError as error:
        # A full or broken disk keeps no wish, but its guardian takes one by signal and keeps it in memory.
        if record.shim is None or send(record.shim, signal.SIGTERM) is not Life.ALIVE:
            raise Refused(f"The wish to stop {record.title} could not be written: {error.strerror}.") from error
        if grace_s == 0:
            send(record.worker, signal.SIGKILL)
    return StopOutcome.ASKED


def _put(workspace: Workspace, job_id: str, wish: StopIntent) -> None:
    # Somebody may have deleted the run folder under the job; its guardian looks for the wish there all the same.
    make_private(workspace.run(job_id))
    write_record(workspace.stop(job_id), wish, durable=True)


def _hurry(record: JobRecord, *, kill: bool) -> None:
    """Wake the shim; where there is none, signal the worker itself."""
    if record.shim is not None and send(record.shim, signal.SIGUSR1) is Life.ALIVE:
        return
    if kill:
        send(record.worker, signal.SIGKILL)
    else:
        send(record.worker, signal.SIGTERM, signal.SIGCONT)


def end_overdue(record: JobRecord, wish: StopIntent) -> bool:
    """Kill the worker of an unguarded job whose grace has run out. Returns whether it was signalled."""
    return time.time() >= wish.deadline and send(record.worker, signal.SIGKILL) is Life.ALIVE
