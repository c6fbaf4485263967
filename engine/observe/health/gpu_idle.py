"""Rule: a job that trains on a GPU leaves it idle."""

from engine.format import spoken
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence
from engine.observe.health.rule import Rule
from engine.state import JobState

NAME = "gpu-idle"

SUSTAINED_S = 120.0
"""So long the GPU must have been idle."""

LEAST_READINGS = 10
"""And so many measurements must say so."""

IDLE_PERCENT = 5.0
"""Utilisation below which a GPU does nothing worth its power."""


def _examine(evidence: Evidence) -> Finding | None:
    record = evidence.record
    if record.status is not JobState.RUNNING or not record.device.startswith("cuda"):
        return None
    idle = 0
    readings = evidence.gpu_percent
    while idle < len(readings) and readings[-1 - idle].value < IDLE_PERCENT:
        idle += 1
    if idle < LEAST_READINGS:
        return None
    idle_s = evidence.now_s - readings[-idle].at_s
    if idle_s < SUSTAINED_S:
        return None
    text = f"{record.device} below {IDLE_PERCENT:g} % for {spoken(idle_s)}: it waits for data, or for something else"
    return Finding(rule=NAME, severity=Severity.WARNING, text=text, step=record.step, at=readings[-idle].at_s)


RULE = Rule(
    name=NAME,
    title="GPU idle",
    explanation="The job trains on a GPU that has had nothing to do for minutes: reading data is probably too slow.",
    examine=_examine,
    live=True,
)
