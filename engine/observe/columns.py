"""The points of a series divided into columns, one for each part of a window of steps. Standard library only."""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.observe.pyramid import BIN_BITS, Pyramid

COARSE = 4
"""From how many bins on a column may end where a bin does: at most 1/8 of a cell further left than it should."""


class Column(NamedTuple):
    """The points in one of the parts of a window of steps."""

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
    start: int
    """Index of the first of the points."""


class _Memory(NamedTuple):
    """The answer to the latest question for columns: appended points change its last columns only."""

    edges: Sequence[int]
    coarse: bool
    columns: list[Column]
    position: int
    """Where the points of the last column begin."""
    gap: int
    """How many gaps lie before them."""


class Columns:
    """Divides the points of one series; what it was given grows and shrinks with that.

    Args:
        steps: Of the points, ascending.
        pyramid: Their values.
        gap_steps: Where there was no number, ascending.
        gap_points: How many points lie before each of these.
    """

    __slots__ = ("_gap_points", "_gap_steps", "_memory", "_pyramid", "_steps")

    def __init__(
        self, steps: "array[int]", pyramid: Pyramid, gap_steps: "array[int]", gap_points: "array[int]"
    ) -> None:
        self._steps = steps
        self._pyramid = pyramid
        self._gap_steps = gap_steps
        self._gap_points = gap_points
        self._memory: _Memory | None = None

    def forget(self) -> None:
        """Points were taken away: what was found before is void."""
        self._memory = None

    def between(self, edges: Sequence[int], *, coarse: bool = False) -> list[Column]:
        """The columns that hold points; column i is [edges[i], edges[i + 1]).

        The cost grows with the columns and the logarithm of the points.

        Args:
            edges: Steps, ascending; fewer than two make no column.
            coarse: Whether a column of many points may end up to 1/4 of them early, where a bin of the pyramid does.
                That costs a third; every point still lies in exactly one column.
        """
        if len(edges) < 2:
            return []
        steps, values, gaps = self._steps, self._pyramid.values, self._gap_points
        columns: list[Column] = []
        memory = self._memory
        if memory is not None and memory.coarse == coarse and memory.edges == edges:
            columns, position, gap = memory.columns, memory.position, memory.gap
            slot = columns.pop().slot
        else:
            slot = 0
            position = bisect_left(steps, edges[0])
            gap = bisect_right(gaps, position)
        stop = bisect_left(steps, edges[-1], position)
        # Columns of between 4 and 64 bins are read bin by bin.
        shift, usual = 0, (stop - position) // (len(edges) - 1)
        while coarse and usual >> shift + BIN_BITS >= COARSE:
            shift += BIN_BITS
        extremes = self._pyramid.extremes
        minima, maxima, sums = self._pyramid.level(shift)
        beside = (1 << shift) - 1
        while position < stop:
            last_position, last_gap = position, gap
            while edges[slot + 1] <= steps[position]:
                slot += 1
            after = position + 1
            if after < stop and steps[after] < edges[slot + 1]:
                near = position + 2 * usual
                far = near if near < stop and steps[near] >= edges[slot + 1] else stop
                after = bisect_left(steps, edges[slot + 1], after, far)
            cut = shift and after < stop and after - position >= COARSE << shift
            if cut:
                after &= -1 << shift
            before, gap = gap, bisect_left(gaps, after, gap)
            if shift and not (position | after) & beside:
                begin, end = position >> shift, after >> shift
                low, high, total = min(minima[begin:end]), max(maxima[begin:end]), sum(sums[begin:end])
            else:
                low, high, total = extremes(position, after, shift)
            size = after - position
            mean = total / size if math.isfinite(total) else low / 2 + high / 2
            joined = gap == before and bool(columns)
            columns.append(Column(slot, low, high, mean, values[position], values[after - 1], size, joined, position))
            position = after
            slot += bool(cut)
        if columns:
            self._memory = _Memory(edges, coarse, columns, last_position, last_gap)
        return columns.copy()

    def of_gaps_between(self, edges: Sequence[int]) -> list[int]:
        """Indices, ascending, of the columns of `between` in which something was not finite."""
        if len(edges) < 2 or not self._gap_steps:
            return []
        steps = self._gap_steps
        position = bisect_left(steps, edges[0])
        stop = bisect_left(steps, edges[-1], position)
        found = []
        slot = 0
        while position < stop:
            slot = bisect_right(edges, steps[position], slot) - 1
            found.append(slot)
            position = bisect_left(steps, edges[slot + 1], position, stop)
        return found


def equal_edges(start_step: int, end_step: int, count: int) -> list[int]:
    """The edges of `count` equal columns of the steps [start_step, end_step); none where there is nothing to divide.

    A step belongs to column (step - start) * count // span.
    """
    span = end_step - start_step
    if span <= 0 or count <= 0:
        return []
    return [start_step - (-index * span // count) for index in range(count + 1)]
