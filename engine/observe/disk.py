"""What ails the disk of a workspace, as anybody can see who asks it."""

import os
from pathlib import Path

FULL_BYTES = 256 << 10
"""Less free space than this is none: the next checkpoint will not fit, and soon no status file either."""


def disk_trouble(folder: Path) -> str:
    """Why nothing can be written below a folder, in a few words; empty when the file system says nothing of the kind.

    Quotas and broken disks are not seen here: those show where something was really written.
    """
    try:
        facts = os.statvfs(folder)
    except OSError:
        return ""
    if facts.f_flag & os.ST_RDONLY:
        return "the file system is mounted read-only"
    if facts.f_blocks and facts.f_bavail * facts.f_frsize < FULL_BYTES:
        return "the disk is full"
    if facts.f_files and not facts.f_favail:
        return "the file system has no inodes left, so no file can be made"
    return ""
