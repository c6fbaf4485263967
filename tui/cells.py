"""What stands in one row of the job table: texts and the names of their styles. Pure.

What each column draws is in `column_cells`.
"""

import time
from collections.abc import Iterator, Sequence

from engine.job import JobRecord
from engine.observe.context import Context
from engine.observe.finding import Severity
from engine.observe.view import JobView, stopping_text
from engine.state import JobState
from tui.columns import Cell, Placed, Row
from tui.state_signs import GLYPHS, STYLES

PIN, AILING = ("↑", "P"), "!"
"""Signs beside the glyph of a job that is pinned, and of one that is not well."""


def row_cells(
    view: JobView,
    placed: Sequence[Placed],
    *,
    ascii: bool = False,
    now_s: float | None = None,
    context: Context | None = None,
    count_width: int = 0,
) -> list[Cell]:
    """The cells of one row, left to right.

    Args:
        view: The job.
        placed: The columns there is room for.
        ascii: Whether to keep to ASCII.
        now_s: Unix time for countdowns; by default the present.
        context: What is known beside the jobs.
        count_width: Cells of the longest count of epochs in the table.
    """
    keys = frozenset(place.column.key for place in placed)
    now_s = time.time() if now_s is None else now_s
    row = Row(view, Context(now_s=now_s) if context is None else context, ascii, now_s, keys, count_width)
    cells = list(_margin(row, placed[0].start)) if placed else []
    said = _said(row)
    start, end = _room_for(said[0], placed) if said else (0, 0)
    for place in placed:
        if not (place.column.yields and start <= place.start < end):
            cells += place.column.draw(row, place.start, place.width)
    if said and end > start:
        cells.append(Cell(start, end - start, said[1], said[2]))
    return cells


def _margin(row: Row, end: int) -> Iterator[Cell]:
    """Glyph, pin and sign of ill health, left of the first column."""
    view, which = row.view, 1 if row.ascii else 0
    if row.context.annotation(view).pinned:
        yield Cell(end - 3, 1, PIN[which], "mark")
    yield Cell(end - 2, 1, GLYPHS[view.state][which], STYLES[view.state])
    if view.findings:
        alarm = view.findings[0].severity is Severity.ALARM
        yield Cell(end - 1, 1, AILING, "error" if alarm else "simulation")


def _said(row: Row) -> tuple[str, str, str] | None:
    """What a job has to say in the place of numbers: from which column on, the text, its style."""
    view, record = row.view, row.view.record
    words = "trend" if "trend" in row.keys else "progress"
    if record is None:
        return "progress", f"unreadable: {view.problem}", "error"
    if view.stop is not None:
        return words, stopping_text(view.stop, row.now_s), "stopped"
    if view.problem:
        return "progress", view.problem, "error"
    match record.status:
        case JobState.QUEUED | JobState.STARTING | JobState.LOADING:
            dots = "... " if row.ascii else "⋯ "
            return "progress", dots + (record.message or record.status.lower()), "dim"
        case JobState.ERROR:
            return "progress" if record.step == 0 else words, _why(record), "error"
        case JobState.STOPPED if record.step == 0:
            return "progress", record.message, "dim"
    return None


def _room_for(first: str, placed: Sequence[Placed]) -> tuple[int, int]:
    """Start and end of what gives way to a text: from a column on, up to the first that does not give way."""
    yielding = [place for place in placed if place.column.yields]
    begin = next((place for place in yielding if place.column.key == first), yielding[0] if yielding else None)
    if begin is None:
        return 0, 0
    end = begin.start
    for place in placed[placed.index(begin) :]:
        if not place.column.yields:
            break
        end = place.start + place.width
    return begin.start, end


def _why(record: JobRecord) -> str:
    if record.error is None:
        return record.message
    # The messages of all kinds speak for themselves; the detail below names the kind as well.
    return record.error.message.rstrip(".") + (f". {record.error.hint}" if record.error.hint else "")
