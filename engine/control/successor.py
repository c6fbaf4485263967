"""At most one job at a time goes on from another, however many panels ask for it in the same moment.

The parent's run folder names the job that goes on from it. Whoever launches one holds that file locked meanwhile, so
the next one waits, reads the name, and is told. The kernel frees the lock of a launcher that dies.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

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
        Refused: Another job goes on from the same one and has not ended.
        BadInput: The file that says so cannot be written.
    """
    parent = spec.resumed_from
    if parent is None or not os.path.isdir(workspace.run(parent)):
        yield
        return
    try:
        descriptor = os.open(workspace.successor(parent), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BadInput(f"The job could not be written into {workspace.root}: {error.strerror}.") from error
    try:
        title = spec.name or parent
        if not _locked(descriptor):
            raise Refused(f"{title} is being resumed elsewhere at this moment.", "Look again in a few seconds.")
        present = _going_on(workspace, descriptor)
        if present is not None:
            raise Refused(f"{title} goes on already as {present.job_id}, {present.status}.", "Stop that one first.")
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, spec.job_id.encode(), 0)
        except OSError as error:
            raise BadInput(f"The job could not be written into {workspace.root}: {error.strerror}.") from error
        yield
    finally:
        os.close(descriptor)


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
