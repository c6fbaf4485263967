"""Telling the truth about jobs that nobody guards any more.

Whoever looks next (a panel, a CLI call) closes a job whose worker has died without a word, and stands in for a shim
that has died before its worker. It writes only while it holds the job's lock and after the worker was verified dead,
so it can never contradict a living writer.
"""

import errno
import os
import signal
from enum import StrEnum

from engine.control import lock
from engine.control.closing import wish_of, write_closed
from engine.control.identity import Life, life_of, send
from engine.control.stand_in import stand_in
from engine.files import UnreadableFile, make_private
from engine.job import JobRecord
from engine.paths import Workspace
from engine.process import boot_id, host_name, stat_fields
from engine.record import read_status
from engine.remains import UNDYING, carries_another, end_remains, mark_of, remains
from engine.state import JobState

NO_LOCK = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EACCES)
"""Errors that say: there is no lock of ours."""

SUSPENDED = ("T", "t")
"""Letters of /proc/PID/stat for a process that was stopped."""


class Guard(StrEnum):
    """Who looks after a job that has not closed."""

    SUPERVISED = "supervised"
    UNSUPERVISED = "unsupervised"
    """The worker trains on, but its shim has died: the exit status will be unknown."""
    ELSEWHERE = "elsewhere"
    """Another host's job, or one that another program wrote: shown, never touched."""
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """The system would not say, for want of descriptors, say: what was known before still holds."""
    DEAD = "dead"
    """It has ended, but that cannot be recorded: see `engine.control.closing.closed_record`."""


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
    if not is_here(record):
        return Guard.ELSEWHERE
    try:
        held = _take_lock(workspace, record)
        if held is None:
            return _guard_of_locked(record)
    except OSError as error:
        return Guard.ELSEWHERE if error.errno in NO_LOCK else Guard.UNKNOWN
    try:
        return _close_if_dead(workspace, record.job_id)
    except UnreadableFile:
        return Guard.UNSUPERVISED
    except OSError:
        return Guard.UNKNOWN
    finally:
        os.close(held)


def _take_lock(workspace: Workspace, record: JobRecord) -> int | None:
    """Take a job's lock; one that somebody deleted is made anew where it is certain that nobody held it."""
    path = workspace.lock(record.job_id)
    try:
        return lock.take(path)
    except (FileNotFoundError, NotADirectoryError):
        if record.shim is None or life_of(record.shim) is not Life.DEAD or life_of(record.worker) is not Life.DEAD:
            raise
        if not _is_open(workspace, record.job_id):
            raise  # Deleted or closed meanwhile: a new folder would be in the way of its restoration.
    make_private(path.parent)
    return lock.take(path, create=True)


def _is_open(workspace: Workspace, job_id: str) -> bool:
    """Whether the status file is there and has not closed, as it stands now."""
    try:
        return not read_status(workspace.status(job_id))[0].status.is_closed
    except FileNotFoundError:
        return False
    except UnreadableFile:
        return True


def _guard_of_locked(record: JobRecord) -> Guard:
    """Who guards a job whose lock is taken."""
    shim = record.shim
    if shim is None:
        return Guard.SUPERVISED
    if life_of(shim) is Life.DEAD:
        return Guard.UNSUPERVISED  # Another reconciler holds the lock for a moment: that is not a guardian.
    if life_of(record.worker) is Life.DEAD and _is_suspended(shim.pid):
        send(shim, signal.SIGCONT)  # It has an end to write down and cannot.
    return Guard.SUPERVISED


def _is_suspended(pid: int) -> bool:
    fields = stat_fields(pid)
    return fields is not None and fields[0] in SUSPENDED


def is_copy(workspace: Workspace, record: JobRecord) -> bool:
    """Whether the living processes of a record are another workspace's, of which this one is a copy.

    Raises:
        OSError: The job has no lock file.
    """
    mark = mark_of(workspace, record.job_id)
    processes = [process for process in (record.shim, record.worker) if process is not None]
    return any(life_of(process) is Life.ALIVE and carries_another(process.pid, mark) for process in processes)


