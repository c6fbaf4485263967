"""What is said of a data file beside the form: pure functions from facts to lines that fit."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from engine.dataset import ColumnChoice, ColumnType, DatasetFacts, Format
from engine.format import bytes_
from engine.text import clean, count_of

CELL_WIDTH = 14
"""Widest column of the table of first rows."""

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}


def format_name(facts: DatasetFacts) -> str:
    """How the file is written: "comma-separated", "JSON lines, gzipped"."""
    name = str(facts.format)
    if facts.format is Format.DELIMITED and facts.delimiter:
        name = f"{_DELIMITERS.get(facts.delimiter, clean(facts.delimiter, 3))}-separated"
    return name + (", gzipped" if facts.compressed else "")


def extent(facts: DatasetFacts) -> str:
    """How much there is: "442 rows, 11 columns"; an estimate says "about"."""
    parts = []
    if facts.row_count:
        parts.append(("" if facts.row_count_exact else "about ") + count_of(facts.row_count, "row"))
    if facts.columns:
        parts.append(count_of(len(facts.columns), "column"))
    return ", ".join(parts)


def short_lines(facts: DatasetFacts, choice: ColumnChoice | None, width: int) -> Content:
    """Two lines for a narrow form: what the file is, and its columns."""
    parts = [part for part in (extent(facts), format_name(facts), bytes_(facts.size_bytes)) if part]
    lines = [Content(_fitted(", ".join(parts), width).rstrip())]
    if facts.columns:
        lines.append(_names(facts, choice, width))
    elif facts.note:
        lines.append(Content(clean(facts.note, 200)))
    return Content("\n").join(lines)


def _names(facts: DatasetFacts, choice: ColumnChoice | None, width: int) -> Content:
    pieces: list[tuple[str, str]] = []
    used = 0
    for index, column in enumerate(facts.columns):
        left = len(facts.columns) - index - 1
        name = clean(column.name, 30)
        more = f" +{left}" if left else ""
        if used + cell_len(name) + 2 + len(more) > width and pieces:
            pieces.append((f"+{left + 1}", "$dim"))
            break
        target = choice is not None and column.name == choice.target
        pieces.append((name, "bold $accent" if target else "$foreground 80%"))
        pieces.append(("  ", ""))
        used += cell_len(name) + 2
    return Content.assemble(*pieces)


def full_lines(facts: DatasetFacts, choice: ColumnChoice | None, width: int, height: int) -> list[Content]:
    """The whole preview, at most `height` lines of at most `width` cells."""
    name = facts.path.rpartition("/")[2]
    lines = [
        Content.styled(_fitted(clean(name, 300), width).rstrip(), "bold"),
        Content(_fitted(extent(facts), width).rstrip()),
        Content.styled(_fitted(f"{format_name(facts)}, {bytes_(facts.size_bytes)}", width).rstrip(), "$dim"),
    ]
    if facts.note:
        lines += [Content(""), Content.styled(clean(facts.note, 200), "$dim")]
    if facts.columns:
        sample_height = min(len(facts.sample), max(3, height // 3)) + 2
        lines += [Content(""), *_column_lines(facts, choice, width, height - len(lines) - sample_height - 2)]
        lines += [Content(""), *_sample_lines(facts, choice, width, sample_height - 2)]
    return lines[:height]


def _column_lines(facts: DatasetFacts, choice: ColumnChoice | None, width: int, height: int) -> list[Content]:
    shown = facts.columns[: max(1, height - 1)]
    if len(shown) < len(facts.columns):
        shown = shown[:-1] or shown
    name_width = min(max(cell_len(clean(column.name, 60)) for column in shown), max(8, width - 34))
    name_width = max(name_width, len("column"))
    longest = max(len("first"), *(cell_len(column.example) for column in shown))
    example_width = max(0, min(16, longest, width - name_width - 8 - 10 - 2))
    heading = f"{'column':<{name_width}}  {'type':<8}{_fitted('first', example_width)}"
    lines = [Content.styled(heading, "$dim")]
    for column in shown:
        role, style = _role(column.name, column.type, choice)
        lines.append(
            Content.assemble(
                (_fitted(clean(column.name, 60), name_width), style),
                (f"  {column.type:<8}", "$dim"),
                (_fitted(column.example, example_width), "$foreground 80%"),
                (f"  {role}", style),
            )
        )
    if len(shown) < len(facts.columns):
        lines.append(Content.styled(f"and {len(facts.columns) - len(shown):,} more", "$dim"))
    return lines


def _role(name: str, kind: ColumnType, choice: ColumnChoice | None) -> tuple[str, str]:
    if choice is None:
        return "", "$foreground"
    if name == choice.target:
        return "target", "bold $accent"
    return ("feature", "$foreground") if name in choice.features else ("", "$dim")


def _sample_lines(facts: DatasetFacts, choice: ColumnChoice | None, width: int, rows: int) -> list[Content]:
    sample = facts.sample[:rows]
    columns: list[list[Content]] = []
    used = 0
    for index, column in enumerate(facts.columns):
        cells = [row[index] if index < len(row) else "" for row in sample]
        right = column.type is ColumnType.NUMBER
        cell_width = min(CELL_WIDTH, max(cell_len(text) for text in (clean(column.name, 60), *cells)))
        room = width - used - (2 if index + 1 < len(facts.columns) else 0)
        if cell_width > room:
            columns.append([Content.styled("…", "$dim")] * (len(sample) + 1))
            break
        _, style = _role(column.name, column.type, choice)
        head = Content.styled(_fitted(clean(column.name, 60), cell_width, right=right), style)
        columns.append(
            [head, *(Content.styled(_fitted(cell, cell_width, right=right), "$foreground 80%") for cell in cells)]
        )
        used += cell_width + 2
    return [Content("  ").join(column[row] for column in columns) for row in range(len(sample) + 1)]


def _fitted(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells, with an ellipsis where it was cut."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)


def in_ascii(content: Content) -> Content:
    """The same with the sign of what was cut in ASCII."""
    return Content(content.plain.replace("…", "~"), list(content.spans))


def joined(lines: Sequence[Content]) -> Content:
    """Lines as one content."""
    return Content("\n").join(lines)
