"""What ails the disk of a workspace, as anybody can see who asks it."""

import os

from engine.paths import Workspace

FULL_BYTES = 256 << 10
"""Less free space than this is none: the next checkpoint will not fit, and soon no status file either."""


def disk_trouble(workspace: Workspace) -> str:
    """Why nothing can be read or written in a workspace, in a few words; empty when nothing of the kind is seen.

    Quotas and broken disks are not seen here: those show where something was really written.
    """
    try:
        if os.path.exists(workspace.runs) and not (workspace.locked or os.access(workspace.runs, os.R_OK | os.X_OK)):
            return f"{workspace.runs.relative_to(workspace.root)} may not be looked into (permissions)"
        facts = os.statvfs(workspace.jobs)
    except OSError:
        return ""
    if facts.f_flag & os.ST_RDONLY:
        return "the file system is mounted read-only"
    if facts.f_blocks and facts.f_bavail * facts.f_frsize < FULL_BYTES:
        return "the disk is full"
    if facts.f_files and not facts.f_favail:
        return "the file system has no inodes left, so no file can be made"
    return ""
