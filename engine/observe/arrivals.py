"""When the lines of a log came, as far as that is known. Pure but for `read_times`.

A log's lines carry no time of their own. A job's guardian notes how long the log is as it grows; a view that looks at
it may know that better. Nothing is guessed: what nobody saw coming has no time.
"""

import math
import os
import stat
from array import array
from bisect import bisect_left
from pathlib import Path
from typing import NamedTuple

LIMIT = 50_000
"""Looks that are remembered: four a second for three hours of steady output. The oldest are given up."""

GAP_S = 2.0
"""Looks further apart than this date nothing of what came between them."""

LIMIT_BYTES = 1 << 24
"""Largest file of noted times that is read: as much as a month of output makes, and the rest of it is left out."""


class Noted(NamedTuple):
    """Sizes that a log had, and when, both ascending; may cross threads."""

    sizes: "array[int]"
    times: "array[float]"
    read_bytes: int = 0
    """How much of the file of notes they are made from."""


class Arrivals:
    """Times at which one log had grown to a size."""

    def __init__(self) -> None:
        self._sizes = array("Q")
        self._times = array("d")
        self._looked_at = -math.inf
        self.noted = Noted(array("Q"), array("d"))
        """What the guardian noted."""

    def saw(self, size_bytes: int, changed_at: float, now_s: float) -> bool:
        """Somebody looked.

        Args:
            size_bytes: How long the log is.
            changed_at: When it was last written to (Unix seconds).
            now_s: Any clock in seconds, for the time between two looks.

        Returns:
            Whether something came since the last look that this does not date.
        """
        gap = now_s - self._looked_at > GAP_S
        self._looked_at = now_s
        if self._sizes and size_bytes <= self._sizes[-1]:
            return False
        self._sizes.append(size_bytes)
        self._times.append(math.nan if gap else changed_at)
        if len(self._sizes) > LIMIT:
            del self._sizes[: LIMIT // 2], self._times[: LIMIT // 2]
            self._times[0] = math.nan  # What came before it is not known any more.
        return gap

    def forget(self) -> None:
        """It is another log."""
        del self._sizes[:], self._times[:]
        self.noted = Noted(array("Q"), array("d"))

    def at(self, end: int) -> float | None:
        """When the bytes before `end` were there, at the latest; None where nobody saw them coming."""
        known = []
        for sizes, times in ((self._sizes, self._times), self.noted[:2]):
            place = bisect_left(sizes, end)
            if place < len(sizes) and not math.isnan(times[place]):
                known.append(times[place])
        # Both are times by which they surely were there, so the earlier one is nearer to the truth.
        return min(known, default=None)


def read_times(path: Path, size_limit: int = 1 << 62, known: Noted | None = None) -> Noted:
    """Read what a guardian noted; nothing where there is no such file or it cannot be read.

    Args:
        path: The file.
        size_limit: How long the log is: what says more was joined from two halves, when a disk was full say.
        known: What was read of it before, to which only the rest is added.
    """
    known = known if known is not None else Noted(array("Q"), array("d"))
    sizes, times = known.sizes[:], known.times[:]
    content = _read_from(path, known.read_bytes)
    whole = content.rfind(b"\n") + 1  # The last one may be half written.
    for line in content[:whole].split(b"\n"):
        try:
            size, _, moment = line.partition(b" ")
            size_bytes, time_s = int(size), float(moment)
        except ValueError:
            continue
        if 0 <= time_s < 1e11 and 0 <= size_bytes <= size_limit and (not sizes or size_bytes > sizes[-1]):
            sizes.append(size_bytes)
            times.append(time_s)
    return Noted(sizes, times, known.read_bytes + whole)


def _read_from(path: Path, offset: int) -> bytes:
    """What stands in a regular file from an offset on; nothing where it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        left = max(0, LIMIT_BYTES - offset) if stat.S_ISREG(os.fstat(descriptor).st_mode) else 0
        return os.pread(descriptor, left, offset)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
