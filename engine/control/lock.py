"""Locks that say somebody is there: the shim guards a job, the worker runs.

The launcher takes the job's lock and passes it on to the shim, descriptor and all; the shim does the same with the
worker's. The kernel frees them with the last process that holds the descriptor, in whatever namespace it ran.
"""

import errno
import fcntl
import os
from pathlib import Path

from engine.paths import Workspace


def take(path: Path, *, create: bool = False) -> int | None:
    """Take a lock without waiting.

    Args:
        path: The lock file.
        create: Whether it may be created; only the launcher does.

    Returns:
        A descriptor that holds the lock until it and its copies are closed, or None when somebody else holds it.

    Raises:
        OSError: The lock file is missing or cannot be opened.
    """
    flags = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        # NFS gives an exclusive lock only to those who may write (flock(2), the section on NFS).
        descriptor = os.open(path, flags | os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    except OSError as error:
        if create or error.errno not in (errno.EROFS, errno.EACCES):
            raise
        descriptor = os.open(path, flags | os.O_RDONLY)  # All that a read-only file system allows.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_held(path: Path) -> bool | None:
    """Whether somebody holds a lock; None where there is none, or it cannot be told."""
    try:
        descriptor = take(path)
    except OSError:
        return None
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def is_guarded(workspace: Workspace, job_id: str) -> bool:
    """Whether a launcher or shim guards the job right now; a job without a lock file is not guarded."""
    path = workspace.lock(job_id)
    if not workspace.locked:
        return is_held(path) is True
    try:
        return is_listed(path)
    except OSError:
        return False


def is_listed(path: Path) -> bool:
    """Whether the kernel lists a lock as taken (proc_locks(5)): for those who may not take it even to try.

    Raises:
        OSError: The lock file is missing or may not be looked at.
    """
    inode = str(os.stat(path, follow_symlinks=False).st_ino)
    with open("/proc/locks", encoding="ascii") as file:
        return any("FLOCK" in line and inode == line.split()[-3].rpartition(":")[2] for line in file)
