"""Ticks of horizontal axes that are not steps: epochs, seconds since the start, the time of day. Pure."""

import math
import time
from collections.abc import Iterator
from itertools import islice

from engine.curves.axis import Tick, nice, x_ticks
from engine.format import duration, number
from engine.observe.abscissa import XAxis

_SPANS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
"""Distances of ticks in seconds that people count in, up to a day."""

MOST_TRIES = 60
"""How many distances are tried: more than lie between the ticks of any axis and its whole."""


def ticks_of(axis: XAxis, start: float, end: float, width: int) -> list[Tick]:
    """Ticks from `start` to `end` over `width` cells, their labels never touching."""
    if axis is XAxis.STEP:
        first, last = math.ceil(start), math.floor(end)
        # Whole steps may take less than the whole width.
        share = (last - first) / (end - start) if end > start else 1.0
        return x_ticks(first, last + 1, int(width * share)) if last >= first else []
    if not end > start:
        return [Tick(start, x_label(axis, start, 1.0))]
    ticks: list[Tick] = []
    for gap in islice(_gaps(axis, (end - start) / 12), MOST_TRIES):
        ticks = [Tick(value, x_label(axis, value, gap)) for value in _places(axis, start, end, gap)]
        room = width * gap / (end - start)
        if len(ticks) <= 1 or room >= max(len(tick.label) for tick in ticks) + 3:
            break
    return ticks if len({tick.label for tick in ticks}) == len(ticks) else ticks[:1]


def x_label(axis: XAxis, value: float, gap: float) -> str:
    """How a place on an axis is written, exactly enough to tell it from one `gap` further."""
    if axis is XAxis.STEP:
        return f"{round(value):,}"
    if axis is XAxis.EPOCH:
        decimals = next((d for d in range(9) if math.isclose(gap * 10**d, round(gap * 10**d))), 9)
        return f"{value + 0.0:,.{decimals}f}"
    if axis is XAxis.RELATIVE:
        return duration(value) if gap >= 1 else f"{number(value, trim=True)}s"
    moment = time.localtime(value)
    if gap >= 86_400:
        return time.strftime("%b %d", moment)
    if gap >= 60:
        midnight = moment.tm_hour == moment.tm_min == 0
        return time.strftime("%b %d" if midnight else "%H:%M", moment)
    fraction = f"{value % 1:.{max(1, min(6, -math.floor(math.log10(gap))))}f}"[1:] if gap < 1 else ""
    return time.strftime("%H:%M:%S", moment) + fraction


def _gaps(axis: XAxis, least: float) -> Iterator[float]:
    """Distances to try, ascending."""
    gap = nice(least)
    while axis is XAxis.EPOCH or gap < 1:
        yield gap
        gap = nice(gap * 1.01)
    yield from (float(span) for span in _SPANS if span >= least)
    days = nice(max(2.0, least / _SPANS[-1]))
    while True:
        yield days * _SPANS[-1]
        days = nice(days * 1.01)


def _places(axis: XAxis, start: float, end: float, gap: float) -> list[float]:
    # The time of day is divided as the clock on the wall is.
    offset = time.localtime(start).tm_gmtoff if axis is XAxis.WALL else 0
    first, last = math.ceil((start + offset) / gap - 1e-9), math.floor((end + offset) / gap + 1e-9)
    return [place * gap - offset for place in range(first, min(last, first + 400) + 1)]
