"""Every column that the job table can show, one entry each; any parameter and metric of the jobs can be one as well.

Heading, widths, drawing, order and exported value of a column stand together in its entry, and nowhere else.
"""

from collections.abc import Iterable
from typing import Any

from engine.observe.context import Context
from engine.observe.predicate import value_of
from engine.observe.query_fields import FIELDS, took_s
from engine.observe.view import JobView
from engine.state import JobState
from tui.column_cells import (
    LengthCells,
    MomentCells,
    ValueCells,
    best_cells,
    loss_cells,
    name_cells,
    progress_cells,
    recipe_cells,
    speed_cells,
    state_cells,
    time_cells,
    trend_cells,
)
from tui.columns import Column, Value

STATE_RANK = {
    JobState.RUNNING: 0, JobState.LOADING: 1, JobState.STARTING: 2, JobState.QUEUED: 3,
    JobState.ERROR: 4, JobState.STOPPED: 5, JobState.COMPLETED: 6,
}  # fmt: skip
"""What wants attention comes first."""


def _state_rank(view: JobView, context: Context) -> int | None:
    return STATE_RANK[view.state] if view.state is not None else None


def _named(view: JobView, context: Context) -> str | None:
    return view.record.title if view.record is not None else None


def _speed(view: JobView, context: Context) -> float | None:
    return view.record.steps_per_second or None if view.record is not None else None


def _left_or_took(view: JobView, context: Context) -> float | None:
    record = view.record
    if record is None or record.eta_seconds is not None:
        return record.eta_seconds if record is not None else None
    if record.started_at is None or record.finished_at is None:
        return None
    return record.finished_at - record.started_at


def _created(view: JobView, context: Context) -> float:
    return view.age_key[0]


def _started(view: JobView, context: Context) -> float | None:
    return view.record.started_at if view.record is not None else None


def _parent(view: JobView, context: Context) -> str | None:
    return view.record.resumed_from if view.record is not None else None


def _parent_title(view: JobView, context: Context) -> str | None:
    parent = _parent(view, context)
    return (context.title_of(parent) or parent) if parent else None


def _health(view: JobView, context: Context) -> str:
    return context.health.get(view.job_id, "")


_PROGRESS, _TAGS, _NOTE, _STEP = (FIELDS[name].ask for name in ("progress", "tag", "note", "step"))
_DEVICE, _HOST, _ID = (FIELDS[name].ask for name in ("device", "host", "id"))

COLUMNS: tuple[Column, ...] = (
    Column(key="state", heading="State", help="what the job does", narrowest=11, widest=11, priority=0,
           draw=state_cells, value=FIELDS["state"].ask, rank=_state_rank),
    Column(key="name", heading="Name", help="name, or id", narrowest=12, comfortable=18, widest=44, priority=0,
           draw=name_cells, value=_named),
    Column(key="recipe", heading="Recipe", help="what it trains", narrowest=10, widest=16, priority=5,
           draw=recipe_cells, value=FIELDS["recipe"].ask),
    Column(key="progress", heading="Progress", help="bar, per cent, epochs", narrowest=18, widest=40, priority=1,
           yields=True, draw=progress_cells, value=_PROGRESS, falls=True),
    Column(key="loss", heading="Loss", help="training loss", narrowest=8, widest=8, priority=1, numeric=True,
           yields=True, draw=loss_cells, value=FIELDS["loss"].ask),
    Column(key="trend", heading="Trend", help="the loss since the start", narrowest=8, widest=40, priority=3,
           yields=True, draw=trend_cells),
    Column(key="best", heading="Best", help="best value and its step", narrowest=12, comfortable=14, widest=16,
           priority=4, numeric=True, yields=True, draw=best_cells, value=FIELDS["best"].ask),
    Column(key="speed", heading="Speed", help="steps a second", narrowest=7, widest=7, priority=6, numeric=True,
           yields=True, draw=speed_cells, value=_speed, falls=True),
    Column(key="time", heading="ETA", help="time left, or time taken", narrowest=9, widest=12, priority=2,
           numeric=True, yields=True, draw=time_cells, value=_left_or_took),
)  # fmt: skip
"""Those that are shown unless somebody chose others, left to right."""

MORE_COLUMNS: tuple[Column, ...] = (
    Column(key="health", heading="Health", help="what ails the job", narrowest=12, widest=36, priority=2,
           draw=ValueCells(_health, "error"), value=_health),
    Column(key="tags", heading="Tags", help="tags of the job", narrowest=8, widest=24, draw=ValueCells(_TAGS, "dim"),
           value=_TAGS),
    Column(key="note", heading="Note", help="what you wrote on it", narrowest=12, widest=48, draw=ValueCells(_NOTE),
           value=_NOTE),
    Column(key="created", heading="Created", help="when it was launched", narrowest=12, widest=12, numeric=True,
           draw=MomentCells(_created), value=_created, falls=True),
    Column(key="started", heading="Started", help="when it began to train", narrowest=12, widest=12, numeric=True,
           draw=MomentCells(_started), value=_started, falls=True),
    Column(key="took", heading="Took", help="how long it has trained", narrowest=8, widest=9, numeric=True,
           draw=LengthCells(took_s), value=took_s),
    Column(key="step", heading="Step", help="optimiser steps done", narrowest=9, widest=10, numeric=True,
           draw=ValueCells(_STEP), value=_STEP, falls=True),
    Column(key="device", heading="Device", help="where it computes", narrowest=6, widest=12,
           draw=ValueCells(_DEVICE, "dim"), value=_DEVICE),
    Column(key="host", heading="Host", help="which machine", narrowest=8, widest=20, draw=ValueCells(_HOST, "dim"),
           value=_HOST),
    Column(key="parent", heading="Resumed from", help="the job it goes on from", narrowest=12, widest=28,
           draw=ValueCells(_parent_title, "dim"), value=_parent),
    Column(key="id", heading="Job", help="id of the job", narrowest=12, widest=28, draw=ValueCells(_ID, "dim"),
           value=_ID),
)  # fmt: skip
"""Those that can be shown besides, in the order of the dialog."""

PARAMETER, METRIC = "param:", "metric:"
"""Begin the key of a column that shows a parameter or a metric; its name follows."""

_BY_KEY = {column.key: column for column in (*COLUMNS, *MORE_COLUMNS)}


def find_column(key: str) -> Column | None:
    """The column of a key; any parameter and metric has one."""
    known = _BY_KEY.get(key)
    if known is not None:
        return known
    for beginning, kind, what in ((PARAMETER, "params", "parameter"), (METRIC, "metrics", "metric")):
        name = key.removeprefix(beginning)
        if name and name != key:
            _BY_KEY[key] = _of_name(key, name, _value(f"{kind}.{name}"), what)
            return _BY_KEY[key]
    return None


def _value(name: str) -> Value:
    ask = value_of(name)

    def value(view: JobView, context: Context) -> Any:
        return ask(view)

    return value


def _of_name(key: str, name: str, value: Value, what: str) -> Column:
    width = max(8, min(16, len(name) + 1))
    return Column(key=key, heading=name, help=what, narrowest=width, widest=max(width, 12), numeric=True,
                  draw=ValueCells(value), value=value)  # fmt: skip


def columns_of(keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns of keys, those that are known, each once; the usual ones if none is."""
    found = (find_column(key) for key in dict.fromkeys(keys))
    return tuple(column for column in found if column is not None) or COLUMNS
