"""Where the ticks of a plot stand and what they are called: pure arithmetic, no widgets.

Bounds move in steps, not with every point, so that a live plot stands still while it grows.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_CHUNKS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0, 10.0)
"""Mantissas at which the end of a live step axis stands: it moves when the run has grown by about a quarter."""

_LOG_MANTISSAS: tuple[tuple[float, ...], ...] = ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,))
"""Ticks within a decade, from many to few."""

BEYOND = 16.0
"""How far outside a plot anything lies at most, in heights of it: further, lines would not look steeper."""


class Tick(NamedTuple):
    """One labelled place on an axis."""

    value: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A vertical axis: from `low` to `high`, linear or logarithmic."""

    low: float
    high: float
    logarithmic: bool = False
    is_cut: bool = False
    """Whether values lie outside that are not to be seen."""

    def share(self, value: float) -> float:
        """Where `value` lies: 0 at `low`, 1 at `high`, beyond these outside the plot, but never further than `BEYOND`.

        On a logarithmic axis everything not above 0 lies below.
        """
        if self.logarithmic:
            if value <= 0:
                return -BEYOND
            bottom = math.log10(self.low)
            share = (math.log10(value) - bottom) / (math.log10(self.high) - bottom)
        else:
            share = (value - self.low) / (self.high - self.low)
        return max(-BEYOND, min(BEYOND, share)) if share == share else 0.5

    def shares(self, values: Iterable[float]) -> list[float]:
        """The same for many values, faster."""
        if self.logarithmic:
            return list(map(self.share, values))
        low, unit = self.low, self.high - self.low
        shares = [(value - low) / unit for value in values]
        if shares and (max(shares) > BEYOND or min(shares) < -BEYOND or sum(shares) != sum(shares)):
            return list(map(self.share, values))
        return shares


def fit_scale(low: float, high: float, *, logarithmic: bool) -> Scale:
    """The axis for values between `low` and `high` (both above 0 on a log axis), moved outwards to round bounds."""
    if logarithmic:
        return _fit_logarithmic(low, high)
    low, high = max(low, -1e300), min(high, 1e300)
    spread = high - low
    if spread <= max(abs(low), abs(high)) * 1e-9:
        # A constant lies in the middle of an axis that is about as wide as the value is large.
        half = max(abs(low), abs(high)) / 2 or 1.0
        low, high, spread = low - half, high + half, 2 * half
    grid = nice(spread / 20)
    bottom, top = math.floor(low / grid) * grid, math.ceil(high / grid) * grid
    if 0 < low < spread * 0.15:
        bottom = 0.0
    return Scale(bottom, top)


def _fit_logarithmic(low: float, high: float) -> Scale:
    low, high = (min(max(bound, 1e-300), 1e300) for bound in (low, high))
    if high / low < 1.02:
        low, high = low / 2, high * 2
    grid = 5 if high / low < 100 else 2
    bottom = 10 ** (math.floor(math.log10(low) * grid) / grid)
    top = 10 ** (math.ceil(math.log10(high) * grid) / grid)
    return Scale(bottom, top, logarithmic=True)


