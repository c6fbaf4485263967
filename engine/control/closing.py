"""The closing state of a job of which nobody is left, with the reason that can still be known.

Used by whoever finds such a job; the shim writes its own (see `engine.shim.closing`).
"""

import time

import msgspec

from engine.error_kind import ErrorKind, stop_kind
from engine.files import UnreadableFile
from engine.job import JobError, JobRecord, StopIntent
from engine.leftovers import collect_leftovers
from engine.paths import Workspace
from engine.process import boot_id
from engine.record import encode, read_stop
from engine.reserve import drop_reserve, write_closing
from engine.state import JobState, check_transition


def wish_of(workspace: Workspace, job_id: str) -> StopIntent | None:
    """The wish to stop a job; one that cannot be read is none."""
    try:
        return read_stop(workspace.stop(job_id))
    except UnreadableFile:
        return None


def closed_record(workspace: Workspace, record: JobRecord, *, recorded: bool = False) -> JobRecord:
    """The record of a job of which nobody is left, closed; nothing is written.

    Args:
        workspace: Where the job is.
        record: Its last record.
        recorded: Whether the caller will write the result; otherwise it says that it is not on disk.
    """
    wish = wish_of(workspace, record.job_id)
    error = _stopped(record, wish) if wish is not None else _explain(record)
    now = time.time()
    if not recorded:
        # When it really ended nobody wrote down; its last sign of life is nearer to that than this look.
        now = record.updated_at or now
        why = "read-only" if workspace.locked else "the disk refuses"
        error = msgspec.structs.replace(error, message=f"{error.message} (not yet recorded: {why})")
    return msgspec.structs.replace(
        record,
        status=JobState.ERROR if wish is None else JobState.STOPPED,
        message=error.message,
        error=error,
        finished_at=now,
        updated_at=now,
        eta_seconds=None,
    )


def write_closed(workspace: Workspace, record: JobRecord, *, trouble: str = "") -> None:
    """Close a job on disk. The caller holds its lock.

    Raises:
        OSError: It could not be written; the old record stands.
        IllegalTransition: The job has closed already, a fault of ours.
    """
    job_id = record.job_id
    closed = msgspec.structs.replace(closed_record(workspace, record, recorded=True), trouble=trouble)
    check_transition(record.status, closed.status)
    write_closing(workspace.status(job_id), encode(closed), workspace.reserve(job_id))
    collect_leftovers(workspace, job_id)
    drop_reserve(workspace.reserve(job_id))


def _again(record: JobRecord) -> str:
    return "Resume it from its last checkpoint." if record.checkpoint else "Launch it again."


def _stopped(record: JobRecord, wish: StopIntent) -> JobError:
    return JobError(kind=stop_kind(wish.by), message="stopped; its guardian had died", hint=_again(record))


def _explain(record: JobRecord) -> JobError:
    hint = _again(record)
    if record.worker is None and record.status is JobState.QUEUED:
        message = "the launch was cut short before anything ran"
        return JobError(kind=ErrorKind.LAUNCH_FAILED, message=message, hint=hint)
    if record.worker is not None and record.worker.boot_id != boot_id():
        return JobError(kind=ErrorKind.MACHINE_RESTARTED, message="the machine restarted", hint=hint)
    message = "exit unknown: worker and guardian both died"
    return JobError(kind=ErrorKind.EXIT_UNKNOWN, message=message, hint=hint)
