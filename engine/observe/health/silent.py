"""Rule: nothing has been heard of a running job for much longer than its own rhythm explains."""

from statistics import median

from engine.format import spoken
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence
from engine.observe.health.rule import Rule
from engine.state import JobState

NAME = "silent"

LEAST_S = 60.0
"""Shorter silences are none: a first validation or a large checkpoint may well take this long."""

LEAST_INTERVALS = 5
"""With fewer there is no rhythm yet."""

LONGEST_FACTOR = 3.0
"""A silence is remarkable from so many times the longest one that ended well."""

USUAL_FACTOR = 20.0
"""And from so many times the usual one."""

UNKNOWN_S = 600.0
"""What is remarkable of a job without a rhythm."""


def _examine(evidence: Evidence) -> Finding | None:
    record = evidence.record
    heard_at = evidence.heard_at or record.updated_at
    if record.status is not JobState.RUNNING or heard_at is None:
        return None
    silence_s = evidence.now_s - heard_at
    if silence_s < LEAST_S:
        return None
    intervals = [seconds for seconds in evidence.intervals if seconds >= 0]
    if len(intervals) < LEAST_INTERVALS:
        limit_s, usual = UNKNOWN_S, ""
    else:
        limit_s = max(LEAST_S, LONGEST_FACTOR * max(intervals), USUAL_FACTOR * median(intervals))
        usual = f", usually every {spoken(median(intervals))}, never more than {spoken(max(intervals))}"
    if silence_s < limit_s:
        return None
    text = f"silent {spoken(silence_s)}{usual}"
    return Finding(rule=NAME, severity=Severity.ALARM, text=text, step=record.step, at=heard_at)


RULE = Rule(
    name=NAME,
    title="Silent",
    explanation="No progress for much longer than this job's own rhythm explains: it may hang.",
    examine=_examine,
    live=True,
)
