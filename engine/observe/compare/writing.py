"""A sheet as plain text and as CSV. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from engine.observe.compare.sheet import Line, Section
from engine.observe.csv_text import no_formula

WINNER = "*"
"""Stands before a value that has won."""


def as_text(lines: Sequence[Line], headings: Sequence[str]) -> list[str]:
    """An aligned table: a heading, then a line for each row, sections divided by an empty one.

    Args:
        lines: The rows.
        headings: Name of each column.
    """
    rows = [["", *headings]]
    before: Section | None = None
    for line in lines:
        if before is not line.section:
            rows.append([line.section.upper()])
            before = line.section
        rows.append([f"  {line.label}", *(f"{WINNER if cell.wins else ''}{cell.text}" for cell in line.cells)])
    full = [texts for texts in rows if len(texts) > 1]
    widths = [max(_width(texts[column]) for texts in full) for column in range(len(headings) + 1)]
    written = []
    for label, *texts in rows:
        cells = [_padded(text, width, right=True) for text, width in zip(texts, widths[1:], strict=False)]
        written.append("  ".join([_padded(label, widths[0]), *cells]).rstrip())
    return written


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


def _padded(text: str, width: int, *, right: bool = False) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank


def _width(text: str) -> int:
    """Cells that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
