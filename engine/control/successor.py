"""At most one job at a time goes on from another, however many panels ask for it in the same moment.

The parent's run folder names the job that goes on from it. Whoever launches one holds that file locked meanwhile, so
the next one waits, reads the name, and is told. The kernel frees the lock of a launcher that dies.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import PurePath

from engine.control.reconcile import Guard, reconcile
from engine.errors import BadInput, Refused
from engine.files import UnreadableFile
from engine.job import JobRecord, JobSpec
from engine.paths import Workspace, is_job_id
from engine.record import read_status

PATIENCE_S = 10.0
"""How long to wait for another launcher: its launch takes 0.1 s, on a very busy machine a few seconds."""

POLL_S = 0.01
"""How often to ask whether it is done."""

NAME_BYTES = 64
"""Longest job id."""


@contextlib.contextmanager
def sole_successor(workspace: Workspace, spec: JobSpec) -> Iterator[None]:
    """Launch the job of `spec` inside this; a job that goes on from none passes freely.

    Raises:
        Refused: Another job goes on from the same one and has not ended, or what it would go on from is being deleted.
        BadInput: The file that says so cannot be written.
    """
    parent = spec.resumed_from
    if parent is None:
        yield
        return
    title = spec.name or parent
    with contextlib.ExitStack() as held:
        descriptor = _held(workspace, parent, title, held)
        owner = owner_of(spec.resume_checkpoint)
        if owner is not None and owner != parent:
            _held(workspace, owner, title, held)  # The parent has saved nothing itself.
        if spec.resume_checkpoint is not None and not (workspace.root / spec.resume_checkpoint).is_file():
            raise Refused(f"The checkpoint {spec.resume_checkpoint} of {title} is gone.", "Launch it anew instead.")
        if descriptor is not None:
            present = _going_on(workspace, descriptor)
            if present is not None:
                raise Refused(f"{title} goes on already as {present.job_id}, {present.status}.", "Stop that one first.")
            try:
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, spec.job_id.encode(), 0)
            except OSError as error:
                raise _unwritable(workspace, error) from error
        yield


def owner_of(checkpoint: str | None) -> str | None:
    """Id of the job that saved a checkpoint, by its path relative to the workspace."""
    parts = PurePath(checkpoint or "").parts
    return parts[1] if len(parts) > 2 and parts[0] == "models" and is_job_id(parts[1]) else None


def _held(workspace: Workspace, job_id: str, title: str, held: contextlib.ExitStack) -> int | None:
    """Hold the file of a job that another is to go on from; None where that job has no run folder."""
    path = workspace.successor(job_id)
    if not os.path.isdir(path.parent):
        return None
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(workspace, error) from error
    held.callback(os.close, descriptor)
    if not _locked(descriptor):
        raise Refused(f"{title} is being resumed elsewhere at this moment.", "Look again in a few seconds.")
    try:
        moved = not os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except OSError:
        moved = True
    if moved:
        raise Refused(f"{title} was deleted at this moment.", "Restore it first.")
    return descriptor


def _unwritable(workspace: Workspace, error: OSError) -> BadInput:
    return BadInput(f"The job could not be written into {workspace.root}: {error.strerror}.")


def _locked(descriptor: int) -> bool:
    """Take the lock; whoever holds it is about to name a job, so it is worth waiting for."""
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline_s:
                return False
            time.sleep(POLL_S)
        else:
            return True


def _going_on(workspace: Workspace, descriptor: int) -> JobRecord | None:
    """The job named in the file, unless it has ended or never came to be."""
    name = os.pread(descriptor, NAME_BYTES, 0).decode("ascii", "replace")
    if not is_job_id(name):
        return None
    try:
        record, _ = read_status(workspace.status(name))
    except (FileNotFoundError, UnreadableFile):
        return None
    return None if reconcile(workspace, record) in (Guard.CLOSED, Guard.DEAD) else record
