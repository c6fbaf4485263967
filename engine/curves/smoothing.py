"""A curve without its noise: the exponential moving average over the points of a series, from its first point on.

It is kept beside the series and grows with it, so what is smooth at a step is the same in every window. The start is
not pulled towards 0: the average is divided by the weight that it has gathered (Kingma and Ba, "Adam", section 3,
https://arxiv.org/abs/1412.6980). Standard library only.
"""

import math
from array import array
from collections.abc import Sequence
from itertools import accumulate, count
from weakref import WeakKeyDictionary

from engine.observe.columns import COARSE, Column
from engine.observe.pyramid import BIN_BITS, Pyramid
from engine.observe.series import Series

WEIGHTS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999)
"""Weights of what was before, in the steps of the slider; the average then reaches over about 1 / (1 - weight) points.

The first leaves everything as it is."""

SLICE_POINTS = 50_000
"""How many points are smoothed in one go: about 5 ms."""

MOST_KEPT = 3
"""How many weights of one series are kept, so that a slider pushed back and forth costs nothing."""

_FULL = 1e-17
"""Below this the weight that is missing is less than a double can tell from 1."""


class Smoothed:
    """The moving average of one series.

    Args:
        series: What is smoothed.
        weight: Of what was before, above 0 and below 1.
    """

    def __init__(self, series: Series, weight: float) -> None:
        self._series = series
        self._weight = weight
        self._pyramid = Pyramid()
        self._rewinds = len(series.rewinds)
        self._memory: tuple[Sequence[Column], list[float]] = ((), [])

    def __len__(self) -> int:
        return len(self._pyramid)

    @property
    def is_behind(self) -> bool:
        """Whether there are points that have not been smoothed."""
        return len(self._pyramid) < len(self._series) or self._rewinds < len(self._series.rewinds)

    def advance(self, most: int = SLICE_POINTS) -> int:
        """Smooth what has come, at most `most` points; return how many."""
        series, pyramid = self._series, self._pyramid
        kept = min(series.rewinds[self._rewinds :], default=len(pyramid))
        self._rewinds = len(series.rewinds)
        if kept < len(pyramid):
            pyramid.keep(kept)
            self._memory = ((), [])
        start = len(pyramid)
        values = series.pyramid.values[start : start + most]
        if not values:
            return 0
        weight, rest = self._weight, 1 - self._weight
        missing = weight**start
        before = pyramid.values[-1] * (1 - missing) if start else 0.0
        averages = array("d", accumulate(values, lambda old, new: weight * old + rest * new, initial=before))[1:]
        if missing > _FULL:
            missing_first = missing * weight
            light = min(len(averages), math.ceil(math.log(_FULL / missing_first, weight)))
            gathered = (1 - missing_first * weight**place for place in count())
            pairs = zip(averages[:light], gathered, strict=False)
            averages[:light] = array("d", [average / part for average, part in pairs])
        pyramid.extend(averages)
        return len(values)

    def value(self, index: int) -> float | None:
        """The average at a point, by the point's index in the series; None where it has not come so far."""
        return self._pyramid.values[index] if index < len(self._pyramid) else None

    def means(self, columns: Sequence[Column]) -> list[float]:
        """The mean of the average in each column, as far as it has come; see `Series.columns_between`."""
        known, means = self._memory
        same = 0
        if known and columns and known[0] == columns[0] and len(known) <= len(columns):
            # Appended points change the last column and add others behind it.
            same = max(0, min(len(known), len(means)) - 1)
            if same and known[same - 1] != columns[same - 1]:
                same = 0
        found = means[:same]
        done, mean = len(self._pyramid), self._pyramid.mean
        shift = _shift(sum(column.points for column in columns) // max(1, len(columns)))
        for column in columns[same:]:
            start, stop = column.start, column.start + column.points
            if stop > done:
                break
            found.append(mean(start, stop, shift))
        self._memory = (columns, found)
        return found


def _shift(points: int) -> int:
    """The largest bins of which a column of so many points holds enough; see `engine.observe.series.COARSE`."""
    return max(0, (points // COARSE).bit_length() - 1) // BIN_BITS * BIN_BITS


class Smoothing:
    """The moving averages of many series, made when they are asked for."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Series, dict[float, Smoothed]] = WeakKeyDictionary()

    def of(self, series: Series, weight: float) -> Smoothed | None:
        """The average of a series, as far as it has come; None where nothing is to be smoothed."""
        if weight <= 0:
            return None
        by_weight = self._kept.setdefault(series, {})
        smoothed = by_weight.pop(weight, None)
        if smoothed is None:
            smoothed = Smoothed(series, weight)
        by_weight[weight] = smoothed
        while len(by_weight) > MOST_KEPT:
            del by_weight[next(iter(by_weight))]
        return smoothed

    def advance(self, series: Sequence[Series], weight: float, most: int = SLICE_POINTS) -> bool:
        """Smooth at most `most` points more of some series; whether something is left to do."""
        averages = [smoothed for one in series if (smoothed := self.of(one, weight)) is not None]
        for smoothed in averages:
            if most > 0:
                most -= smoothed.advance(most)
        return any(smoothed.is_behind for smoothed in averages)
