"""Is this still the process that was written down? And if so, signal exactly it.

The order matters: open a pidfd first, then compare everything that was recorded, then signal through the pidfd. The
kernel cannot recycle a PID behind an open pidfd, so nothing can change in between (pidfd_open(2)).
"""

import contextlib
import errno
import os
import select
import signal
from collections.abc import Iterator
from enum import Enum

from engine.job import ProcessIdentity
from engine.process import CLOSED_STATES, boot_id, host_name, pid_namespace, pidfd_inode, stat_fields


class Life(Enum):
    """What is known of a recorded process."""

    ALIVE = "alive"
    DEAD = "dead"
    """It has ended for certain: gone, a zombie, its PID taken over by another, or from before a reboot."""
    ELSEWHERE = "elsewhere"
    """It belongs to another host or PID namespace: nothing can be said, and nothing may be signalled."""
    UNKNOWN = "unknown"
    """The system would not say, for want of descriptors or memory: no proof of anything, and nothing is signalled."""


def life_of(identity: ProcessIdentity | None) -> Life:
    """Look whether the recorded process still runs; an unknown identity counts as dead."""
    with _verified(identity) as (life, _):
        return life


def send(identity: ProcessIdentity | None, *signals: signal.Signals) -> Life:
    """Send `signals` to the recorded process and to no other.

    Returns:
        `Life.ALIVE` if they were delivered; otherwise nothing was sent.

    Raises:
        PermissionError: The process belongs to another user; root does not signal it either.
    """
    with _verified(identity) as (life, pidfd):
        if life is Life.ALIVE:
            if identity is None or identity.uid != os.geteuid():
                raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
            try:
                for number in signals:
                    signal.pidfd_send_signal(pidfd, number)
            except ProcessLookupError:
                return Life.DEAD
        return life


@contextlib.contextmanager
def _verified(identity: ProcessIdentity | None) -> Iterator[tuple[Life, int]]:
    if identity is None or type(identity.pid) is not int or not 1 < identity.pid < 1 << 31:
        yield Life.DEAD, -1
        return
    if identity.host != host_name():
        yield Life.ELSEWHERE, -1
        return
    boot, namespace = boot_id(), pid_namespace()
    if (identity.boot_id and not boot) or (identity.pid_namespace and not namespace):
        yield Life.UNKNOWN, -1
        return
    if identity.boot_id != boot:
        yield Life.DEAD, -1
        return
    if identity.pid_namespace != namespace:
        yield Life.ELSEWHERE, -1
        return
    try:
        pidfd = os.pidfd_open(identity.pid)
    except OSError as error:
        # EINVAL and ENOENT: the number is a thread's by now, and a thread was never written down (pidfd_open(2)).
        gone = error.errno in (errno.ESRCH, errno.EINVAL, errno.ENOENT)
        yield (Life.DEAD if gone else Life.UNKNOWN), -1
        return
    try:
        yield _compared(identity, pidfd), pidfd
    finally:
        os.close(pidfd)


def _compared(identity: ProcessIdentity, pidfd: int) -> Life:
    """Only what was really read and differs is a proof of death."""
    try:
        fields = stat_fields(identity.pid)
        if fields is None:
            # It ended just now, or /proc hides it from this user (proc(5), hidepid).
            return Life.DEAD if _has_ended(pidfd) else Life.UNKNOWN
        if fields[0] in CLOSED_STATES or fields[1] != identity.start_ticks:
            return Life.DEAD
        uid = os.stat(f"/proc/{identity.pid}").st_uid
    except OSError:
        return Life.DEAD if _has_ended(pidfd) else Life.UNKNOWN
    return Life.ALIVE if uid == identity.uid and pidfd_inode(pidfd) == identity.pidfd_inode else Life.DEAD


def _has_ended(pidfd: int) -> bool:
    """Whether the process behind a pidfd has ended: then the pidfd can be read (pidfd_open(2))."""
    ended = select.poll()
    ended.register(pidfd, select.POLLIN)
    return bool(ended.poll(0))
