"""Lines of aligned cells for the width of a terminal: columns are left out or shortened, no cell is ever folded.

Where nobody looks at a terminal, everything is printed.
"""

import os
from collections.abc import Sequence
from typing import TextIO

import msgspec

from engine.cell_width import cell_width, padded, shortened
from engine.charset import is_ascii_terminal
from engine.cli.context import is_terminal

GAP = "  "
"""Between two columns."""


class Column(msgspec.Struct, frozen=True):
    """One column."""

    heading: str = ""
    right: bool = False
    priority: int = 0
    """Where room is short, the highest number is left out first; 0 always stays."""
    narrowest: int | None = None
    """Cells to which a text may be shortened; None leaves it whole."""


def terminal_width(stream: TextIO | None) -> int | None:
    """Cells of a line of the terminal that `stream` writes to, or None if it is none."""
    if stream is None or not is_terminal(stream):
        return None
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def ellipsis() -> str:
    """Stands for what was left out, in one cell."""
    return "~" if is_ascii_terminal() else "…"


def lay_out(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Lay a table out.

    Args:
        columns: Left to right; one without a heading and without any text is left out.
        rows: Each with a cell a column.
        width: Cells there are; None for as many as it takes.

    Returns:
        The headings, unless no column has any, and a line for each row.
    """
    sign = ellipsis()
    widths = _widths(columns, rows, width)
    head = [[column.heading for column in columns]] if any(column.heading for column in columns) else []
    lines = []
    for row in [*head, *rows]:
        cells = [padded(shortened(row[p], w, sign), w, right=columns[p].right) for p, w in widths.items()]
        line = GAP.join(cells).rstrip()
        lines.append(line if width is None else shortened(line, width, sign))
    return lines


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None) -> dict[int, int]:
    """Width of each column that is shown, by its place."""
    texts = {place: max((cell_width(row[place]) for row in rows), default=0) for place in range(len(columns))}
    natural = {place: wide for place, each in enumerate(columns) if (wide := max(texts[place], len(each.heading)))}
    if width is None:
        return natural
    least = {
        place: wide if (narrowest := columns[place].narrowest) is None else min(wide, narrowest)
        for place, wide in natural.items()
    }
    # An empty column goes before all others.
    while _taken(least) > width and (spare := [p for p in least if columns[p].priority or not texts[p]]):
        last = max(spare, key=lambda place: (not texts[place], columns[place].priority))
        del least[last], natural[last]
    while _taken(natural) > width and (long := [place for place in natural if natural[place] > least[place]]):
        natural[max(long, key=natural.__getitem__)] -= 1
    return natural


def _taken(widths: dict[int, int]) -> int:
    return sum(widths.values()) + len(GAP) * (len(widths) - 1)
