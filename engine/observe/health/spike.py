"""Rule: the loss jumped far above what it was just before."""

import math
from collections.abc import Sequence
from statistics import median

from engine.format import number
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence, latest, training_loss
from engine.observe.health.rule import Rule
from engine.observe.series import Point

NAME = "spike"

WINDOW = 50
"""Reports before a value that say what is usual."""

LEAST_BEFORE = 20
"""With fewer reports before it nothing is usual yet."""

FRESH = 100
"""A spike of a job that runs is told while it is among so many latest reports."""

MOST_READ = 20_000
"""Latest reports of an ended job that are looked through: a tenth of a second."""

DEVIATIONS = 8.0
"""So many robust standard deviations above the median is a spike: the noise of small batches stays below 5."""

LEAST_FACTOR = 2.0
"""And so many times the median, so that the finest wobble of a smooth curve is none."""

TO_STANDARD = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""

FLOOR = 0.02
"""Least deviation assumed, as a share of the value: a curve without noise would make everything a spike."""


def _examine(evidence: Evidence) -> Finding | None:
    found = training_loss(evidence.history) if evidence.history is not None else None
    if found is None:
        return None
    name, series = found
    fresh = MOST_READ if evidence.record.status.is_closed else FRESH
    points = latest(series, fresh + WINDOW)
    values = [point.value for point in points]
    # The first one that is fresh, so that what is told stays the same while it is.
    for place in range(max(LEAST_BEFORE, len(points) - fresh), len(points)):
        value, before = values[place], values[max(0, place - WINDOW) : place]
        if value > max(before) and _is_jump(value, before[-1]) and _stands_out(value, before):
            return _told(evidence, name, points[place], before)
    return None


def _is_jump(value: float, last: float) -> bool:
    """Whether a value is far above the one just before it: what has jumped and stays up jumps once."""
    return value >= LEAST_FACTOR * last if last > 0 else value > last


def _stands_out(value: float, before: Sequence[float]) -> bool:
    """Whether a value lies far above those before it; in logarithms where all are positive, as noise grows with it."""
    usual = median(before)
    if min(before) > 0:
        if value < LEAST_FACTOR * usual:
            return False
        centre = math.log(usual)
        deviations = [abs(math.log(each) - centre) for each in before]
        return math.log(value) - centre > DEVIATIONS * max(TO_STANDARD * median(deviations), FLOOR)
    # Halves, because the distance of two finite numbers need not be finite.
    halved = [abs(each / 2 - usual / 2) for each in before]
    spread = max(TO_STANDARD * median(halved), FLOOR * abs(usual) / 2, 1e-12)
    return value / 2 - usual / 2 > DEVIATIONS * spread


def _told(evidence: Evidence, name: str, point: Point, before: Sequence[float]) -> Finding:
    usual = f"the {len(before)} reports before it lie around {number(median(before))}, none above {number(max(before))}"
    text = f"{name} jumped to {number(point.value)} at step {point.step:,}; {usual}"
    at = evidence.time_of(point.step)
    return Finding(rule=NAME, severity=Severity.WARNING, text=text, step=point.step, at=at)


RULE = Rule(
    name=NAME,
    title="Loss spike",
    explanation="A sudden jump of the loss far beyond its own noise: a bad batch, or a learning rate near the limit.",
    examine=_examine,
)
