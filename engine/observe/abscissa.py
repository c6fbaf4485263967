"""What a curve is drawn over: steps, epochs, the time of day, or the time since the job's first report.

Points are kept by step, so every other axis is a way from steps to its own values and back. Only ways that never turn
round can be drawn over: where a clock was set back, or an epoch begun again, the axis stands still until it goes on.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate
from math import ceil

from engine.observe.series import BEYOND, Series


class XAxis(StrEnum):
    """Kinds of horizontal axes, in the order in which a key goes through them."""

    STEP = "step"
    EPOCH = "epoch"
    RELATIVE = "relative time"
    """Seconds since the job's first report: several jobs start together."""
    WALL = "wall time"
    """Unix seconds: several jobs stand where they were."""

    @property
    def is_time(self) -> bool:
        """Whether its values are seconds."""
        return self in (XAxis.RELATIVE, XAxis.WALL)


class Abscissa:
    """The steps themselves, and what an axis must be able to answer."""

    def x_of(self, step: int) -> float:
        """Where a step lies."""
        return step

    def step_at(self, x: float) -> int:
        """The first step that lies at `x` or behind it."""
        return ceil(x)

    def edges(self, start: float, end: float, dots: int) -> Sequence[int]:
        """The steps at which each of `dots` columns begins, and where the last one ends.

        The first column holds `start`, the last one `end`; see `Series.columns_between`.
        """
        low, high = ceil(start), ceil(end)
        span = max(1, high - low)
        return [low - (-dot * span // dots) for dot in range(dots)] + [high + 1]


STEPS = Abscissa()
"""The axis that every series has."""


class ReportedAbscissa(Abscissa):
    """An axis whose values a job reports as it reports metrics.

    Args:
        series: The value at each step.
        from_zero: Whether values count from the first one.
    """

    def __init__(self, series: Series, *, from_zero: bool) -> None:
        self._series = series
        self._from_zero = from_zero
        self._xs = array("d")
        self._rewinds = 0

    def __bool__(self) -> bool:
        return len(self._series) > 0

    def x_of(self, step: int) -> float:
        """Where a step lies; between two reports, in proportion."""
        xs, steps = self._risen(), self._series.steps
        after = bisect_left(steps, step)
        if after == len(steps):
            return xs[-1]
        if after == 0 or steps[after] == step:
            return xs[after]
        share = (step - steps[after - 1]) / (steps[after] - steps[after - 1])
        return xs[after - 1] + share * (xs[after] - xs[after - 1])

    def step_at(self, x: float) -> int:
        """The first reported step that lies at `x` or behind it; the last one where there is none."""
        xs, steps = self._risen(), self._series.steps
        return steps[min(len(steps) - 1, bisect_left(xs, x))]

    def edges(self, start: float, end: float, dots: int) -> Sequence[int]:
        """See `Abscissa.edges`."""
        xs, steps = self._risen(), self._series.steps
        position, count = 0, len(xs)
        edges = []
        for dot in range(dots):
            position = bisect_left(xs, start + (end - start) * dot / dots, position)
            edges.append(steps[position] if position < count else BEYOND)
        position = bisect_right(xs, end, position)
        edges.append(steps[position] if position < count else BEYOND)
        return edges

    def _risen(self) -> "array[float]":
        """The values so far, none smaller than the one before it."""
        series, xs = self._series, self._xs
        kept = min(series.rewinds[self._rewinds :], default=len(xs))
        self._rewinds = len(series.rewinds)
        del xs[kept:]
        if len(xs) < len(series):
            values = series.pyramid.values[len(xs) :]
            origin = 0.0
            if self._from_zero:
                origin = series.pyramid.values[0]
                values = array("d", [value - origin for value in values])
            if xs:
                values[0] = max(values[0], xs[-1])
            xs.extend(accumulate(values, max))
        return xs


class Axes:
    """The horizontal axes of one job.

    Args:
        epochs: Epoch at each step.
        times: Unix seconds at each step.
    """

    def __init__(self, epochs: Series, times: Series) -> None:
        self._reported = {
            XAxis.EPOCH: ReportedAbscissa(epochs, from_zero=False),
            XAxis.WALL: ReportedAbscissa(times, from_zero=False),
            XAxis.RELATIVE: ReportedAbscissa(times, from_zero=True),
        }

    def abscissa(self, axis: XAxis) -> Abscissa | None:
        """One of them, or None where the job reports nothing of the kind."""
        return STEPS if axis is XAxis.STEP else self._reported[axis] or None
