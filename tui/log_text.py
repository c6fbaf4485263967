"""The text of rows of a log, for the clipboard: wrapped lines are whole again. Pure."""

from collections.abc import Sequence

from textual.selection import Selection

from tui.log_rows import SeenRow
from tui.log_window import LogWindow

COPY_LIMIT_ROWS = 10_000
"""Most rows that one selection gives: the clipboard of a terminal takes some 100 KB."""


def text_of(rows: Sequence[SeenRow], first: int = 0, selection: Selection | None = None) -> str:
    """The text of some rows.

    Args:
        rows: In order.
        first: Number by which a selection knows the first of them.
        selection: What of them is meant; None means all.
    """
    parts: list[str] = []
    for count, row in enumerate(rows):
        part = row.text
        span = selection.get_span(first + count) if selection is not None else (0, -1)
        if span is not None:
            part = part[span[0] :] if span[1] < 0 else part[span[0] : span[1]]
        parts.append(part)
        if row.ends_line:
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
    return text_of(window.rows_from(place, max(0, last - first + 1)), first, selection)