def y_ticks(scale: Scale, rows: int) -> list[Tick]:
    """Ticks for an axis of `rows` rows, at least two rows apart, at most six and where there is room at least two."""
    most = max(2, min(6, (rows + 2) // 3))
    if scale.logarithmic:
        ticks = _log_ticks(scale, most)
        if len(ticks) >= 2:
            return ticks
    spread = scale.high - scale.low
    gap = nice(spread / most)
    while True:
        first, last = math.ceil(scale.low / gap - 1e-6), math.floor(scale.high / gap + 1e-6)
        if last - first + 1 <= most:
            break
        gap = nice(gap * 1.01)
    values = [index * gap for index in range(first, last + 1)]
    return _labelled([value for value in values if value > 0 or not scale.logarithmic], gap)


def _log_ticks(scale: Scale, most: int) -> list[Tick]:
    bottom, top = math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high))
    slack = 1 + 1e-9
    for mantissas in _LOG_MANTISSAS:
        if (top - bottom) * len(mantissas) > 40:
            continue
        values = [mantissa * 10.0**power for power in range(bottom, top + 1) for mantissa in mantissas]
        values = [value for value in values if scale.low / slack <= value <= scale.high * slack]
        distances = [scale.share(after) - scale.share(before) for before, after in pairwise(values)]
        if len(values) <= most and all(distance > 0.5 / most for distance in distances):
            return [Tick(value, _power_label(value)) for value in values]
    stride = max(1, math.ceil((top - bottom + 1) / most))
    powers = [power for power in range(bottom, top + 1) if power % stride == 0]
    values = [10.0**power for power in powers if scale.low / slack <= 10.0**power <= scale.high * slack]
    return [Tick(value, _power_label(value)) for value in values]


def x_end(last_step: int, total_steps: int | None) -> int:
    """Where the step axis ends, one behind the last step shown.

    A run that goes on gets room, up to its known end; one that has ended is shown up to its last step.

    Args:
        last_step: The largest step reported.
        total_steps: How many the run is to have, or None when it has ended.
    """
    if total_steps is None or total_steps <= last_step:
        return last_step + 1
    wanted = max(10, last_step * 1.02)
    power = 10.0 ** math.floor(math.log10(wanted))
    chunk = next(mantissa * power for mantissa in _CHUNKS if mantissa * power >= wanted * (1 - 1e-9))
    # Close to the end the axis takes its last stride at once.
    return total_steps + 1 if chunk * 1.2 >= total_steps else math.ceil(chunk) + 1


def x_ticks(start: int, end: int, width: int) -> list[Tick]:
    """Ticks for the steps [start, end) over `width` cells, their labels never touching."""
    span = max(1, end - 1 - start)
    gap = max(1, round(nice(span / 10)))
    while True:
        values = range(-(-start // gap) * gap, end, gap)
        room = width * gap / span
        if len(values) <= 1 or room >= max(len(f"{values[0]:,}"), len(f"{values[-1]:,}")) + 3:
            return [Tick(value, f"{value:,}") for value in values]
        gap = max(gap + 1, round(nice(gap * 1.01)))


def nice(size: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `size`."""
    power = 10.0 ** math.floor(math.log10(size)) if size > 1e-300 else 1e-300
    return next((m * power for m in (1, 2, 2.5, 5) if m * power >= size * (1 - 1e-9)), 10 * power)


def _labelled(values: Sequence[float], gap: float) -> list[Tick]:
    """Labels with the same number of decimals, as many as the distance of the ticks asks for."""
    largest = max((abs(value) for value in values), default=0.0)
    decimals = next((d for d in range(0, 20) if abs(gap * 10**d - round(gap * 10**d)) < 1e-6 * max(1, gap * 10**d)), 20)
    if 1e-4 < largest < 1e6 and decimals <= 6:
        return [Tick(value, f"{value + 0.0:,.{decimals}f}" if value else "0") for value in values]
    digits = max(0, math.floor(math.log10(largest)) - math.floor(math.log10(gap) + 1e-9)) if largest else 0
    mantissa = gap / 10.0 ** math.floor(math.log10(gap) + 1e-9)
    if not math.isclose(mantissa, round(mantissa)):
        digits += 1
    if largest == 0 or not 1e-290 < largest < 1e290:
        return [Tick(value, _scientific(value, min(digits, 12))) for value in values]
    power = math.floor(math.log10(largest) + 1e-9)
    return [Tick(value, f"{value / 10.0**power:.{min(digits, 12)}f}e{power}" if value else "0") for value in values]


def _scientific(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits}e}".split("e")
    return f"{mantissa}e{int(power)}"


def _power_label(value: float) -> str:
    return f"{value:,.10g}" if 1e-4 < value < 1e6 else _scientific(value, 0)
