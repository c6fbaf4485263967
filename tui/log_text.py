"""The text of rows of a log, for the clipboard: wrapped lines are whole again. Pure."""

from collections.abc import Sequence

from textual.selection import Selection

from engine.observe.log_records import LogRecord
from tui.log_window import LogWindow

COPY_LIMIT_ROWS = 10_000
"""Most rows that one selection gives: the clipboard of a terminal takes some 100 KB."""


def text_of(
    window: LogWindow, rows: Sequence[tuple[LogRecord, int]], first: int = 0, selection: Selection | None = None
) -> str:
    """The text of some rows.

    Args:
        window: The log.
        rows: Each its record, and which row of that it is.
        first: Number by which a selection knows the first of them.
        selection: What of them is meant; None means all.
    """
    parts: list[str] = []
    for count, (record, number) in enumerate(rows):
        row = window.rows.of(record)[number]
        text = record.lines[row.line].text
        part = text[row.start : row.end]
        span = selection.get_span(first + count) if selection is not None else (0, -1)
        if span is not None:
            part = part[span[0] :] if span[1] < 0 else part[span[0] : span[1]]
        parts.append(part)
        if row.end == len(text):
            parts.append("\n")
    return "".join(parts).rstrip("\n")


def selected_text(window: LogWindow, height: int, selection: Selection) -> str:
    """What is selected, also where it has gone out of sight meanwhile.

    Args:
        window: The log.
        height: Rows in sight; an end that is left open is theirs.
        selection: Between which rows, by `LogWindow.first_row`, and characters.
    """
    first = window.first_row if selection.start is None else selection.start.y
    last = window.first_row + height - 1 if selection.end is None else selection.end.y
    last = min(last, first + COPY_LIMIT_ROWS)
    place, moved = window.rows.moved(window.top, first - window.first_row)
    first = window.first_row + moved
    rows = [row for row, _ in zip(window.rows.forward(place), range(last - first + 1), strict=False)]
    return text_of(window, rows, first, selection)
