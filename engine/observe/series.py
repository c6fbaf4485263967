"""One metric over the steps of a job, kept so that drawing a window costs what its width costs, however long the run.

Finite points lie in order of their steps, and above their values stands a pyramid. Values that are not finite are no
points: they are gaps, and their steps are remembered. Not for two threads at once. Standard library only; anyone may
import this.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.observe.columns import Column, Columns, equal_edges
from engine.observe.pyramid import Pyramid

BEYOND = 1 << 62
"""A step behind all that are reported (see `engine.observe.metrics.STEP_LIMIT`): an edge that leaves nothing out."""


class Point(NamedTuple):
    """One finite value."""

    step: int
    value: float


class Series:
    """Points in the order of their steps.

    A step smaller than the one before means that the job was resumed from an earlier checkpoint and goes that way
    again: points and gaps from that step on are forgotten, as TensorBoard does. Equal steps are all kept.
    """

    __slots__ = (
        "__weakref__",
        "_columns",
        "_gap_points",
        "_gap_steps",
        "_gap_values",
        "_steps",
        "pyramid",
        "resumed_steps",
        "revision",
        "rewinds",
    )

    def __init__(self) -> None:
        self._steps = array("q")
        self.pyramid = Pyramid()
        """The values of the points."""
        self._gap_steps = array("q")
        self._gap_points = array("q")
        self._gap_values = array("d")
        self._columns = Columns(self._steps, self.pyramid, self._gap_steps, self._gap_points)
        self.revision = 0
        """Grows with every change, so that a view knows whether to draw again."""
        self.rewinds = array("q")
        """How many points were kept each time that a smaller step came, for what is derived from the points."""
        self.resumed_steps = array("q")
        """The smaller steps themselves, each still on the way that was gone last, ascending."""

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Point]:
        return map(Point._make, zip(self._steps, self.pyramid.values, strict=True))

    def append(self, step: int, value: float) -> None:
        """Add one report; `value` may be anything a float can be, `step` must fit 64 bits."""
        self.extend((step,), (value,))

    def extend(self, steps: Sequence[int], values: Sequence[float], *, ordered: bool | None = None) -> None:
        """Add reports in their order; many at once cost about a tenth of one by one.

        Args:
            steps: Each fits 64 bits.
            values: As many as `steps`.
            ordered: Whether the steps ascend; None looks.
        """
        if not steps:
            return
        self.revision += 1
        if ordered is None:
            ordered = are_ordered(steps)
        if ordered and steps[0] >= self._last_step() and math.isfinite(sum(values)):
            self._steps.extend(steps)
            self.pyramid.extend(values)
            return
        for step, value in zip(steps, values, strict=True):
            if step < self._last_step():
                self._forget_from(step)
            if math.isfinite(value):
                self._steps.append(step)
                self.pyramid.append(value)
            else:
                self._gap_steps.append(step)
                self._gap_points.append(len(self._steps))
                self._gap_values.append(value)

    @property
    def steps(self) -> "array[int]":
        """The steps of the points, ascending, not to be changed."""
        return self._steps

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
        return self.pyramid.extremes(0, len(self._steps))[:2] if self._steps else None

    def value_range_within(self, start_step: int, end_step: int) -> tuple[float, float] | None:
        """Smallest and largest finite value in [start_step, end_step); None when there is none."""
        start = bisect_left(self._steps, start_step)
        stop = bisect_left(self._steps, end_step, start)
        return self.pyramid.extremes(start, stop)[:2] if start < stop else None

    @property
    def non_finite_steps(self) -> Sequence[int]:
        """Steps at which the value was not finite, ascending."""
        return self._gap_steps

    def reports(self) -> Iterator[Point]:
        """Everything reported, points and gaps with the values that they had, in the order of the reports."""
        position = 0
        for step, before, value in zip(self._gap_steps, self._gap_points, self._gap_values, strict=True):
            yield from map(self.point, range(position, before))
            position = before
            yield Point(step, value)
        yield from map(self.point, range(position, len(self._steps)))

    def point(self, index: int) -> Point:
        """The finite point at `index` in the order of steps."""
        return Point(self._steps[index], self.pyramid.values[index])

    def index_from(self, step: int) -> int:
        """Index of the first point at `step` or behind it; the number of points where there is none."""
        return bisect_left(self._steps, step)

    def nearest(self, step: int) -> int | None:
        """Index of the point whose step is closest to `step`, the later of two; None when there is none."""
        after = bisect_left(self._steps, step)
        if after == len(self._steps):
            return after - 1 if after else None
        # Of equal steps the last one reported counts.
        after = bisect_right(self._steps, self._steps[after], after) - 1
        before = bisect_left(self._steps, step) - 1
        if before < 0 or self._steps[after] - step <= step - self._steps[before]:
            return after
        return before

    def best(self, *, highest: bool = False) -> Point | None:
        """The point with the smallest (or highest) value, the earliest of equals."""
        if not self._steps:
            return None
        target = self.pyramid.extremes(0, len(self._steps))[1 if highest else 0]
        return self.point(self.pyramid.place(target, highest=highest))

    def is_cut(self, start: int, stop: int) -> bool:
        """Whether a gap lies between two points that follow each other, or anywhere between [start] and [stop]."""
        return bisect_right(self._gap_points, start) < bisect_right(self._gap_points, stop)

    def columns(self, start_step: int, end_step: int, count: int) -> list[Column]:
        """Divide the window [start_step, end_step) into `count` equal columns; return those that hold points."""
        return self.columns_between(equal_edges(start_step, end_step, count))

    def columns_between(self, edges: Sequence[int], *, coarse: bool = False) -> list[Column]:
        """The columns that hold points; see `Columns.between`."""
        return self._columns.between(edges, coarse=coarse)

    def gap_columns_between(self, edges: Sequence[int]) -> list[int]:
        """Those in which something was not finite; see `Columns.of_gaps_between`."""
        return self._columns.of_gaps_between(edges)

    def _last_step(self) -> int:
        last = self._steps[-1] if self._steps else -(1 << 63)
        return max(last, self._gap_steps[-1]) if self._gap_steps else last

    def _forget_from(self, step: int) -> None:
        self._columns.forget()
        keep = bisect_left(self._steps, step)
        del self._steps[keep:]
        self.pyramid.keep(keep)
        self.rewinds.append(keep)
        del self.resumed_steps[bisect_left(self.resumed_steps, step) :]
        self.resumed_steps.append(step)
        keep = bisect_left(self._gap_steps, step)
        del self._gap_steps[keep:]
        del self._gap_points[keep:]
        del self._gap_values[keep:]


def are_ordered(steps: Sequence[int]) -> bool:
    """Whether no step is smaller than the one before."""
    return len(steps) == 1 or list(steps) == sorted(steps)
