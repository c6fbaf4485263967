"""Ending everything that descends from a job, and nothing else.

The shim is a subreaper (prctl(2)): whatever a worker leaves behind, a process in a session of its own included, becomes
the shim's child and is found in /proc/self/task/*/children. A process is signalled through a pidfd, after it was seen
to be a descendant behind that pidfd, so that a PID which was handed out anew is never hit.
"""

import contextlib
import ctypes
import os
import signal
import time
from collections import deque
from collections.abc import Iterator

from engine.process import stat_fields
from engine.text import clean

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2) option, Linux 3.4."""

LAST_RESORT_S = 5.0
"""How long to go on killing before a process is called unkillable (state D: stuck in the kernel)."""

STATE_WORDS = {"D": "waits in the kernel, for a disk or a driver"}
"""What letters of /proc/PID/stat mean for a process that does not die of SIGKILL."""


def named(pid: int) -> str:
    """A process in words: PID 12 (python, waits in the kernel, for a disk or a driver)."""
    try:
        with open(f"/proc/{pid}/comm", "rb") as file:
            name = clean(file.read(64).decode("utf-8", "replace").strip())
        fields = stat_fields(pid)
    except OSError:
        name, fields = "gone", None
    state = f", {STATE_WORDS.get(fields[0], f'state {fields[0]}')}" if fields is not None else ""
    return f"PID {pid} ({name}{state})"


def become_subreaper() -> None:
    """Adopt every orphan below this process from now on."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_of(pid: int) -> list[int]:
    """PIDs of the present children of `pid`, zombies included."""
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                found += [int(word) for word in file.read().split()]
    except OSError:
        pass
    return found


def below(pid: int) -> Iterator[tuple[int, int]]:
    """Everything that descends from `pid`, nearest first: PID, and that of its parent."""
    waiting = deque([pid])  # No recursion: chains of processes may be longer than Python's stack.
    while waiting:
        parent = waiting.popleft()
        for child in children_of(parent):
            yield child, parent
            waiting.append(child)


def wake_all() -> None:
    """Send CONT to every descendant of this process: a leader whose workers are suspended cannot save anything."""
    for pid, parent in below(os.getpid()):
        _send(pid, parent, signal.SIGCONT)


def reap_others(worker: int) -> None:
    """Collect adopted children that have ended; the worker stays a zombie, which pins its PID and group."""
    for child in children_of(os.getpid()):
        if child != worker:
            try:
                os.waitpid(child, os.WNOHANG)
            except ChildProcessError:
                continue


def end_all(worker: int) -> list[int]:
    """Kill the worker, its process group and whatever descends from it, until nothing is left.

    Args:
        worker: PID of the worker, a child of this process that has not been reaped.

    Returns:
        PIDs that would not die.
    """
    deadline = time.monotonic() + LAST_RESORT_S
    pause_s = 0.001
    while True:
        # Kill top down: a parent that dies first cannot start new children.
        with contextlib.suppress(OSError):
            os.killpg(worker, signal.SIGKILL)
        for pid, parent in below(os.getpid()):
            _send(pid, parent, signal.SIGKILL)
        reap_others(worker)
        left = [pid for pid, _ in below(os.getpid()) if pid != worker]
        if _has_ended(worker) and not left:
            return []
        if time.monotonic() > deadline:
            return left or [worker]
        signal.sigtimedwait({signal.SIGCHLD}, pause_s)
        pause_s = min(pause_s * 2, 0.1)


def _send(pid: int, parent: int, number: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        pidfd = os.pidfd_open(pid)
        try:
            if pid in children_of(parent):
                signal.pidfd_send_signal(pidfd, number)
        finally:
            os.close(pidfd)


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
