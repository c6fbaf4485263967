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

BIN = 1 << BIN_BITS
"""Entries that a level joins."""

_DIRECT = 2 * BIN
"""So many entries are read faster in one go than as two ragged ends and the level above; two bins, so that a longer
range always holds a complete one."""

_NONE = (0, 0)


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

    @property
    def is_summarised(self) -> bool:
        """Whether all complete bins are made, so that the next question costs no more than its answer."""
        return self._complete

    def summarise(self) -> None:
        """Make every bin that has become complete."""
        if self._complete:
            return
        self._complete = True
        level = 0
        while len(self._minima[level]) >= BIN:
            if level + 1 == len(self._minima):
                for pyramid in (self._minima, self._maxima, self._sums):
                    pyramid.append(array("d"))
            complete = len(self._minima[level]) >> BIN_BITS
            done = len(self._minima[level + 1])
            if done == complete:
                return
            for pyramid, join in ((self._minima, min), (self._maxima, max), (self._sums, sum)):
                below = iter(pyramid[level][done << BIN_BITS : complete << BIN_BITS])
                pyramid[level + 1].extend(map(join, zip(*[below] * BIN, strict=True)))
            level += 1

    def keep(self, count: int) -> None:
        """Forget all but the first `count` values."""
        del self._minima[0][count:]
        for level in range(1, len(self._minima)):
            for pyramid in (self._minima, self._maxima, self._sums):
                del pyramid[level][count >> (BIN_BITS * level) :]

    def extremes(self, start: int, stop: int, shift: int = 0) -> tuple[float, float, float]:
        """Minimum, maximum and sum of the values [start, stop), of which there is at least one.

        Args:
            start: The first value.
            stop: The value behind the last.
            shift: Where both are multiples of 2^shift, itself a multiple of `BIN_BITS`, and not further apart than some
                hundred times as much, the bins of this size are read in one go.
        """
        if stop - start == 1:
            value = self._minima[0][start]
            return value, value, value
        self.summarise()
        if shift and not (start | stop) & (1 << shift) - 1:
            level, start, stop = shift // BIN_BITS, start >> shift, stop >> shift
            low, high = min(self._minima[level][start:stop]), max(self._maxima[level][start:stop])
            return low, high, sum(self._sums[level][start:stop])
        lows, highs, total = [], [], 0.0
        level = 0
        while start < stop:
            minima = self._minima[level]
            above, parts = _parts(start, stop)
            for first, end in parts:
                entries = minima[first:end]
                lows.append(min(entries))
                if level:
                    total += sum(self._sums[level][first:end])
                    entries = self._maxima[level][first:end]
                else:
                    total += sum(entries)
                highs.append(max(entries))
            start, stop = above
            level += 1
        return min(lows), max(highs), total

    def level(self, shift: int) -> "tuple[array[float], array[float], array[float]]":
        """Minima, maxima and sums of the bins of 2^shift values, for whoever reads many; shift as for `extremes`."""
        self.summarise()
        level = shift // BIN_BITS
        return self._minima[level], self._maxima[level], self._sums[level]

    def mean(self, start: int, stop: int, shift: int = 0) -> float:
        """Mean of the values [start, stop), of which there is at least one; `shift` as for `extremes`."""
        size, total = stop - start, 0.0
        if size == 1:
            return self._minima[0][start]
        self.summarise()
        low, high, level = start, stop, 0
        if shift and not (start | stop) & (1 << shift) - 1:
            low, high, level = start >> shift, stop >> shift, shift // BIN_BITS
            total, high = sum(self._sums[level][low:high]), low
        while low < high:
            (low, high), parts = _parts(low, high)
            for first, end in parts:
                total += sum(self._sums[level][first:end])
            level += 1
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
        self.summarise()
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


def _parts(start: int, stop: int) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
    """Which range of the level above is left of a range, and what of it is read on its own level."""
    if stop - start <= _DIRECT:
        return _NONE, ((start, stop),)
    inner, outer = -(-start >> BIN_BITS), stop >> BIN_BITS
    above = inner, outer
    if start & BIN - 1:
        if stop & BIN - 1:
            return above, ((start, inner << BIN_BITS), (outer << BIN_BITS, stop))
        return above, ((start, inner << BIN_BITS),)
    return above, ((outer << BIN_BITS, stop),) if stop & BIN - 1 else ()
