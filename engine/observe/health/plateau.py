"""Rule: the best value is old, so that going on brings nothing."""

from engine.format import number
from engine.job import Best
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence, training_loss
from engine.observe.health.rule import Rule

NAME = "plateau"

LEAST_SHARE = 0.5
"""Least share of the run so far without an improvement."""

LEAST_OF_ALL = 0.2
"""And least share of the whole run as planned: early on, little has been tried."""

LEAST_RESUMED = 0.1
"""And of a resumed job, whose own part may be short, least share of the whole run, what came before included."""

LEAST_REPORTS = 10
"""Least reports of the metric since the best one."""


def _examine(evidence: Evidence) -> Finding | None:
    record = evidence.record
    best = record.best or _best_loss(evidence)
    if best is None or record.step <= 0 or best.step < 0:
        return None
    # Whoever resumes a job knows how it was: only what it does from then on counts.
    begun = record.step if evidence.begun_at is None else min(evidence.begun_at, record.step)
    since, run = record.step - max(best.step, begun), record.step - begun
    total = max(record.total_steps, record.step)
    if run <= 0 or since < LEAST_SHARE * run or since < max(LEAST_OF_ALL * (total - begun), LEAST_RESUMED * total):
        return None
    if _reports_since(evidence, best) < LEAST_REPORTS:
        return None
    share = max(1, min(99 if best.step > 0 else 100, 100 * since // run))
    whose = "the run" if begun == 0 else f"its run since step {begun:,}"
    ago = f"{share} % of {whose} ago" if begun <= best.step else f"not since it was resumed at step {begun:,}"
    text = f"best {best.metric} {number(best.value)} at step {best.step:,}, {ago}"
    at = evidence.time_of(best.step)
    return Finding(rule=NAME, severity=Severity.WARNING, text=text, step=best.step, at=at)


def _best_loss(evidence: Evidence) -> Best | None:
    found = training_loss(evidence.history) if evidence.history is not None else None
    point = found[1].best() if found is not None else None
    return Best(metric=found[0], value=point.value, step=point.step) if found is not None and point else None


def _reports_since(evidence: Evidence, best: Best) -> int:
    """How often the metric was reported since; without its history the steps must do."""
    series = evidence.history.series.get(best.metric) if evidence.history is not None else None
    if series is None:
        return evidence.record.step - best.step
    count = 0
    while count < min(len(series), LEAST_REPORTS) and series.point(-1 - count).step > best.step:
        count += 1
    return count


RULE = Rule(
    name=NAME,
    title="Plateau",
    explanation="The best value is more than half of the run old: stopping now, or a smaller rate, loses nothing.",
    examine=_examine,
)
