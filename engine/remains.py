"""What is left of a job whose guardian has died: processes that carry the job's mark in their environment.

A living shim needs none of this, since what its worker leaves behind becomes its own child. Without it orphans go to
init, and a process in a session of its own could not be told from a stranger, but for the mark that every process of a
job inherits. Anyone may import this; standard library only.
"""

import contextlib
import os
import select
import signal
import time

from engine.paths import Workspace
from engine.process import CLOSED_STATES, stat_fields

JOB_VARIABLE = "TRAINDECK_JOB"
"""Variable with the mark that the launcher gives a job's guardian, and with it everything that descends from it."""

UNDYING = "will not die: "
"""Begins the trouble of a job of which something does not die of SIGKILL."""

PATIENCE_S = 0.5
"""How long to wait for killed processes: they need milliseconds, unless they are stuck in the kernel."""


def mark_of(workspace: Workspace, job_id: str) -> str:
    """What the processes of a job carry: its id, and the device and inode of the workspace's folder.

    The same job in a copy of the workspace has another mark, so whoever looks at the copy ends nothing of the original.

    Raises:
        OSError: The folder is missing or may not be looked at.
    """
    facts = os.stat(workspace.root)
    return f"{job_id}@{facts.st_dev}:{facts.st_ino}"


def carries_another(pid: int, mark: str) -> bool:
    """Whether a process carries the mark of the same job in another workspace; one that cannot be asked does not."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            entries = file.read().split(b"\0")
    except OSError:
        return False
    kind, own = f"{JOB_VARIABLE}={mark.partition('@')[0]}@".encode(), f"{JOB_VARIABLE}={mark}".encode()
    return any(entry.startswith(kind) and entry != own for entry in entries)


def remains(mark: str) -> list[int]:
    """PIDs of the living processes of this user that carry the mark, but for this one and those it descends from."""
    found = _marked(mark, {})
    for pidfd in found.values():
        os.close(pidfd)
    return list(found)


def end_remains(mark: str) -> list[int]:
    """Kill every process of this user that carries the job's mark, but for this one and those it descends from.

    Args:
        mark: See `mark_of`.

    Returns:
        PIDs that would not die.
    """
    killed: dict[int, int] = {}
    deadline_s = time.monotonic() + PATIENCE_S
    try:
        # Again until a look finds none: what was being started during a look is met by the next.
        while time.monotonic() < deadline_s and (found := _marked(mark, killed)):
            for pid, pidfd in found.items():
                killed[pid] = pidfd
                with contextlib.suppress(OSError):
                    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        return [pid for pid, pidfd in killed.items() if not _has_ended(pidfd, deadline_s)]
    finally:
        for pidfd in killed.values():
            os.close(pidfd)


def _marked(mark: str, known: dict[int, int]) -> dict[int, int]:
    """Pidfds of the living processes that carry the mark and are not known yet."""
    entry = f"{JOB_VARIABLE}={mark}".encode()
    spared = _lineage()
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in spared or int(name) in known:
            continue
        pid = int(name)
        try:
            pidfd = os.pidfd_open(pid)
        except OSError:
            continue
        if _carries(pid, pidfd, entry):
            found[pid] = pidfd
        else:
            os.close(pidfd)
    return found


def _carries(pid: int, pidfd: int, entry: bytes) -> bool:
    try:
        if os.stat(f"/proc/{pid}").st_uid != os.getuid():
            return False
        with open(f"/proc/{pid}/environ", "rb") as file:
            if entry not in file.read().split(b"\0"):
                return False
        fields = stat_fields(pid)
        # Still there, so what was read was its own: behind an open pidfd a PID is handed out to nobody else.
        signal.pidfd_send_signal(pidfd, 0)
    except OSError:
        return False
    return fields is not None and fields[0] not in CLOSED_STATES


def _lineage() -> set[int]:
    """This process and those it descends from."""
    pids, pid = set(), os.getpid()
    while pid > 0 and pid not in pids:
        pids.add(pid)
        pid = _parent(pid)
    return pids


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            line = file.read(4096)
        return int(line[line.rfind(b")") + 2 :].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _has_ended(pidfd: int, deadline_s: float) -> bool:
    """Whether the process behind a pidfd ends by then; a pidfd can be read once its process has (pidfd_open(2))."""
    waiting = select.poll()
    waiting.register(pidfd, select.POLLIN)
    return bool(waiting.poll(max(0.0, deadline_s - time.monotonic()) * 1000))
