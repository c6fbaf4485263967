"""When a job's output came: how long the log was at which time, in `output.times`, a line each.

The log itself is what the job writes, byte for byte, and carries no time. The kernel tells the guardian by a signal
that something in the folder of the log was written (F_NOTIFY of fcntl(2): unlike inotify it takes none of the few
instances that a user has). It tells once and then has to be asked again. That is done after a rest, which grows while
only metrics are written, so the guardian wakes little for a job that prints nothing, and not at all for a quiet one.
What comes meanwhile is noted with the time of the last write. Standard library only.
"""

import contextlib
import fcntl
import math
import os
import signal
import stat
import time
from pathlib import Path

ARRIVED = signal.SIGIO
"""What tells of writing. Where it is not blocked it would end the process, and is not asked for."""

FIRST_EVERY_S = 0.05
"""Shortest time between two notes, and shortest rest: so late may the time of output be that goes on."""

LONGEST_REST_S = 0.25
"""Longest rest: so late may a time be when output begins, if more follows at once and metrics are written as well."""

SHARE = 72_000
"""Later it is this part of the time gone by: an hour is noted to a twentieth of a second, a day by the second, a month
by the half minute, in fifteen megabytes at most. Output that comes less often is still noted at once."""


class OutputTimes:
    """Notes how long a log is.

    Args:
        path: Where to, in the folder of the log; it stays open, wherever the workspace is moved. What cannot be written
            is left out.
        log: Descriptor of the log.
    """

    def __init__(self, path: Path, log: int = 1) -> None:
        self._log = log
        self._size_bytes = 0
        self._began_s = time.monotonic()
        self._noted_s = self._woken_s = -math.inf
        self._next_s = math.inf
        self._rest_s = FIRST_EVERY_S
        self._is_told = False
        """Whether the kernel was asked to tell of the next writing and has not done so yet."""
        self._descriptor: int | None = None
        self._folder: int | None = None
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with contextlib.suppress(OSError):
            self._descriptor = os.open(path, flags, 0o600)
            if ARRIVED in signal.pthread_sigmask(signal.SIG_BLOCK, ()):
                self._folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    @property
    def next_in_s(self) -> float:
        """Seconds until it wants to look again, if no signal comes before."""
        return max(0.0, self._next_s - time.monotonic())

    def look(self, *, woken: bool = False, last: bool = False) -> None:
        """Note the size if it has grown and the last note is old enough.

        Args:
            woken: Whether the signal has come.
            last: Whether nobody will look again, so that it is noted however young the last note is.
        """
        if self._descriptor is None:
            return
        now_s = time.monotonic()
        if woken:
            self._is_told, self._woken_s = False, now_s
        self._next_s = math.inf
        # No time is worth an ended guardian: on a full disk or a log that is no file there are none.
        with contextlib.suppress(OSError):
            due_s = self._note(now_s, last=last)
            if due_s > -math.inf:
                self._rest_s = FIRST_EVERY_S
            elif woken:
                self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
            if self._folder is not None and not self._is_told and due_s <= now_s:
                due_s = self._ask(self._folder, now_s)
            if due_s > now_s:
                self._next_s = due_s

    def close(self) -> None:
        """Note nothing any more, and be told of nothing."""
        for descriptor in (self._descriptor, self._folder):
            if descriptor is not None:
                os.close(descriptor)
        self._descriptor = self._folder = None

    def _note(self, now_s: float, *, last: bool = False) -> float:
        """Note the size if that is due, and return when it is; a time gone by if there is nothing to note."""
        facts = os.fstat(self._log)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size <= self._size_bytes:
            return -math.inf
        due_s = self._noted_s + max(FIRST_EVERY_S, (now_s - self._began_s) / SHARE)
        if last or now_s >= due_s:
            assert self._descriptor is not None
            self._size_bytes, self._noted_s = facts.st_size, now_s
            os.write(self._descriptor, b"%d %.2f\n" % (facts.st_size, facts.st_mtime))
        return due_s

    def _ask(self, folder: int, now_s: float) -> float:
        """Ask to be told of the next writing, or return when that may be done again."""
        rested_s = self._woken_s + self._rest_s
        if now_s < rested_s:
            return rested_s
        try:
            fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_MODIFY)
        except OSError:  # This system does not tell: then it is looked at from time to time.
            self._folder = None
            return -math.inf
        self._is_told = True
        return self._note(now_s)  # Written between the look before and the question.
