"""Small tables of text, laid out for a width: columns drop, shrink or wrap until they fit. Pure."""

from collections.abc import Iterator, Sequence

import msgspec
from rich.cells import cell_len, chop_cells, set_cell_size

from engine.distinct_names import cut_start

GAP = 2
"""Cells between two columns."""

Part = tuple[str, str]
"""A text and how it looks, as in Textual's markup."""

HEADING = "bold $dim"
"""How headings look."""

DIM = "$dim"
"""How what explains looks."""


class TextColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column."""

    heading: str = ""
    right: bool = False
    priority: int = 0
    """Where room is short, the highest number is left out first; 0 always stays."""
    narrowest: int = 4
    widest: int = 60
    wrap: bool = False
    """Whether a long text goes on in the next line; others are cut."""
    keep_end: bool = False
    """Whether a cut text loses its beginning: of a path the end says more."""


class TextRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row."""

    cells: tuple[Part, ...]
    key: str = ""
    """What the row stands for, where one can be chosen."""


class Line(msgspec.Struct, frozen=True):
    """One line, ready to be drawn."""

    parts: tuple[Part, ...] = ()
    key: str = ""


def text_line(text: str = "", look: str = DIM) -> Line:
    """A line that belongs to no table."""
    return Line(((text, look),))


def wrapped_lines(text: str, width: int, look: str = DIM) -> list[Line]:
    """A text over as many lines as it needs."""
    return [text_line(part, look) for part in _wrapped(text, max(1, width))]


def lay_out(columns: Sequence[TextColumn], rows: Sequence[TextRow], width: int) -> list[Line]:
    """Lay a table out.

    Args:
        columns: Left to right; one without any text in any row is left out.
        rows: Each with a cell a column.
        width: Cells there are.

    Returns:
        The heading, unless no column has any, and the rows, each of one line or more.
    """
    widths = _widths(columns, rows, width)
    lines = []
    if any(columns[place].heading for place in widths):
        lines.append(Line(_joined([(_fitted(columns[p], columns[p].heading, w), HEADING) for p, w in widths.items()])))
    for row in rows:
        lines += _row_lines(columns, row, widths)
    return lines


def _widths(columns: Sequence[TextColumn], rows: Sequence[TextRow], width: int) -> dict[int, int]:
    """Width of each column that is shown, by its place."""
    natural = {}
    for place, column in enumerate(columns):
        longest = max((cell_len(row.cells[place][0]) for row in rows), default=0)
        if longest:
            natural[place] = min(max(longest, cell_len(column.heading)), column.widest)

    def needed(widths: dict[int, int]) -> int:
        return sum(widths.values()) + GAP * (len(widths) - 1)

    least = {place: min(wide, columns[place].narrowest) for place, wide in natural.items()}
    while needed(least) > width and (droppable := [place for place in least if columns[place].priority]):
        last = max(droppable, key=lambda place: (columns[place].priority, place))
        del least[last], natural[last]
    while needed(natural) > width:
        shrinkable = [place for place, wide in natural.items() if wide > least[place]]
        if not shrinkable:
            break
        natural[max(shrinkable, key=lambda place: (columns[place].wrap, natural[place]))] -= 1
    return natural


def _row_lines(columns: Sequence[TextColumn], row: TextRow, widths: dict[int, int]) -> Iterator[Line]:
    texts = {
        place: _wrapped(row.cells[place][0], width)
        if columns[place].wrap
        else [_fitted(columns[place], row.cells[place][0], width)]
        for place, width in widths.items()
    }
    for number in range(max((len(each) for each in texts.values()), default=0)):
        parts = []
        for place, width in widths.items():
            text = texts[place][number] if number < len(texts[place]) else ""
            parts.append((set_cell_size(text, width), row.cells[place][1]))
        yield Line(_joined(parts), row.key)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    gap = " " * GAP
    return tuple((text + gap if place < len(parts) - 1 else text, look) for place, (text, look) in enumerate(parts))


def _fitted(column: TextColumn, text: str, width: int) -> str:
    """A text of exactly that width."""
    if cell_len(text) > width:
        text = cut_start(text, width, "…") if column.keep_end else set_cell_size(text, width - 1).rstrip() + "…"
    return " " * (width - cell_len(text)) + text if column.right else set_cell_size(text, width)


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most that width, broken between words where that can be done."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        *pieces, word = chop_cells(word, width) if cell_len(word) > width else [word]
        lines[-1:] = [*pieces, ""]
        lines[-1] = word
    return lines
