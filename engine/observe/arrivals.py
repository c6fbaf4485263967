"""When the lines of a log came, as far as somebody was looking. Pure.

A log's lines carry no time of their own. Its file system knows when it was last written to; each look that finds it
longer thus dates what was added, to the time between two looks.
"""

from bisect import bisect_left

LIMIT = 50_000
"""Looks that are remembered: four a second for three hours of steady output. The oldest are thinned out."""


class Arrivals:
    """Times at which one log had grown to a size."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._times: list[float] = []

    def saw(self, size_bytes: int, changed_at: float) -> None:
        """Somebody looked: the log has this size and was last written to at this time (Unix seconds)."""
        if self._sizes and size_bytes <= self._sizes[-1]:
            return
        self._sizes.append(size_bytes)
        self._times.append(changed_at)
        if len(self._sizes) > LIMIT:
            # Of neighbours the later one stays: it says when what lies between them was there.
            self._sizes[:LIMIT] = self._sizes[1:LIMIT:2]
            self._times[:LIMIT] = self._times[1:LIMIT:2]

    def forget(self) -> None:
        """It is another log."""
        self._sizes.clear()
        self._times.clear()

    def at(self, start: int, end: int) -> float | None:
        """When the bytes from `start` to `end` were there; None for what came before the first look.

        What stood last at the first look is known: it was written when the file was.
        """
        place = bisect_left(self._sizes, end)
        if place == len(self._sizes) or (place == 0 and end < self._sizes[0]):
            return None
        return self._times[place]
