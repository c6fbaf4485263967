"""What a filter can ask about, one entry a field. Pure; used by the filter and by whatever offers fields to type.

A name that is not here is a parameter or a metric of the jobs: `params.x` and `metrics.x` say which.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

import msgspec

from engine.observe.context import Context
from engine.observe.view import QUIET_S, JobView
from engine.state import JobState


class Kind(StrEnum):
    """What a field holds, and so which operators it takes."""

    TEXT = "text"
    NUMBER = "number"
    LENGTH = "length of time"
    STATE = "state"
    WHEN = "when"
    FLAG = "flag"


Ask = Callable[[JobView, Context], Any]
"""Returns a text, several texts, a number, or None."""


class Field(msgspec.Struct, frozen=True):
    """One thing to ask about."""

    kind: Kind
    help: str
    ask: Ask


def _of_record(name: str) -> Ask:
    return lambda view, context: getattr(view.record, name, None)


def took_s(view: JobView, context: Context) -> float | None:
    """Seconds that a job has trained, up to now or up to its end."""
    record = view.record
    if record is None or record.started_at is None:
        return None
    end_s = record.finished_at if record.status.is_closed else context.now_s
    return end_s - record.started_at if end_s is not None else None


def _best(view: JobView, context: Context) -> float | None:
    return view.record.best.value if view.record is not None and view.record.best is not None else None


def _error(view: JobView, context: Context) -> str:
    if view.record is None:
        return view.problem
    return f"{view.record.error.kind}: {view.record.error.message}" if view.record.error is not None else ""


def _parent(view: JobView, context: Context) -> tuple[str, ...] | None:
    parent = view.record.resumed_from if view.record is not None else None
    return (parent, context.title_of(parent)) if parent else None


FIELDS: dict[str, Field] = {
    "state": Field(Kind.STATE, "state:running, or the first letters of a state", lambda view, context: view.state),
    "name": Field(Kind.TEXT, "name:churn", lambda view, context: view.title),
    "recipe": Field(Kind.TEXT, "recipe:regression", _of_record("recipe")),
    "tag": Field(Kind.TEXT, "tag:v2, a whole tag; tag:v* for its beginning", lambda view, context: context.tags(view)),
    "is": Field(Kind.FLAG, "is:marked, is:pinned, is:archived ...", lambda view, context: None),
    "since": Field(Kind.WHEN, "since:2h or since:2026-11-20, by when it was created", lambda view, context: None),
    "before": Field(Kind.WHEN, "before:2026-11-20", lambda view, context: None),
    "older": Field(Kind.WHEN, "older:7d", lambda view, context: None),
    "loss": Field(Kind.NUMBER, "loss<0.1", _of_record("loss")),
    "best": Field(Kind.NUMBER, "best<0.1, the best value so far", _best),
    "step": Field(Kind.NUMBER, "step>1000", _of_record("step")),
    "epoch": Field(Kind.NUMBER, "epoch>=3", _of_record("epoch")),
    "progress": Field(Kind.NUMBER, "progress>=50, in per cent", _of_record("progress")),
    "speed": Field(Kind.NUMBER, "speed>100, in steps a second", _of_record("steps_per_second")),
    "eta": Field(Kind.LENGTH, "eta<10m", _of_record("eta_seconds")),
    "took": Field(Kind.LENGTH, "took>1h, up to now while it runs", took_s),
    "id": Field(Kind.TEXT, "id:job_17", lambda view, context: view.job_id),
    "message": Field(Kind.TEXT, "message:saved", _of_record("message")),
    "error": Field(Kind.TEXT, "error:nan, why it failed", _error),
    "note": Field(Kind.TEXT, "note:baseline", lambda view, context: context.annotation(view).note),
    "health": Field(Kind.TEXT, "health:plateau", lambda view, context: context.health.get(view.job_id, "")),
    "parent": Field(Kind.TEXT, "parent:baseline, name or id of the job it was resumed from", _parent),
    "device": Field(Kind.TEXT, "device:cuda", _of_record("device")),
    "host": Field(Kind.TEXT, "host:node3", _of_record("host")),
}  # fmt: skip
"""By the name that is typed."""

PARAMETER_ALIASES = {"lr": "learning_rate", "batch": "batch_size"}
"""Short names of parameters that everybody uses."""


def _is_stale(view: JobView, context: Context) -> bool:
    record = view.record
    if record is None or record.status is not JobState.RUNNING or record.updated_at is None:
        return False
    return context.now_s - record.updated_at >= QUIET_S


FLAGS: dict[str, Callable[[JobView, Context], bool]] = {
    "active": lambda view, context: view.is_active,
    "ended": lambda view, context: view.record is not None and not view.is_active,
    "marked": lambda view, context: view.job_id in context.marked,
    "pinned": lambda view, context: context.annotation(view).pinned,
    "archived": lambda view, context: context.annotation(view).archived,
    "all": lambda view, context: True,
    "sim": lambda view, context: view.record is not None and view.record.simulation,
    "unhealthy": lambda view, context: bool(context.health.get(view.job_id)),
    "stale": _is_stale,
    "stopping": lambda view, context: view.stop is not None,
    "unsupervised": lambda view, context: view.guard == "unsupervised",
    "troubled": lambda view, context: view.is_active and bool(view.trouble),
    "unreadable": lambda view, context: view.record is None,
    "resumed": lambda view, context: view.record is not None and view.record.resumed_from is not None,
    "noted": lambda view, context: bool(context.annotation(view).note),
    "tagged": lambda view, context: bool(context.tags(view)),
}
"""What may follow `is:`."""

STATES: dict[str, JobState | None] = {
    **{state.lower(): state for state in JobState},
    "done": JobState.COMPLETED, "failed": JobState.ERROR, "unreadable": None,
}  # fmt: skip
"""What may follow `state:`, whole or its beginning."""


def states(value: str) -> set[JobState | None]:
    """The states that a value of `state:` means."""
    typed = value.casefold()
    exact = {STATES[typed]} if typed in STATES else set()
    return exact or {state for name, state in STATES.items() if name.startswith(typed)}


def has_field(field: str, names: Collection[str] | None) -> bool:
    """Whether a filter may ask about a field.

    Args:
        field: What stands before the operator.
        names: Parameters and metrics that jobs have; None accepts any.
    """
    if field in FIELDS or names is None or field.startswith(("params.", "metrics.")):
        return True
    return field in names or PARAMETER_ALIASES.get(field) in names
