"""What is known of a job beside its parameters, as lines. Pure."""

from collections.abc import Iterator

from engine.format import moment, parameter
from engine.job import JobRecord
from engine.observe.annotations import NONE, Annotation
from engine.observe.view import JobView, exit_text
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
    yield "launched", moment(record.created_at)
    yield "started", moment(record.started_at)
    yield "finished", moment(record.finished_at)
    yield "exit", exit_text(record)
    yield "model", record.model or ""
