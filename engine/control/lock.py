"""The lock that says somebody guards a job. The launcher takes it and passes it on to the shim, descriptor and all."""

import fcntl
import os

from engine.paths import Workspace


def take(workspace: Workspace, job_id: str, *, create: bool = False) -> int | None:
    """Take a job's lock without waiting.

    Args:
        workspace: Where the job is.
        job_id: The job.
        create: Whether the lock file may be created; only the launcher does.

    Returns:
        A descriptor that holds the lock until it and its copies are closed, or None when somebody guards the job.

    Raises:
        OSError: The lock file is missing or cannot be opened.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (os.O_CREAT if create else 0)
    descriptor = os.open(workspace.lock(job_id), flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_guarded(workspace: Workspace, job_id: str) -> bool:
    """Whether a launcher or shim guards the job right now; a job without a lock file is not guarded."""
    try:
        if workspace.locked:
            return is_listed(workspace, job_id)
        descriptor = take(workspace, job_id)
    except OSError:
        return False
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def is_listed(workspace: Workspace, job_id: str) -> bool:
    """Whether the kernel lists a job's lock as taken (proc_locks(5)): for those who may not take it even to try.

    Raises:
        OSError: The lock file is missing or may not be looked at.
    """
    inode = str(os.stat(workspace.lock(job_id), follow_symlinks=False).st_ino)
    with open("/proc/locks", encoding="ascii") as file:
        return any("FLOCK" in line and inode == line.split()[-3].rpartition(":")[2] for line in file)
