"""Rule: the loss is not a number, or infinite."""

import math
from bisect import bisect_right

from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence, is_loss
from engine.observe.health.rule import Rule
from engine.text import count_of

NAME = "non-finite"


def _examine(evidence: Evidence) -> Finding | None:
    found = _in_history(evidence)
    if found is not None:
        return found
    record = evidence.record
    values = {"loss": record.loss, **record.metrics}
    for name, value in values.items():
        if value is not None and is_loss(name) and not math.isfinite(value):
            text = f"{name} is {value} at step {record.step:,}: what is trained from here on is lost"
            return Finding(rule=NAME, severity=Severity.ALARM, text=text, step=record.step, at=record.updated_at)
    return None


def _in_history(evidence: Evidence) -> Finding | None:
    past: Finding | None = None
    for name, series in evidence.history.series.items() if evidence.history is not None else ():
        gaps = series.non_finite_steps
        if not gaps or not is_loss(name):
            continue
        if series.ends_in_gap:
            last = series.last
            first = gaps[bisect_right(gaps, last.step)] if last is not None and last.step < gaps[-1] else gaps[0]
            text = f"{name} is not a finite number since step {first:,}: what is trained from here on is lost"
            return Finding(rule=NAME, severity=Severity.ALARM, text=text, step=first, at=evidence.time_of(first))
        if past is None:
            text = f"{name} was not a finite number at {count_of(len(gaps), 'report')}, last at step {gaps[-1]:,}"
            past = Finding(
                rule=NAME, severity=Severity.WARNING, text=text, step=gaps[-1], at=evidence.time_of(gaps[-1])
            )
    return past


RULE = Rule(
    name=NAME,
    title="Loss not finite",
    explanation="A loss that is nan or infinite never comes back: a smaller learning rate or clipped gradients help.",
    examine=_examine,
)
