"""Rule: the disk of the workspace is nearly full, or will be soon at the present rate."""

import math
from collections.abc import Sequence

from engine.format import bytes_, spoken
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence, Reading
from engine.observe.health.rule import Rule

NAME = "disk"

LOW_BYTES = 1 << 30
"""Less room than this, 1 GiB, is worth a warning: a few checkpoints of a mid-sized model."""

VERY_LOW_BYTES = 128 << 20
"""Less than this is an alarm: the next checkpoint may fail."""

SOON_S = 3600.0
"""A disk that will be full within this is worth a warning."""

VERY_SOON_S = 600.0
"""Within this it is an alarm."""

LEAST_SPAN_S = 60.0
"""How long the room must have been watched for a rate."""


def _examine(evidence: Evidence) -> Finding | None:
    if not evidence.free_bytes:
        return None
    free = evidence.free_bytes[-1].value
    left_s = _until_full_s(evidence.free_bytes)
    if free >= LOW_BYTES and left_s >= SOON_S:
        return None
    alarm = free < VERY_LOW_BYTES or left_s < VERY_SOON_S
    text = f"{bytes_(free)} of disk left" + (f", full in {spoken(left_s)} at this rate" if left_s < SOON_S else "")
    return Finding(
        rule=NAME,
        severity=Severity.ALARM if alarm else Severity.WARNING,
        text=text,
        at=evidence.free_bytes[0].at_s,
        shared=True,
    )


def _until_full_s(readings: Sequence[Reading]) -> float:
    """When the room will be used up if it goes on shrinking as it did; infinity if it does not shrink steadily."""
    first, last = readings[0], readings[-1]
    span_s = last.at_s - first.at_s
    middle = readings[len(readings) // 2]
    # Both halves must shrink: one large file written long ago is no rate.
    if span_s < LEAST_SPAN_S or not first.value > middle.value > last.value:
        return math.inf
    return last.value / ((first.value - last.value) / span_s)


RULE = Rule(
    name=NAME,
    title="Disk filling",
    explanation="The disk of the workspace is nearly full, or will be within the hour: checkpoints will fail then.",
    examine=_examine,
    live=True,
)
