"""Which part of a horizontal axis is seen, and how much there is to see. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.curves.axis import x_end
from engine.curves.shown import CurveSeries
from engine.observe.abscissa import XAxis

LEAST_STEPS = 4
"""Fewest steps between which anything is worth seeing."""

LEAST_PART = 1e-9
"""Smallest part of a whole that is shown: closer, the digits of a double run out."""


class Extent(NamedTuple):
    """All that there is of some curves along an axis."""

    start: float
    end: float
    """With the room that a job gets which goes on."""
    last: float
    """The newest report."""
    axis: XAxis

    @property
    def least_span(self) -> float:
        """The narrowest window worth looking through."""
        span = self.end - self.start
        return min(span, max(span * LEAST_PART, LEAST_STEPS if self.axis is XAxis.STEP else 0.0))


@dataclass(frozen=True)
class Window:
    """From `start` to `end`, both included, over a number of equal columns of dots."""

    start: float
    end: float
    dots: int

    def dot(self, x: float) -> int:
        """The column of dots in which `x` lies; the last one holds `end`, what is outside lies beyond the edges."""
        if x == self.end:
            return self.dots - 1
        place = (x - self.start) * self.dots / ((self.end - self.start) or 1.0)
        return math.floor(max(-1e9, min(1e9, place)) + 1e-9)

    def x_at(self, dot: float) -> float:
        """What lies at a column of dots."""
        return self.start + (self.end - self.start) * dot / self.dots


def extent_of(shown: Sequence[CurveSeries], axis: XAxis, total_steps: int | None = None) -> Extent | None:
    """All that there is to see, or None when nothing was reported that can be drawn over this axis.

    Args:
        shown: The curves.
        axis: What they are drawn over.
        total_steps: How many steps a run that goes on is to have; None when it has ended.
    """
    ranges = [
        (abscissa.x_of(steps[0]), abscissa.x_of(steps[1]))
        for one in shown
        if (steps := one.series.step_range) and (abscissa := one.abscissa(axis))
    ]
    if not ranges:
        return None
    first, last = min(low for low, _ in ranges), max(high for _, high in ranges)
    start = _start(shown, axis, first, last)
    if axis is XAxis.STEP:
        if start == last:
            return Extent(start - 5, start + 5, last, axis)
        total = total_steps - int(start) if total_steps else None
        return Extent(start, max(start + 1, start + x_end(int(last - start), total) - 1), last, axis)
    if start == last:
        return Extent(start, start + 1, last, axis)
    if not total_steps:
        return Extent(start, last, last, axis)
    # Times and epochs have no end that is known for certain: they are given room as they need it.
    return Extent(start, start + (x_end(math.ceil((last - start) * 1000), 1 << 62) - 1) / 1000, last, axis)


def _start(shown: Sequence[CurveSeries], axis: XAxis, first: float, last: float) -> float:
    """A run shows its start unless it was resumed so late that the start would be a void."""
    if axis is XAxis.WALL or first < 0:
        return first
    intervals = [one.series.point(1).step - one.series.point(0).step for one in shown if len(one.series) > 1]
    # A first report one or two intervals after the start belongs to a run that began there.
    slack = 2 * min(intervals, default=first) if axis is XAxis.STEP else 1.0
    return 0 if first <= max(0.25 * last, slack) else first
