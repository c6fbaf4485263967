"""Telling the truth about jobs that nobody guards any more.

Whoever looks next (a panel, a CLI call) closes a job whose worker has died without a word. It writes only while it
holds the job's lock and after the worker was verified dead, so it can never contradict a living writer.
"""

import os
import time
from enum import StrEnum

import msgspec

from engine.control import lock
from engine.control.identity import Life, life_of
from engine.control.stop import end_overdue
from engine.error_kind import ErrorKind, stop_kind
from engine.files import UnreadableFile
from engine.job import JobError, JobRecord, StopIntent
from engine.leftovers import collect_leftovers
from engine.paths import Workspace
from engine.process import boot_id, host_name
from engine.record import read_status, read_stop, write_record
from engine.remains import UNDYING, end_remains
from engine.state import JobState, check_transition


class Guard(StrEnum):
    """Who looks after a job that has not closed."""

    SUPERVISED = "supervised"
    UNSUPERVISED = "unsupervised"
    """The worker trains on, but its shim has died: the exit status will be unknown."""
    ELSEWHERE = "elsewhere"
    """Another host's job, or one that another program wrote: shown, never touched."""
    CLOSED = "closed"
    DEAD = "dead"
    """It has ended, but that may not be recorded here: see `closed_record`."""


def reconcile(workspace: Workspace, record: JobRecord) -> Guard:
    """Close `record`'s job if it has died unnoticed.

    Args:
        workspace: Where the job is.
        record: The job as last read; when the status file has to be written, it is read again first.

    Returns:
        Who guards the job; CLOSED also when this call closed it. In a locked workspace nothing is written, nobody is
        signalled, and DEAD stands for what would have been closed.
    """
    if record.status.is_closed:
        return Guard.CLOSED
    if workspace.locked:
        return _look_only(workspace, record)
    if not workspace.run(record.job_id).is_dir() or (record.host and record.host != host_name()):
        return Guard.ELSEWHERE
    try:
        held = lock.take(workspace, record.job_id)
    except OSError:
        return Guard.ELSEWHERE
    if held is None:
        # Another reconciler holds the lock for a moment: that is not a guardian.
        shim_is_dead = record.shim is not None and life_of(record.shim) is Life.DEAD
        return Guard.UNSUPERVISED if shim_is_dead else Guard.SUPERVISED
    try:
        return _close_if_dead(workspace, record.job_id)
    except (OSError, UnreadableFile):
        return Guard.UNSUPERVISED
    finally:
        os.close(held)


def _close_if_dead(workspace: Workspace, job_id: str) -> Guard:
    record, _ = read_status(workspace.status(job_id))
    if record.status.is_closed:
        return Guard.CLOSED
    life = life_of(record.worker)
    if life is Life.ELSEWHERE:
        return Guard.ELSEWHERE
    wish = read_stop(workspace.stop(job_id))
    if life is Life.ALIVE:
        if wish is not None:
            end_overdue(record, wish)
        return Guard.UNSUPERVISED
    left = end_remains(job_id)
    trouble = f"{UNDYING}PID {', '.join(map(str, left))}" if left else ""
    closed = msgspec.structs.replace(closed_record(workspace, record), trouble=trouble)
    check_transition(record.status, closed.status)
    write_record(workspace.status(job_id), closed, durable=True)
    collect_leftovers(workspace, job_id)
    return Guard.CLOSED


def _look_only(workspace: Workspace, record: JobRecord) -> Guard:
    """Who guards a job, as far as the processes tell; the lock is for those who may write."""
    if record.shim is None and record.worker is None:
        return _look_at_lock(workspace, record)
    lives = [life_of(record.shim), life_of(record.worker)]
    if Life.ELSEWHERE in lives:
        return Guard.ELSEWHERE
    if lives[0] is Life.ALIVE:
        return Guard.SUPERVISED
    return Guard.UNSUPERVISED if lives[1] is Life.ALIVE else Guard.DEAD


def _look_at_lock(workspace: Workspace, record: JobRecord) -> Guard:
    if record.host not in ("", host_name()):
        return Guard.ELSEWHERE
    try:
        return Guard.SUPERVISED if lock.is_listed(workspace, record.job_id) else Guard.DEAD
    except PermissionError:
        return Guard.SUPERVISED  # Its owner's secret: no reason to call it dead.
    except OSError:
        return Guard.ELSEWHERE


def closed_record(workspace: Workspace, record: JobRecord) -> JobRecord:
    """The record of a job of which nobody is left, closed with the reason that can be known; nothing is written."""
    try:
        wish = read_stop(workspace.stop(record.job_id))
    except UnreadableFile:
        wish = None
    error = _stopped(record, wish) if wish is not None else _explain(record)
    now = time.time()
    if workspace.locked:
        # When it really ended nobody wrote down; its last sign of life is nearer to that than this look.
        now = record.updated_at or now
        error = msgspec.structs.replace(error, message=f"{error.message} (not yet recorded: read-only)")
    return msgspec.structs.replace(
        record,
        status=JobState.ERROR if wish is None else JobState.STOPPED,
        message=error.message,
        error=error,
        finished_at=now,
        updated_at=now,
        eta_seconds=None,
    )


def _again(record: JobRecord) -> str:
    return "Resume it from its last checkpoint." if record.checkpoint else "Launch it again."


def _stopped(record: JobRecord, wish: StopIntent) -> JobError:
    return JobError(kind=stop_kind(wish.by), message="stopped; its guardian had died", hint=_again(record))


def _explain(record: JobRecord) -> JobError:
    hint = _again(record)
    if record.worker is None:
        message = "the launch was cut short before anything ran"
        return JobError(kind=ErrorKind.LAUNCH_FAILED, message=message, hint=hint)
    if record.worker.boot_id != boot_id():
        return JobError(kind=ErrorKind.MACHINE_RESTARTED, message="the machine restarted", hint=hint)
    message = "exit unknown: worker and guardian both died"
    return JobError(kind=ErrorKind.EXIT_UNKNOWN, message=message, hint=hint)
