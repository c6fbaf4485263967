"""Minimum, maximum and sum of any range of many values, exactly and at the same small price however long the range.

Level k holds the three for every complete bin of 16^k values, so a range needs at most 32 entries a level. Standard
library only.
"""

import math
from array import array
from collections.abc import Iterable

BIN_BITS = 4
"""Each level joins 2^4 = 16 entries of the one below: it adds 20 % to the memory of the values, where pairs would add
300 %, and `min` over 16 doubles takes about as long as the call itself."""

_BIN = 1 << BIN_BITS

_DIRECT = 3 * _BIN
"""So many entries are read faster in one go than as two ragged ends and the level above; more than two bins, so that
a longer range always holds a complete one."""


class Pyramid:
    """Finite values in their order, appended at the end and cut off there."""

    __slots__ = ("_complete", "_maxima", "_minima", "_sums")

    def __init__(self) -> None:
        self._minima = [array("d")]
        # The lowest level is one array for all three.
        self._maxima = [self._minima[0]]
        self._sums = [self._minima[0]]
        self._complete = True

    def __len__(self) -> int:
        return len(self._minima[0])

    @property
    def values(self) -> "array[float]":
        """The values themselves, not to be changed."""
        return self._minima[0]

    def append(self, value: float) -> None:
        """Add one value."""
        self._minima[0].append(value)
        self._complete = False

    def extend(self, values: Iterable[float]) -> None:
        """Add values. Their bins are made when something is asked: nobody asks about most metrics of a job."""
        self._minima[0].extend(values)
        self._complete = False

    def _fill_in(self) -> None:
        """Make every bin that has become complete."""
        self._complete = True
        level = 0
        while len(self._minima[level]) >= _BIN:
            if level + 1 == len(self._minima):
                for pyramid in (self._minima, self._maxima, self._sums):
                    pyramid.append(array("d"))
            complete = len(self._minima[level]) >> BIN_BITS
            done = len(self._minima[level + 1])
            if done == complete:
                return
            for pyramid, join in ((self._minima, min), (self._maxima, max), (self._sums, sum)):
                below = iter(pyramid[level][done << BIN_BITS : complete << BIN_BITS])
                pyramid[level + 1].extend(map(join, zip(*[below] * _BIN, strict=True)))
            level += 1

    def keep(self, count: int) -> None:
        """Forget all but the first `count` values."""
        del self._minima[0][count:]
        for level in range(1, len(self._minima)):
            for pyramid in (self._minima, self._maxima, self._sums):
                del pyramid[level][count >> (BIN_BITS * level) :]

    def extremes(self, start: int, stop: int) -> tuple[float, float, float]:
        """Minimum, maximum and sum of the values [start, stop), of which there is at least one."""
        if stop - start == 1:
            value = self._minima[0][start]
            return value, value, value
        if not self._complete:
            self._fill_in()
        low, high, total = math.inf, -math.inf, 0.0
        for minima, maxima, sums in zip(self._minima, self._maxima, self._sums, strict=True):
            start, stop, parts = _parts(start, stop)
            for first, end in parts:
                entries = minima[first:end]
                lowest = min(entries)
                low = lowest if lowest < low else low
                if maxima is not minima:
                    total += sum(sums[first:end])
                    entries = maxima[first:end]
                else:
                    total += sum(entries)
                highest = max(entries)
                high = highest if highest > high else high
            if start == stop:
                break
        return low, high, total

    def mean(self, start: int, stop: int) -> float:
        """Mean of the values [start, stop), of which there is at least one."""
        size, total = stop - start, 0.0
        if size == 1:
            return self._minima[0][start]
        if not self._complete:
            self._fill_in()
        low, high = start, stop
        for sums in self._sums:
            low, high, parts = _parts(low, high)
            for first, end in parts:
                total += sum(sums[first:end])
            if low == high:
                break
        if math.isfinite(total):
            return total / size
        lowest, highest, _ = self.extremes(start, stop)
        return lowest / 2 + highest / 2

    def place(self, value: float, *, highest: bool) -> int:
        """Where the extreme `value`, which is one of the values, stands first.

        Args:
            value: The minimum, or the maximum, of all.
            highest: Which of the two.
        """
        if not self._complete:
            self._fill_in()
        levels = self._maxima if highest else self._minima
        for level in range(len(levels) - 1, -1, -1):
            # A level covers complete bins only; what lies behind them is found one level lower.
            try:
                index = levels[level].index(value)
            except ValueError:
                continue
            while level:
                level -= 1
                index = levels[level].index(value, index << BIN_BITS)
            return index
        raise AssertionError("the extreme of the values is one of them")


def _parts(start: int, stop: int) -> tuple[int, int, list[tuple[int, int]]]:
    """What of a range is read on this level, and which range of the level above is left."""
    if stop - start <= _DIRECT:
        return start, start, [(start, stop)]
    inner, outer = -(-start >> BIN_BITS), stop >> BIN_BITS
    parts = []
    if start & _BIN - 1:
        parts.append((start, inner << BIN_BITS))
    if stop & _BIN - 1:
        parts.append((outer << BIN_BITS, stop))
    return inner, outer, parts