def finish(workspace: Workspace, record: JobRecord) -> bool:
    """End what a closed job left behind, if its shim died before it came to that.

    Returns:
        Whether there is nothing more to do: its exit is recorded, or nobody guards it any more.
    """
    recorded = record.exit_code is not None or record.signal is not None
    if recorded or workspace.locked or not _is_of_this_boot(record):
        return True
    try:
        held = lock.take(workspace.lock(record.job_id))
        if held is None:
            return False
        try:
            end_remains(mark_of(workspace, record.job_id))
        finally:
            os.close(held)
    except OSError:
        pass  # Its files are gone: whoever removed them meant it.
    return True


def is_here(record: JobRecord) -> bool:
    """Whether a job belongs to this machine, under whatever name, or to none yet."""
    return record.host in ("", host_name()) or _is_of_this_boot(record)


def _is_of_this_boot(record: JobRecord) -> bool:
    process = record.worker or record.shim
    return process is not None and process.host == record.host and process.boot_id == boot_id() != ""


def _close_if_dead(workspace: Workspace, job_id: str) -> Guard:
    record, _ = read_status(workspace.status(job_id))
    if record.status.is_closed:
        return Guard.CLOSED
    wish, life = wish_of(workspace, job_id), life_of(record.worker)
    if life is Life.ELSEWHERE and not _has_let_go(workspace, record):
        return Guard.ELSEWHERE
    if is_copy(workspace, record):
        return Guard.ELSEWHERE
    mark = mark_of(workspace, job_id)
    if life is Life.DEAD and _is_contradicted(record, mark):
        life = Life.UNKNOWN
    if life in (Life.ALIVE, Life.UNKNOWN):
        stand_in(workspace, record, wish, mark if life is Life.UNKNOWN else "")
        return Guard.UNSUPERVISED
    left = end_remains(mark)
    try:
        write_closed(workspace, record, trouble=f"{UNDYING}PID {', '.join(map(str, left))}" if left else "")
    except OSError:
        return Guard.DEAD
    return Guard.CLOSED


def _has_let_go(workspace: Workspace, record: JobRecord) -> bool:
    """Whether a worker that cannot be seen from here, in a container of this machine, holds its lock no more."""
    return _is_of_this_boot(record) and lock.is_held(workspace.worker_lock(record.job_id)) is False


def _is_contradicted(record: JobRecord, mark: str) -> bool:
    """Whether living processes of the job speak against a record by which its worker is dead: a damaged one, say."""
    if record.worker is None:
        return record.status is not JobState.QUEUED and bool(remains(mark))
    return record.worker.pid in remains(mark)


def _look_only(workspace: Workspace, record: JobRecord) -> Guard:
    """Who guards a job, as far as the processes tell; the lock is for those who may write."""
    if record.shim is None and record.worker is None:
        return _look_at_lock(workspace, record)
    lives = [life_of(record.shim), life_of(record.worker)]
    if Life.ELSEWHERE in lives:
        return Guard.ELSEWHERE
    if Life.UNKNOWN in lives:  # Other users' processes may be hidden (proc(5), hidepid).
        return _look_at_lock(workspace, record)
    if lives[0] is Life.ALIVE:
        return Guard.SUPERVISED
    return Guard.DEAD if lives[1] is Life.DEAD else Guard.UNSUPERVISED


def _look_at_lock(workspace: Workspace, record: JobRecord) -> Guard:
    if record.host not in ("", host_name()):
        return Guard.ELSEWHERE
    try:
        return Guard.SUPERVISED if lock.is_listed(workspace.lock(record.job_id)) else Guard.DEAD
    except PermissionError:
        return Guard.SUPERVISED  # Its owner's secret: no reason to call it dead.
    except OSError:
        return Guard.ELSEWHERE
