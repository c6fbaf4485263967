"""One metric over the steps of a job, kept so that drawing a window costs what its width costs, however long the run.

Finite points lie in two arrays, and above the values stands a pyramid: level k holds minimum, maximum and sum of every
complete bin of 16^k points. The extremes of any range of points are then exact and need at most 32 values a level.
Values that are not finite are no points: they are gaps, and their steps are remembered. Not for two threads at once.
Standard library only; anyone may import this.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

BIN_BITS = 4
"""Each level of the pyramid joins 2^4 = 16 entries of the one below: it adds 20 % to the memory of the values, where
pairs would add 300 %, and `min` over 16 doubles takes about as long as the call itself."""

_BIN = 1 << BIN_BITS

_DIRECT = 3 * _BIN
"""So many entries are read faster in one go than as two ragged ends and the level above; more than two bins, so that
a longer range always holds a complete one."""


class Point(NamedTuple):
    """One finite value."""

    step: int
    value: float


class Column(NamedTuple):
    """The points in one of the equal parts of a window of steps."""

    slot: int
    """Which part, from 0."""
    minimum: float
    maximum: float
    mean: float
    first: float
    last: float
    points: int
    """How many, at least 1."""
    joined: bool
    """Whether a line may lead here from the column before: no gap lies between that one and the last point of this."""


class _Memory(NamedTuple):
    """The answer to the latest question for columns: appended points change its last column only."""

    window: tuple[int, int, int]
    columns: list[Column]
    position: int
    """Where the points of the last column begin."""
    gap: int
    """How many gaps lie before them."""


class Series:
    """Points in the order of their steps.

    A step smaller than the one before means that the job was resumed from an earlier checkpoint and goes that way
    again: points and gaps from that step on are forgotten, as TensorBoard does. Equal steps are all kept.
    """

    __slots__ = ("_gap_points", "_gap_steps", "_maxima", "_memory", "_minima", "_steps", "_sums", "revision")

    def __init__(self) -> None:
        self._steps = array("q")
        self._minima = [array("d")]
        self._maxima = [self._minima[0]]
        self._sums = [self._minima[0]]
        self._gap_steps = array("q")
        self._gap_points = array("q")
        self._memory: _Memory | None = None
        self.revision = 0
        """Grows with every change, so that a view knows whether to draw again."""

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Point]:
        return map(Point._make, zip(self._steps, self._minima[0], strict=True))

    def append(self, step: int, value: float) -> None:
        """Add one report; `value` may be anything a float can be, `step` must fit 64 bits."""
        self.extend((step,), (value,))

    def extend(self, steps: Sequence[int], values: Sequence[float]) -> None:
        """Add reports in their order; many at once cost about a tenth of one by one.

        Args:
            steps: Each fits 64 bits.
            values: As many as `steps`.
        """
        if not steps:
            return
        self.revision += 1
        ordered = len(steps) == 1 or list(steps) == sorted(steps)
        if ordered and steps[0] >= self._last_step() and math.isfinite(sum(values)):
            self._steps.extend(steps)
            self._minima[0].extend(values)
        else:
            for step, value in zip(steps, values, strict=True):
                if step < self._last_step():
                    self._forget_from(step)
                if math.isfinite(value):
                    self._steps.append(step)
                    self._minima[0].append(value)
                else:
                    self._gap_steps.append(step)
                    self._gap_points.append(len(self._steps))
        self._raise_pyramid()

    @property
    def first(self) -> Point | None:
        """The finite point with the smallest step."""
        return self.point(0) if self._steps else None

    @property
    def last(self) -> Point | None:
        """The finite point reported last."""
        return self.point(-1) if self._steps else None

    @property
    def ends_in_gap(self) -> bool:
        """Whether the latest report was not finite."""
        return bool(self._gap_points) and self._gap_points[-1] == len(self._steps)

    @property
    def step_range(self) -> tuple[int, int] | None:
        """Smallest and largest step reported, gaps included; None when nothing was."""
        ends = [(steps[0], steps[-1]) for steps in (self._steps, self._gap_steps) if steps]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    @property
    def value_range(self) -> tuple[float, float] | None:
        """Smallest and largest finite value; None when there is none."""
        return self._extremes(0, len(self._steps))[:2] if self._steps else None

    def value_range_within(self, start_step: int, end_step: int) -> tuple[float, float] | None:
        """Smallest and largest finite value in [start_step, end_step); None when there is none."""
        start = bisect_left(self._steps, start_step)
        stop = bisect_left(self._steps, end_step, start)
        return self._extremes(start, stop)[:2] if start < stop else None

    @property
    def non_finite_steps(self) -> Sequence[int]:
        """Steps at which the value was not finite, ascending."""
        return self._gap_steps

    def point(self, index: int) -> Point:
        """The finite point at `index` in the order of steps."""
        return Point(self._steps[index], self._minima[0][index])

    def best(self, *, highest: bool = False) -> Point | None:
        """The point with the smallest (or highest) value, the earliest of equals."""
        if not self._steps:
            return None
        count = len(self._steps)
        target = self._extremes(0, count)[1 if highest else 0]
        levels = self._maxima if highest else self._minima
        for level in range(len(levels) - 1, -1, -1):
            # A level covers complete bins only; what lies behind them is found one level lower.
            try:
                index = levels[level].index(target)
            except ValueError:
                continue
            while level:
                level -= 1
                index = levels[level].index(target, index << BIN_BITS)
            return self.point(index)
        raise AssertionError("the extreme of the points is one of them")

    def columns(self, start_step: int, end_step: int, count: int) -> list[Column]:
        """Divide the window [start_step, end_step) into `count` equal columns; return those that hold points.

        The cost grows with the columns returned and the logarithm of the points.
        """
        span = end_step - start_step
        if span <= 0 or count <= 0:
            return []
        steps, values = self._steps, self._minima[0]
        gaps = self._gap_points
        columns: list[Column] = []
        if self._memory is not None and self._memory.window == (start_step, end_step, count):
            columns, position, gap = self._memory.columns, self._memory.position, self._memory.gap
            columns.pop()
        else:
            position = bisect_left(steps, start_step)
            gap = bisect_right(gaps, position)
        stop = bisect_left(steps, end_step, position)
        while position < stop:
            last_position, last_gap = position, gap
            index = (steps[position] - start_step) * count // span
            edge = start_step - (-(index + 1) * span // count)
            after = position + 1
            if after < stop and steps[after] < edge:
                after = bisect_left(steps, edge, after, stop)
            before, gap = gap, bisect_left(gaps, after, gap)
            low, high, total = self._extremes(position, after)
            size = after - position
            mean = total / size if math.isfinite(total) else low / 2 + high / 2
            joined = gap == before and bool(columns)
            columns.append(Column(index, low, high, mean, values[position], values[after - 1], size, joined))
            position = after
        if columns:
            self._memory = _Memory((start_step, end_step, count), columns, last_position, last_gap)
        return columns.copy()

    def gap_columns(self, start_step: int, end_step: int, count: int) -> list[int]:
        """Indices, ascending, of the columns of `columns` in which something was not finite."""
        span = end_step - start_step
        if span <= 0 or count <= 0:
            return []
        steps = self._gap_steps
        position = bisect_left(steps, start_step)
        stop = bisect_left(steps, end_step, position)
        found = []
        while position < stop:
            index = (steps[position] - start_step) * count // span
            found.append(index)
            position = bisect_left(steps, start_step - (-(index + 1) * span // count), position, stop)
        return found

    def _last_step(self) -> int:
        last = self._steps[-1] if self._steps else -(1 << 63)
        return max(last, self._gap_steps[-1]) if self._gap_steps else last

    def _forget_from(self, step: int) -> None:
        self._memory = None
        keep = bisect_left(self._steps, step)
        del self._steps[keep:]
        for level in range(len(self._minima)):
            for pyramid in (self._minima, self._maxima, self._sums)[: 3 if level else 1]:
                del pyramid[level][keep >> (BIN_BITS * level) :]
        keep = bisect_left(self._gap_steps, step)
        del self._gap_steps[keep:]
        del self._gap_points[keep:]

    def _raise_pyramid(self) -> None:
        """Fill in every bin that has become complete."""
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

    def _extremes(self, start: int, stop: int) -> tuple[float, float, float]:
        """Minimum, maximum and sum of the points [start, stop), of which there is at least one."""
        if stop - start == 1:
            value = self._minima[0][start]
            return value, value, value
        low, high, total = math.inf, -math.inf, 0.0
        for minima, maxima, sums in zip(self._minima, self._maxima, self._sums, strict=True):
            parts = []
            if stop - start <= _DIRECT:
                parts.append((start, stop))
                start = stop
            else:
                # The ragged ends are read here, the complete bins between them one level higher.
                inner, outer = -(-start >> BIN_BITS), stop >> BIN_BITS
                if start & _BIN - 1:
                    parts.append((start, inner << BIN_BITS))
                if stop & _BIN - 1:
                    parts.append((outer << BIN_BITS, stop))
                start, stop = inner, outer
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
