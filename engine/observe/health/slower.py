"""Rule: the job has become much slower than it was, and stays so."""

from statistics import median

from engine.format import rate, spoken
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence
from engine.observe.health.rule import Rule
from engine.state import JobState

NAME = "slower"

SUSTAINED_S = 30.0
"""So long every measurement must be low."""

LEAST_READINGS = 5
"""And so many of them."""

LEAST_BEFORE = 10
"""Measurements that say what is usual."""

SLOW = 0.6
"""Below this share of its own median a job is slow."""


def _examine(evidence: Evidence) -> Finding | None:
    if evidence.record.status is not JobState.RUNNING or not evidence.speeds:
        return None
    start_s = evidence.speeds[-1].at_s - SUSTAINED_S
    recent = [reading for reading in evidence.speeds if reading.at_s >= start_s]
    before = [reading.value for reading in evidence.speeds[: len(evidence.speeds) - len(recent)] if reading.value > 0]
    if len(before) < LEAST_BEFORE or len(recent) < LEAST_READINGS:
        return None
    usual = median(before)
    if any(reading.value >= SLOW * usual for reading in recent):
        return None
    slow = len(recent)
    while slow < len(evidence.speeds) and evidence.speeds[-1 - slow].value < SLOW * usual:
        slow += 1
    began_s = evidence.speeds[-slow].at_s
    now = median(reading.value for reading in recent)
    text = f"{rate(now)} for {spoken(max(0.0, evidence.now_s - began_s))}, usually {rate(usual)}"
    return Finding(rule=NAME, severity=Severity.WARNING, text=text, step=evidence.record.step, at=began_s)


RULE = Rule(
    name=NAME,
    title="Slower",
    explanation="Half a minute and more far below its own usual speed: something else wants the machine.",
    examine=_examine,
    live=True,
)
