"""Stopping a job: a durable wish first, then a signal that hurries whoever carries it out.

Normally that is the shim. Where the shim has died, the worker itself is asked, and whoever looks at the job from then
on sees to the rest (see `engine.control.stand_in`).
"""

import contextlib
import os
import signal
import time
from enum import StrEnum

from engine.control.identity import Life, life_of, send
from engine.control.lock import is_guarded
from engine.control.permission import check_changeable, check_owned
from engine.control.reconcile import is_copy, is_here
from engine.errors import BadInput, Refused
from engine.files import UnreadableFile, make_private
from engine.job import DEFAULT_GRACE_S, LONGEST_GRACE_S, JobRecord, StopIntent
from engine.paths import Workspace
from engine.record import read_spec, read_status, read_stop, write_record
from engine.state import JobState


class StopOutcome(StrEnum):
    """What a request to stop did."""

    ASKED = "asked"
    ALREADY_CLOSED = "already closed"
    ALREADY_ASKED = "already asked"


def stop_job(
    workspace: Workspace,
    job_id: str,
    *,
    now: bool = False,
    grace_s: float | None = None,
    by: str = "",
    known: JobRecord | None = None,
) -> tuple[JobRecord, StopOutcome]:
    """Ask a job to stop, and return without waiting.

    Args:
        workspace: Where the job is.
        job_id: The job.
        now: Kill it at once, without a checkpoint.
        grace_s: Seconds it gets to save a checkpoint; by default what its specification says.
        by: Who asks, for the record.
        known: The job as it was seen last, for one whose status file is gone or broken while it runs.

    Returns:
        The record as it was, and what was done. Stopping twice or stopping a finished job is harmless.

    Raises:
        Refused: The job runs elsewhere, belongs to somebody else, or cannot be reached.
        BadInput: There is no such grace.
    """
    check_changeable(workspace)
    record = _record(workspace, job_id, known)
    if record.status.is_closed:
        return record, StopOutcome.ALREADY_CLOSED
    _check_reachable(workspace, record)
    check_owned(record, "stop")
    grace = 0.0 if now else _grace(workspace, job_id) if grace_s is None else grace_s
    if not 0 <= grace <= LONGEST_GRACE_S:  # False for a NaN, too.
        raise BadInput(f"The grace of a stop must be 0 to {LONGEST_GRACE_S:,.0f} seconds, not {grace:g}.")
    try:
        outcome = _write_wish(workspace, record, grace, by)
        _hurry(record, kill=now)
    except PermissionError as error:
        raise Refused(f"{record.title} belongs to another user.", "Only they can stop it.") from error
    return record, outcome


def _record(workspace: Workspace, job_id: str, known: JobRecord | None) -> JobRecord:
    try:
        return read_status(workspace.status(job_id))[0]
    except (FileNotFoundError, UnreadableFile) as error:
        if known is not None and Life.ALIVE in (life_of(known.shim), life_of(known.worker)):
            return known
        if is_guarded(workspace, job_id):  # Its guardian reads the wish within a second, whatever the status file says.
            return JobRecord(job_id=job_id, status=JobState.RUNNING)
        reason = "it is gone" if isinstance(error, FileNotFoundError) else str(error)
        raise Refused(f"{job_id} cannot be stopped: its status file cannot be read, {reason}.") from error


def _check_reachable(workspace: Workspace, record: JobRecord) -> None:
    """Refuse what no wish and no signal of ours can or may reach."""
    guardian = record.shim or record.worker
    if guardian is None:
        if not os.path.isdir(workspace.run(record.job_id)):
            raise Refused(f"{record.title} was not launched by Traindeck, so there is nothing to stop it by.")
        return
    if not is_here(record):
        raise Refused(f"{record.title} runs on {guardian.host}, not here.", "Stop it on that machine.")
    with contextlib.suppress(OSError):
        if is_copy(workspace, record):
            told = f"{record.title} belongs to another workspace, of which {workspace.root} is a copy."
            raise Refused(told, "Stop it there.")
    # A guardian in another container of this machine reads the wish within a second.
    if life_of(guardian) is Life.ELSEWHERE and not is_guarded(workspace, record.job_id):
        told = f"{record.title} runs in another container or PID namespace of this machine, and its guardian has died."
        raise Refused(told, "Stop it there.")


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
    # "At once" is taken whatever the clock says: it may have jumped since the present wish was written.
    is_more_urgent = wish.grace_s == 0 and present is not None and present.grace_s > 0
    if present is not None and present.deadline <= wish.deadline and not is_more_urgent:
        return StopOutcome.ALREADY_ASKED
    try:
        try:
            _put(workspace, record.job_id, wish)
        except FileNotFoundError:  # The job closed in this moment, and the half-written wish was collected with it.
            _put(workspace, record.job_id, wish)
    except OSError as error:
        if not _wish_by_signal(record, kill=grace_s == 0):
            raise Refused(f"The wish to stop {record.title} could not be written: {error.strerror}.") from error
    return StopOutcome.ASKED


def _wish_by_signal(record: JobRecord, *, kill: bool) -> bool:
    """Ask where nothing can be written: a guardian keeps the wish in memory. Whether anybody heard."""
    is_heard = send(record.shim, signal.SIGTERM, signal.SIGCONT) is Life.ALIVE
    if kill or not is_heard:
        numbers = (signal.SIGKILL,) if kill else (signal.SIGTERM, signal.SIGCONT)
        is_heard = send(record.worker, *numbers) is Life.ALIVE or is_heard
    return is_heard


def _put(workspace: Workspace, job_id: str, wish: StopIntent) -> None:
    # Somebody may have deleted the run folder under the job; its guardian looks for the wish there all the same.
    make_private(workspace.run(job_id))
    write_record(workspace.stop(job_id), wish, durable=True)


def _hurry(record: JobRecord, *, kill: bool) -> None:
    """Wake the shim; where there is none, signal the worker itself."""
    # CONT, since a suspended guardian hears nothing else.
    if send(record.shim, signal.SIGUSR1, signal.SIGCONT) is Life.ALIVE:
        return
    if kill:
        send(record.worker, signal.SIGKILL)
    else:
        send(record.worker, signal.SIGTERM, signal.SIGCONT)
