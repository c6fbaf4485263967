"""Did the kernel kill the worker because memory ran out? Signal 9 alone does not tell.

The kernel counts such kills per control group (`oom_kill` in memory.events of version 2, in memory.oom_control of
version 1, see the kernel's cgroup-v2.rst) and for the whole machine (/proc/vmstat). A counter that has risen while the
worker ran accuses memory: surely where the group holds nothing but this job, probably where others live in it too.
"""

import os
from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Verdict(Enum):
    """What the counters say of a worker that died of SIGKILL."""

    SURELY = "surely"
    PROBABLY = "probably"
    NO = "no"
    """The counters stand where they stood: somebody else sent the signal."""
    UNKNOWN = "unknown"
    """There is no counter to read."""


class _Group(NamedTuple):
    folder: Path
    counter: str


class MemoryWatch:
    """Remembers the counters at the start of a worker.

    Args:
        pid: The worker; its control group is what is looked at.
        root: Where the system's files are; tests have their own.
    """

    def __init__(self, pid: int, root: Path = Path("/")) -> None:
        self._root = root
        self._group = _group_of(pid, root)
        self._before = self._counts()

    def verdict(self, own: set[int]) -> Verdict:
        """Say what the counters say.

        Args:
            own: PIDs that belong to the job, this process included.
        """
        group_before, machine_before = self._before
        group_now, machine_now = self._counts()
        if group_before is not None and group_now is not None:
            if group_now > group_before:
                return Verdict.SURELY if self._members() <= own else Verdict.PROBABLY
            return Verdict.NO
        if machine_before is not None and machine_now is not None:
            return Verdict.PROBABLY if machine_now > machine_before else Verdict.NO
        return Verdict.UNKNOWN

    def _counts(self) -> tuple[int | None, int | None]:
        group = _count(self._group.folder / self._group.counter) if self._group is not None else None
        return group, _count(self._root / "proc/vmstat")

    def _members(self) -> set[int]:
        assert self._group is not None
        try:
            members = {int(word) for word in (self._group.folder / "cgroup.procs").read_text("ascii").split()}
            # A group with groups below it may have had the victim's rival there.
            with os.scandir(self._group.folder) as entries:
                return members | ({-1} if any(entry.is_dir() for entry in entries) else set())
        except (OSError, ValueError):
            return {-1}


def _count(path: Path) -> int | None:
    """The number behind `oom_kill` in a file of names and numbers."""
    try:
        for line in path.read_text("ascii").splitlines():
            name, _, number = line.partition(" ")
            if name == "oom_kill":
                return int(number)
    except (OSError, ValueError):
        pass
    return None


def _group_of(pid: int, root: Path) -> _Group | None:
    """The control group that accounts for a process's memory, or None where none can be seen."""
    try:
        lines = (root / f"proc/{pid}/cgroup").read_text("utf-8", "surrogateescape").splitlines()
        mounts = (root / f"proc/{pid}/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    for line in sorted(lines, key=lambda line: line.startswith("0:")):  # Version 1 first: both may be mounted.
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        counter = "memory.oom_control" if controllers else "memory.events"
        for mount in mounts:
            fields, _, kind = mount.partition(" - ")
            place, (system, *options) = fields.split(" "), kind.split(" ")
            wanted = (
                system == "cgroup2" if not controllers else system == "cgroup" and "memory" in options[-1].split(",")
            )
            # Inside a container, what is mounted may itself be a group: its path is left out below the mount point.
            if wanted and (path + "/").startswith(place[3].rstrip("/") + "/"):
                inside = path[len(place[3].rstrip("/")) :].lstrip("/")
                folder = root / place[4].lstrip("/") / inside
                if (folder / counter).is_file():
                    return _Group(folder, counter)
    return None
