"""A sheet as plain text and as CSV. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

from engine.cell_width import cell_width, padded, shortened, shortened_inside
from engine.observe.compare.sheet import Line, Section
from engine.observe.csv_text import no_formula

WINNER = "*"
"""Stands before a value that has won."""


LEAST_TEXT = 12
"""Cells to which a label, a heading or a text may be shortened; numbers are never."""

GAP = 2
"""Cells between two columns."""


def as_text(lines: Sequence[Line], headings: Sequence[str], width: int | None = None, sign: str = "…") -> list[str]:
    """An aligned table: a heading, then a line for each row, sections divided by their names.

    Args:
        lines: The rows.
        headings: Name of each column.
        width: Cells there are: texts are shortened for it, and columns there is no room for follow below in a table of
            their own. None for as many as it takes.
        sign: Stands for what was left out of a text.
    """
    labels = ["", *(f"  {line.label}" for line in lines)]
    columns = [
        [heading, *(f"{WINNER if line.cells[place].wins else ''}{line.cells[place].text}" for line in lines)]
        for place, heading in enumerate(headings)
    ]
    natural = [max(map(cell_width, column)) for column in columns]
    label_width = max(map(cell_width, labels))
    if width is None:
        parts = [dict(enumerate(natural))]
    else:
        label_width = min(label_width, max(LEAST_TEXT, width // 3))
        least = [_least(lines, column) for column in columns]
        parts = _parts(natural, least, width - label_width)
    written: list[str] = []
    for widths in parts:
        written += [""] if written else []
        before: Section | None = None
        for row, label in enumerate(labels):
            section = lines[row - 1].section if row else None
            if section is not None and section is not before:
                written.append(section.upper())
            before = section
            cells = [_fitted(columns[place][row], wide, sign) for place, wide in widths.items()]
            written.append(
                (" " * GAP).join([padded(shortened(label, label_width, sign), label_width), *cells]).rstrip()
            )
    return written


def _fitted(text: str, width: int, sign: str) -> str:
    return padded(shortened_inside(text, width, sign), width, right=True)


def _least(lines: Sequence[Line], column: Sequence[str]) -> int:
    """Cells to which a column may be narrowed: what holds its numbers, and a little of its texts."""
    heading, *cells = column
    numbers = [
        cell
        for line, cell in zip(lines, cells, strict=True)
        if line.section is Section.RESULTS or _is_number(cell.removeprefix(WINNER))
    ]
    texts = [heading, *cells]
    return max(*map(cell_width, numbers), min(LEAST_TEXT, max(map(cell_width, texts)))) if numbers else LEAST_TEXT


def _parts(natural: Sequence[int], least: Sequence[int], room: int) -> list[dict[int, int]]:
    """Which columns stand beside each other, and how wide each is, by its place."""
    parts: list[dict[int, int]] = []
    left = 0
    for place, narrow in enumerate(least):
        narrow = min(narrow, natural[place])
        if not parts or left < GAP + narrow:
            parts.append({})
            left = room
        parts[-1][place] = narrow
        left -= GAP + narrow
    for widths in parts:
        left = room - sum(GAP + wide for wide in widths.values())
        while left > 0 and (short := [place for place in widths if widths[place] < natural[place]]):
            widths[min(short, key=widths.__getitem__)] += 1
            left -= 1
    return parts


def as_csv(lines: Sequence[Line], headings: Sequence[str]) -> str:
    """RFC 4180, but for plain line ends: a row for each line, numbers in full; the last column names who has won.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    spread = [any(line.cells[place].deviation for line in lines) for place in range(len(headings))]
    columns = []
    for heading, is_mean in zip(headings, spread, strict=True):
        columns += [heading, f"{heading}, deviation"] if is_mean else [heading]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_harmless(["section", "row", *columns, "winner"]))
    for line in lines:
        cells = []
        for cell, is_mean in zip(line.cells, spread, strict=True):
            cells += [cell.plain, cell.deviation] if is_mean else [cell.plain]
        won = ", ".join(heading for heading, cell in zip(headings, line.cells, strict=True) if cell.wins)
        writer.writerow(_harmless([line.section, line.label, *cells, won]))
    return out.getvalue()


def _harmless(cells: Iterable[str]) -> list[str]:
    return [cell if _is_number(cell) else no_formula(cell) for cell in cells]


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True
