"""When a job's output came: how long the log was at which time, in `output.times`, a line each.

The log itself is what the job writes, byte for byte, and carries no time. The guardian wakes once a second anyway, asks
how long its standard output has become, and notes it with the time of the last write. Standard library only.
"""

import contextlib
import os
import stat
import time
from pathlib import Path

FIRST_EVERY_S = 1.0
"""Shortest time between two notes."""

SHARE = 36_000
"""Later it is this part of the time gone by: ten hours are noted by the second, a month by the minute or so, in five
megabytes at most."""


class OutputTimes:
    """Notes how long a log is.

    Args:
        path: Where to; it stays open, wherever the workspace is moved. What cannot be written is left out.
        log: Descriptor of the log.
    """

    def __init__(self, path: Path, log: int = 1) -> None:
        self._log = log
        self._size_bytes = 0
        self._began_s = self._noted_s = time.monotonic()
        self._descriptor: int | None = None
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with contextlib.suppress(OSError):
            self._descriptor = os.open(path, flags, 0o600)

    def look(self, *, last: bool = False) -> None:
        """Note the size if it has grown and the last note is old enough.

        Args:
            last: Whether nobody will look again, so that it is noted however young the last note is.
        """
        now_s = time.monotonic()
        every_s = max(FIRST_EVERY_S, (now_s - self._began_s) / SHARE)
        if self._descriptor is None or (not last and now_s - self._noted_s < every_s):
            return
        # No time is worth an ended guardian: on a full disk or a log that is no file there are none.
        with contextlib.suppress(OSError):
            facts = os.fstat(self._log)
            if stat.S_ISREG(facts.st_mode) and facts.st_size > self._size_bytes:
                self._size_bytes, self._noted_s = facts.st_size, now_s
                os.write(self._descriptor, b"%d %.2f\n" % (facts.st_size, facts.st_mtime))
