"""What the curves say where the cursor is, and where it goes next. Pure."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothing
from engine.observe.abscissa import XAxis
from engine.observe.series import Series


class Reading(NamedTuple):
    """One curve at the cursor: the report closest to it."""

    step: int
    x: float
    value: float
    """As reported: it may be no finite number."""
    smooth: float | None = None
    """The moving average there, where one is drawn and has come so far."""


def read_at(
    one: CurveSeries, axis: XAxis, x: float, smoothing: Smoothing | None = None, weight: float = 0.0
) -> Reading | None:
    """Read a curve at `x`; None where there is nothing of it on this axis."""
    abscissa = one.abscissa(axis)
    if abscissa is None:
        return None
    series = one.series
    step = abscissa.step_at(x)
    index = series.nearest(step)
    gap = _nearest_gap(series, step)
    if gap is not None and (index is None or abs(gap - step) < abs(series.point(index).step - step)):
        return Reading(gap, abscissa.x_of(gap), math.nan)
    if index is None:
        return None
    if index and axis is not XAxis.STEP:
        # Steps that are close may be far apart in time.
        index = min((index, index - 1), key=lambda place: abs(abscissa.x_of(series.point(place).step) - x))
    point = series.point(index)
    smoothed = smoothing.of(series, weight) if smoothing is not None else None
    smooth = smoothed.value(index) if smoothed is not None else None
    return Reading(point.step, abscissa.x_of(point.step), point.value, smooth)


def next_x(shown: Sequence[CurveSeries], axis: XAxis, x: float, by: float) -> float:
    """Where the cursor goes from `x`: to the report closest to `x + by`, and at least one further.

    Args:
        shown: The curves.
        axis: What they are drawn over.
        x: Where the cursor is.
        by: How far it is to go, below 0 to the left.
    """
    wanted = x + by
    found: list[float] = []
    for one in shown:
        abscissa = one.abscissa(axis)
        steps = one.series.steps
        if abscissa is None or not steps:
            continue
        index = bisect_left(steps, abscissa.step_at(wanted))
        for place in (index - 1, index, index + 1):
            if 0 <= place < len(steps):
                found.append(abscissa.x_of(steps[place]))
        here = abscissa.step_at(x)
        beyond = bisect_right(steps, here) if by > 0 else bisect_left(steps, here) - 1
        if 0 <= beyond < len(steps):
            found.append(abscissa.x_of(steps[beyond]))
    ahead = [each for each in found if (each > x if by > 0 else each < x)]
    return min(ahead, key=lambda each: abs(each - wanted), default=x)


def snapped(shown: Sequence[CurveSeries], axis: XAxis, x: float) -> float:
    """The report closest to `x`."""
    readings = [reading for one in shown if (reading := read_at(one, axis, x)) is not None]
    return min((reading.x for reading in readings), key=lambda each: abs(each - x), default=x)


def _nearest_gap(series: Series, step: int) -> int | None:
    gaps = series.non_finite_steps
    after = bisect_left(gaps, step)
    around = [gaps[place] for place in (after - 1, after) if 0 <= place < len(gaps)]
    return min(around, key=lambda gap: abs(gap - step), default=None)
