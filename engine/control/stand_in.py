"""What a job's shim would do if it had not died: pass a stop on, end what is overdue, mind the time limit."""

import signal
import time

from engine.control.identity import send
from engine.error_kind import TIME_LIMIT_ASKER
from engine.files import UnreadableFile
from engine.job import JobRecord, StopIntent
from engine.paths import Workspace
from engine.record import read_spec, write_record
from engine.remains import end_remains


def stand_in(workspace: Workspace, record: JobRecord, wish: StopIntent | None, mark: str) -> None:
    """Do the part of the shim for a job that trains on without one; called again with every look.

    Args:
        workspace: Where the job is.
        record: The job.
        wish: The wish to stop it, if there is one.
        mark: Mark of its processes where the record does not say which one the worker is, or empty.

    Raises:
        OSError: The wish of the time limit could not be written.
    """
    wish = wish or _wish_of_the_limit(workspace, record)
    if wish is None:
        return
    if time.time() < wish.deadline:
        send(record.worker, signal.SIGTERM, signal.SIGCONT)
    elif mark:
        end_remains(mark)
    else:
        send(record.worker, signal.SIGKILL)


def _wish_of_the_limit(workspace: Workspace, record: JobRecord) -> StopIntent | None:
    """Wish the stop of a job whose time has run out."""
    try:
        spec = read_spec(workspace.spec(record.job_id))
    except (FileNotFoundError, UnreadableFile):
        return None
    if spec.time_limit_s is None or record.started_at is None or time.time() < record.started_at + spec.time_limit_s:
        return None
    wish = StopIntent(requested_at=time.time(), grace_s=spec.grace_s, by=TIME_LIMIT_ASKER)
    write_record(workspace.stop(record.job_id), wish, durable=True)
    return wish
