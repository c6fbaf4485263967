"""Which jobs the table shows, and in which order. Pure."""

import math
from collections.abc import Iterable

from engine.observe.view import JobView
from engine.state import JobState

ORDERS = ("newest", "state", "name", "progress", "loss", "best", "speed", "time")
"""What `s` steps through."""

STATE_RANK = {
    JobState.RUNNING: 0, JobState.LOADING: 1, JobState.STARTING: 2, JobState.QUEUED: 3,
    JobState.ERROR: 4, JobState.STOPPED: 5, JobState.COMPLETED: 6,
}  # fmt: skip
"""What wants attention comes first."""


def ordered(views: Iterable[JobView], order: str, *, reverse: bool = False, words: str = "") -> list[JobView]:
    """Return the jobs to show.

    Args:
        views: All jobs.
        order: One of `ORDERS`. Jobs without a value come last, and equal ones newest first.
        reverse: Whether to turn the order round; jobs without a value still come last.
        words: Show only jobs that hold each of these words somewhere, regardless of case.
    """
    wanted = words.lower().split()
    shown = [view for view in views if all(word in searchable(view) for word in wanted)]
    shown.sort(key=lambda view: view.age_key, reverse=not (order == "newest" and reverse))
    if order != "newest":
        with_value = [(value, view) for view in shown if (value := _value(view, order)) is not None]
        without = [view for view in shown if _value(view, order) is None]
        with_value.sort(key=lambda pair: pair[0], reverse=reverse)
        shown = [view for _, view in with_value] + without
    return shown


def searchable(view: JobView) -> str:
    """Everything the filter looks into, in small letters."""
    record = view.record
    if record is None:
        return f"{view.job_id} unreadable {view.problem}".lower()
    words = [view.job_id, record.name, record.recipe, record.status, *record.tags, record.message]
    words += ["simulation"] if record.simulation else []
    return " ".join(words).lower()


def _value(view: JobView, order: str) -> tuple[float, str] | None:
    record = view.record
    if record is None:
        return None
    number: float | None = None
    match order:
        case "state":
            number = STATE_RANK[record.status]
        case "name":
            return (0.0, record.title.lower())
        case "progress":
            number = -record.progress
        case "loss":
            number = record.loss
        case "best":
            number = record.best.value if record.best is not None else None
        case "speed":
            number = -record.steps_per_second if record.steps_per_second else None
        case "time":
            number = record.eta_seconds
            if number is None and record.started_at is not None and record.finished_at is not None:
                number = record.finished_at - record.started_at
    return (number, "") if number is not None and not math.isnan(number) else None
