"""What is known of a job beside its parameters, as lines. Pure."""

import time
from collections.abc import Iterator

from engine.format import parameter
from engine.job import JobRecord
from engine.observe.annotations import NONE, Annotation
from engine.observe.view import JobView
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, wrapped_lines

COLUMNS = (TextColumn(narrowest=12, widest=22), TextColumn(widest=400, narrowest=20, wrap=True))
"""Label and value."""


def fact_lines(view: JobView, width: int, own: Annotation = NONE) -> list[Line]:
    """The facts, or why there are none."""
    if view.record is None:
        return wrapped_lines(f"The status file cannot be read: {view.problem}.", width, "$error")
    rows = [TextRow(cells=((label, DIM), (value, ""))) for label, value in _facts(view.record, own) if value]
    return lay_out(COLUMNS, rows, width)


def value_text(value: object) -> str:
    """A parameter as people write it, on one line."""
    return parameter(value).replace("\n", " ")


def exit_text(record: JobRecord) -> str:
    """How the worker ended, or nothing."""
    if record.signal is not None:
        return f"signal {record.signal}"
    return f"status {record.exit_code}" if record.exit_code is not None else ""


def when_text(unix_s: float | None) -> str:
    """Date and time of day, or nothing."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix_s)) if unix_s is not None else ""


def _facts(record: JobRecord, own: Annotation) -> Iterator[tuple[str, str]]:
    yield "job id", record.job_id
    yield "recipe", record.recipe
    yield "simulation", "yes: nothing is trained" if record.simulation else ""
    yield "tags", ", ".join(own.tags(record))
    yield "note", own.note
    yield "resumed from", record.resumed_from or ""
    yield "device", record.device
    yield "host", record.host
    yield "PID", str(record.pid) if record.pid is not None and not record.status.is_closed else ""
    yield "launched", when_text(record.created_at)
    yield "started", when_text(record.started_at)
    yield "finished", when_text(record.finished_at)
    yield "exit", exit_text(record)
    yield "model", record.model or ""
