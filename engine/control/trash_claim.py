"""Whether a job may be deleted: it has surely ended, and no other is about to read what it saved.

Doubt means no. What cannot be told, for want of a lock or because the system will not say, is never taken for an end.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from engine.control import lock
from engine.control.permission import check_owned
from engine.control.successor import owner_of
from engine.control.trash_moves import left_in_trash
from engine.errors import NoSuchJob, Refused
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.observe.folder import JobFolder
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.record import read_status
from engine.remains import mark_of, remains
from engine.state import JobState

BEGINNING = (JobState.QUEUED, JobState.STARTING, JobState.LOADING)
"""States in which a resumed job may still have to read the checkpoint of the one before."""

NO_FILE = (errno.ENOENT, errno.ENOTDIR)
"""Errors that say for certain that there is no such lock."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""Errors that keep a launcher from the same file, too."""


class Heirs:
    """The jobs that have not ended, by whose checkpoints they go on; a look more costs little.

    Args:
        workspace: Whose jobs to look at.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._folder = JobFolder(workspace)
        self._active: dict[str, JobRecord] = {}

    def check_unneeded(self, job_id: str, title: str) -> None:
        """Look afresh. Raises `Refused` if a job goes on from this one and has nothing of its own yet."""
        look = self._folder.look()
        if look.trouble:
            raise Refused(f"{title} is not deleted: the jobs cannot be read, {look.trouble}.")
        for view in look.changed:
            self._active.pop(view.job_id, None)
            if view.record is not None and view.is_active:
                self._active[view.job_id] = view.record
        for gone in look.removed:
            self._active.pop(gone, None)
        for record in self._active.values():
            if record.resumed_from == job_id and record.status in BEGINNING:
                raise Refused(f"{title} is not deleted: {record.title} is just being resumed from it.")
            if record.job_id != job_id and owner_of(record.checkpoint) == job_id:
                raise Refused(f"{title} is not deleted: {record.title} has no checkpoint yet but the one from it.")


@contextlib.contextmanager
def claimed(workspace: Workspace, job_id: str, heirs: Heirs) -> Iterator[str]:
    """Have a job that has surely ended to oneself, to delete it; its title.

    Raises:
        NoSuchJob: There is none of that id.
        Refused: It may not be deleted.
    """
    title = _title_of_ended(workspace, job_id)
    left = left_in_trash(workspace, job_id)
    if left is not None:
        raise Refused(f"{title} is not deleted: {left} holds something of it already.", "Empty the trash or move it.")
    with contextlib.ExitStack() as held:
        running = _taken(workspace.worker_lock(job_id), title, held)
        if running is None:
            raise Refused(f"{title} is not deleted: something of it still runs.", "Try again in a moment.")
        if _taken(workspace.lock(job_id), title, held) is None:
            raise Refused(f"{title} is not deleted: it is just ending.", "Try again in a moment.")
        if os.path.isdir(workspace.run(job_id)) and _taken(workspace.successor(job_id), title, held, True) is None:
            raise Refused(f"{title} is not deleted: it is just being resumed.", "Try again in a moment.")
        heirs.check_unneeded(job_id, title)
        yield title


def _title_of_ended(workspace: Workspace, job_id: str) -> str:
    try:
        record, _ = read_status(workspace.status(job_id))
    except FileNotFoundError:
        raise NoSuchJob(f"There is no job {job_id}.") from None
    except UnreadableFile:
        return _sure_without_status(workspace, job_id)
    check_owned(record, "delete")
    if not record.status.is_closed:
        raise Refused(f"{record.title} is not deleted: it is {record.status}.", "Stop it first.")
    return record.title


def may_have_ended(workspace: Workspace, view: JobView) -> bool:
    """Whether it is worth asking for a job to be deleted. Without a status file to read, its lock must tell."""
    return not view.is_active if view.record is not None else os.path.lexists(workspace.lock(view.job_id))


def _sure_without_status(workspace: Workspace, job_id: str) -> str:
    """The id of a job whose status file says nothing, if what else there is says that it has ended."""
    if not os.path.lexists(workspace.lock(job_id)):
        raise Refused(f"{job_id} is not deleted: its status file cannot be read, so nobody knows whether it has ended.")
    if remains(mark_of(workspace, job_id)):
        raise Refused(f"{job_id} is not deleted: its processes live.")
    return job_id


def _taken(path: Path, title: str, held: contextlib.ExitStack, create: bool = False) -> bool | None:
    """Hold a lock; False where there is no such lock to hold, None where somebody else has it."""
    try:
        descriptor = lock.take(path, create=create)
    except OSError as error:
        if error.errno in NO_FILE or (create and error.errno in NO_ROOM):
            return False
        raise Refused(f"{title} is not deleted: {path} cannot be asked ({error.strerror}).") from error
    if descriptor is None:
        return None
    held.callback(os.close, descriptor)
    return True
