"""Rule: the validation loss rises while the training loss falls, so the model learns its data by heart."""

from itertools import pairwise
from statistics import median

from engine.format import number
from engine.job import Best
from engine.observe.finding import Finding, Severity
from engine.observe.health.evidence import Evidence, latest, training_loss, validation_losses
from engine.observe.health.rule import Rule
from engine.observe.series import Point, Series

NAME = "diverging"

LEAST_SINCE = 5
"""Validations since the best one: fewer may be chance."""

MOST_READ = 400
"""Latest validations that are looked at."""

ENDS = 3
"""Validations at the end whose median counts, so that a single bad one does not."""

LEAST_RISE = 0.05
"""Least rise above the best, as a share of it."""

LEAST_FALL = 0.02
"""Least fall of the training loss meanwhile, as a share of it."""

LARGEST_PART = 0.5
"""A rise that begins this far above the best of the whole run, as a share of the way from there, is only a wobble."""

NOISE_FACTOR = 5.0
"""The rise must be so many times what two neighbouring validations differ by."""

CONCORDANT = 0.55
"""Least share of pairs of validations in which the later one is higher; chance makes half."""

PAIRED = 40
"""Validations compared in pairs at most: more are thinned out."""


def _examine(evidence: Evidence) -> Finding | None:
    found = training_loss(evidence.history) if evidence.history is not None else None
    if found is None or evidence.history is None:
        return None
    for name, validation in validation_losses(evidence.history):
        told = _compared(evidence, name, validation, *found)
        if told is not None:
            return told
    return None


def _compared(evidence: Evidence, name: str, validation: Series, loss_name: str, loss: Series) -> Finding | None:
    points = latest(validation, MOST_READ)
    if len(points) <= LEAST_SINCE:
        return None
    calm = [median(point.value for point in points[max(0, place - 1) : place + 2]) for place in range(len(points))]
    start = min(range(len(points)), key=calm.__getitem__)  # A single lucky validation is no best.
    best, since = Point(points[start].step, calm[start]), points[start:]
    if len(since) <= LEAST_SINCE:
        return None
    now = median(point.value for point in since[-ENDS:])
    if _is_small_beside_the_best(evidence.record.best, name, best, now):
        return None
    steps = [abs(after.value - before.value) for before, after in pairwise(points)]
    if now - best.value <= max(LEAST_RISE * abs(best.value), NOISE_FACTOR * median(steps)):
        return None
    if _rising_share(since) < CONCORDANT:
        return None
    then_loss, now_loss = _mean_before(loss, best.step), _mean_before(loss, since[-1].step)
    if then_loss is None or now_loss is None or then_loss - now_loss <= LEAST_FALL * abs(then_loss):
        return None
    text = (
        f"{name} rose from {number(best.value)} to {number(now)} in the {len(since) - 1:,} validations since step "
        f"{best.step:,}, while {loss_name} fell from {number(then_loss)} to {number(now_loss)}"
    )
    at = evidence.time_of(best.step)
    return Finding(rule=NAME, severity=Severity.WARNING, text=text, step=best.step, at=at)


def _is_small_beside_the_best(known: Best | None, name: str, start: Point, now: float) -> bool:
    """Whether a rise is little of what separates the present from the best of the whole run, long before it."""
    if known is None or known.metric != name or known.step >= start.step:
        return False
    return start.value - known.value > LARGEST_PART * (now - known.value)


def _rising_share(points: list[Point]) -> float:
    """Share of the pairs in which the later point is the higher one, as in Kendall's rank correlation."""
    values = [point.value for point in points[:: max(1, len(points) // PAIRED)]]
    pairs = [
        later > earlier for place, earlier in enumerate(values) for later in values[place + 1 :] if later != earlier
    ]
    return sum(pairs) / len(pairs) if pairs else 0.0


def _mean_before(loss: Series, step: int) -> float | None:
    """Mean of the training loss up to a step, over as many steps as a thirtieth of the run."""
    first = loss.first
    if first is None or step < first.step:
        return None
    width = max(1, (step - first.step) // 30)
    columns = loss.columns(step - width, step + 1, 1)
    return columns[-1].mean if columns else None


RULE = Rule(
    name=NAME,
    title="Validation diverging",
    explanation="The loss on data held back rises while the training loss falls: the model learns its data by heart.",
    examine=_examine,
)
