"""On what kind of file system something lies. Standard library only.

Network file systems do not tell of changes that another machine makes (inotify(7)), and their locks are promises of a
server. They are recognised by the kernel's own name for them in /proc/self/mountinfo (proc_pid_mountinfo(5)).
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "gfs2", "glusterfs", "gpfs", "lustre",
     "ncpfs", "ocfs2", "orangefs", "pvfs2", "beegfs", "panfs", "wekafs", "virtiofs", "vboxsf", "prl_fs", "fuse.sshfs",
     "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.beegfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone",
     "fuse.goofys", "fuse.mount-s3", "fuse.juicefs", "fuse.seaweedfs", "fuse.davfs", "fuse.dfsfuse_dfs", "davfs"}
)  # fmt: skip
"""Kinds that other machines may write to, shared folders of virtual machines included."""


class FileSystem(NamedTuple):
    """Where something lies."""

    kind: str
    """The kernel's name, as in the third column of /proc/mounts; empty when it cannot be told."""
    mount_point: str

    @property
    def is_network(self) -> bool:
        """Whether changes may happen that the kernel tells nobody here of."""
        return self.kind in NETWORK


def filesystem_of(path: Path, mountinfo: Path = Path("/proc/self/mountinfo")) -> FileSystem:
    """Find out on what a path lies; it need not exist.

    Args:
        path: Any path; links in it are followed.
        mountinfo: The kernel's table.
    """
    place = os.path.realpath(path)
    found = FileSystem("", "")
    try:
        lines = mountinfo.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return found
    for line in lines:
        fields, _, rest = line.partition(" - ")
        parts, kind = fields.split(" "), rest.split(" ")[0]
        if len(parts) < 5 or not kind:
            continue
        mount_point = _unescaped(parts[4])
        # The longest mount point that holds the path, and of several on the same one the last: it hides the others.
        if (place + "/").startswith(mount_point.rstrip("/") + "/") and len(mount_point) >= len(found.mount_point):
            found = FileSystem(kind, mount_point)
    return found


def _unescaped(text: str) -> str:
    """The kernel writes space, tab, newline and backslash as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
