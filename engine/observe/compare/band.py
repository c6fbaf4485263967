"""Mean and spread of one metric over several runs that differ only in the seed. Pure.

The steps are divided into bins, no narrower than the runs report, and each run counts once in each bin in which it has
points, with their mean: where the runs report at the same steps, a bin holds one point of each and nothing is blurred.
The cost follows the number of bins and runs and not their length.
"""

import math
import sys
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec

from engine.mean import mean
from engine.observe.columns import Column, equal_edges
from engine.observe.series import Series

MOST_BINS = 440
"""Most bins of a band, one for each dot of a plot of 220 columns; twenty long runs take about 30 ms, and 5 ms again."""

_LARGEST = sys.float_info.max
_LOOKED_AT = 32
"""So many distances between reports tell how often a run reports."""


class BandColumn(msgspec.Struct, frozen=True):
    """What the runs did in one bin of steps."""

    slot: int
    """Which bin, from 0."""
    mean: float
    deviation: float
    """Sample standard deviation; 0 where there is a single run."""
    minimum: float
    maximum: float
    runs: int
    """How many runs have points here, at least 1: those that ended earlier, or were not finite here, do not count."""
    joined: bool
    """Whether a line may lead here from the column before."""


class Band(msgspec.Struct, frozen=True):
    """Mean and spread over a window of steps."""

    start_step: int
    bin_steps: int
    """Width of a bin."""
    columns: tuple[BandColumn, ...]
    """The bins in which there are points, ascending."""

    def step_of(self, column: BandColumn) -> int:
        """The first step of a bin."""
        return self.start_step + column.slot * self.bin_steps


def band(runs: Sequence[Sequence[Series]], *, most_bins: int = MOST_BINS) -> Band:
    """Mean and spread over all steps that the runs reported.

    Args:
        runs: The histories of each run, oldest first: of several jobs that go on from each other, the latest that has
            points in a bin counts there.
        most_bins: No more are made; fewer where the runs report more rarely than that.
    """
    ranges = [steps for run in runs for series in run if (steps := series.step_range)]
    if not ranges:
        return Band(0, 1, ())
    start, last = min(low for low, _ in ranges), max(high for _, high in ranges)
    # A whole number of the distances at which the runs report, so that each bin holds as many reports as the next.
    interval = max(interval_of(series) for run in runs for series in run)
    bin_steps = max(1, -(-(last + 1 - start) // (most_bins * interval))) * interval
    bins = -(-(last + 1 - start) // bin_steps)
    edges = equal_edges(start, start + bins * bin_steps, bins)
    values: dict[int, list[float]] = {}
    joined: set[int] = set()
    for run in runs:
        merged: dict[int, Column] = {}
        for series in run:
            merged.update((column.slot, column) for column in series.columns_between(edges, coarse=True))
        for slot, column in merged.items():
            values.setdefault(slot, []).append(column.mean)
            if column.joined:
                joined.add(slot)
    columns: list[BandColumn] = []
    for slot in sorted(values):
        mean, deviation = mean_and_deviation(values[slot])
        lead = bool(columns) and (slot in joined or columns[-1].slot == slot - 1)
        low, high = min(values[slot]), max(values[slot])
        columns.append(BandColumn(slot, min(max(mean, low), high), deviation, low, high, len(values[slot]), lead))
    return Band(start, bin_steps, tuple(columns))


class Spread(StrEnum):
    """How wide a band is."""

    EXTREMES = "min-max"
    """From the lowest to the highest run."""
    DEVIATION = "deviation"
    """One sample standard deviation to each side of the mean."""


class BandSeries(NamedTuple):
    """A band as something that can be drawn."""

    mean: Series
    lower: Series
    upper: Series
    most_runs: int
    """How many runs there are where most of them are."""


def band_series(found: Band, spread: Spread) -> BandSeries:
    """Mean, lower and upper edge of a band over the steps, gaps where no run has points."""
    steps: list[int] = []
    rows: list[tuple[float, float, float]] = []
    for column in found.columns:
        step = found.step_of(column)
        if steps and not column.joined:
            steps.append(step)
            rows.append((math.nan, math.nan, math.nan))
        reach = column.deviation
        below, above = (
            (column.minimum, column.maximum)
            if spread is Spread.EXTREMES
            else (max(column.mean - reach, -_LARGEST), min(column.mean + reach, _LARGEST))
        )
        steps.append(step)
        rows.append((column.mean, below, above))
    mean, lower, upper = Series(), Series(), Series()
    for place, series in enumerate((mean, lower, upper)):
        series.extend(steps, [row[place] for row in rows])
    return BandSeries(mean, lower, upper, max((column.runs for column in found.columns), default=0))


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """Arithmetic mean and sample standard deviation (divisor n - 1) of finite values, of which there is at least one.

    The two-pass formula of Chan, Golub and LeVeque ("Algorithms for computing the sample variance", The American
    Statistician 37(3), 1983): the mean first, then the distances from it. `math.hypot` squares without overflow.
    """
    count = len(values)
    centre = mean(values)
    if count == 1:
        return values[0], 0.0
    distances = [min(max(value - centre, -_LARGEST), _LARGEST) for value in values]
    return centre, min(math.hypot(*distances) / math.sqrt(count - 1), _LARGEST)


def interval_of(series: Series) -> int:
    """How many steps lie between two reports, as a rule: the median over the last few."""
    count = len(series)
    steps = {series.point(place).step for place in range(max(0, count - _LOOKED_AT), count)}
    steps.update(series.non_finite_steps[-_LOOKED_AT:])
    distances = sorted(after - before for before, after in pairwise(sorted(steps)[-_LOOKED_AT:]))
    return distances[len(distances) // 2] if distances else 1
