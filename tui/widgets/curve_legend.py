"""What the legend of curves says: name, last and best value of each, or what they are at the cursor; no widgets."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from engine.curves.metric_choice import part_of
from engine.curves.reading import Reading
from engine.curves.shown import CurveSeries
from engine.curves.units import Unit, written
from engine.distinct_names import distinct_names
from engine.text import clean
from tui.widgets.curve_picture import CurveStyles, Span

SIDE_WIDTH = 27
"""Cells of the legend at the side: a key, a name and a number."""

LEAST_NAME = 6
"""Cells of a name on one line, however many there are."""

MOST_SAID = 6
"""Rows for what the marks at the cursor say."""


class Entry(NamedTuple):
    """One curve in the legend."""

    shown: CurveSeries
    key: Sequence[Span]
    """Its colour and its sign."""
    reading: Reading | None = None
    """What it is at the cursor."""
    is_read: bool = False
    """Whether there is a cursor."""


def _value(entry: Entry, unit: Unit) -> tuple[str, bool]:
    """The value in the first line and whether it is a fault."""
    series = entry.shown.series
    if entry.is_read:
        if entry.reading is None:
            return written(None, unit), False
        if entry.reading.value != entry.reading.value:
            return "not finite", True
        return written(entry.reading.value, unit), False
    if series.ends_in_gap:
        return "not finite", True
    return written(series.last.value if series.last else None, unit), False


def _second(entry: Entry, unit: Unit) -> str:
    """The second line: at the cursor the smooth value, else the best; nothing where that says no more."""
    if entry.is_read:
        reading = entry.reading
        if reading is None:
            return ""
        return f"smooth {written(reading.smooth, unit)}" if reading.smooth is not None else f"@{reading.step:,}"
    shown = entry.shown
    best = shown.series.best(highest=shown.best == "max") if shown.best else None
    return f"{shown.best_word} {written(best.value, unit)} @{best.step:,}" if best else ""


def side_legend(
    entries: Sequence[Entry],
    unit: Unit,
    heading: str,
    signs: Sequence[Span],
    said: Sequence[Span],
    styles: CurveStyles,
    height: int,
    *,
    ascii: bool = False,
) -> list[list[Span]]:
    """The legend as rows of at most `SIDE_WIDTH` cells, with the second lines where the height allows.

    Args:
        entries: The curves.
        unit: Of their values.
        heading: Where the cursor is; empty without one.
        signs: The signs of the marks that are seen, each followed by its word.
        said: What the marks at the cursor say.
        styles: Colours.
        height: How many rows there are.
        ascii: Whether to keep to ASCII where a name is cut.
    """
    rows: list[list[Span]] = [[(f"{clean(heading, 60):>{SIDE_WIDTH}}"[-SIDE_WIDTH:], styles.cursor)]] if heading else []
    explained = [[(line, style)] for text, style in said for line in wrap(text, SIDE_WIDTH)][:MOST_SAID]
    explained = [*explained, *_explained(signs)]
    room = height - len(rows) - (len(explained) + 1 if explained else 0)
    count = len(entries)
    pitch = 3 if count * 3 <= room + 1 else 2 if count * 2 <= room else 1
    names = [clean(entry.shown.name, 60) for entry in entries]
    for place, entry in enumerate(entries):
        value, is_fault = _value(entry, unit)
        # Two blanks between a name and its number; a long number leaves a name less.
        width = max(LEAST_NAME, SIDE_WIDTH - spans_width(entry.key) - cell_len(value) - 3)
        name = set_cell_size(distinct_names(names, width, ascii=ascii)[place], width + 2)
        rows.append([*entry.key, (f" {name}", styles.label), (value, styles.gap if is_fault else styles.title)])
        if pitch >= 2:
            rows.append([(f"{_second(entry, unit):>{SIDE_WIDTH}}", styles.label)])
        if pitch == 3:
            rows.append([])
    if explained and len(rows) + len(explained) <= height:
        rows += [[] for _ in range(height - len(rows) - len(explained))] + explained
    return rows[:height]


def _explained(signs: Sequence[Span]) -> list[list[Span]]:
    """Signs and words, as many on a row as there is room for."""
    rows: list[list[Span]] = []
    used = SIDE_WIDTH
    for span in signs:
        width = cell_len(span[0])
        if used + width + 2 > SIDE_WIDTH:
            rows.append([span])
            used = width
        else:
            rows[-1] += [("  ", span[1]), span]
            used += width + 2
    return rows


def line_legend(
    entries: Sequence[Entry],
    unit: Unit,
    heading: str,
    styles: CurveStyles,
    width: int,
    *,
    named: bool = True,
    small: bool = False,
    ascii: bool = False,
) -> list[Span]:
    """The legend on one line of at most `width` cells: as much of each curve as leaves room for all.

    Args:
        entries: The curves.
        unit: Of their values.
        heading: Where the cursor is; empty without one.
        styles: Colours.
        width: In cells.
        named: Whether to name the curves; the title does it where there is but one.
        small: Whether values matter more than names where there is no room for both.
        ascii: Whether to keep to ASCII where a name is cut.
    """
    spans: list[Span] = []
    ways = (
        ((2, "whole"), (1, "whole"), (1, "part"), (1, "") if small else (0, "whole")) if named else ((2, ""), (1, ""))
    )
    names = [clean(entry.shown.name, 60) for entry in entries]
    # Without values too wide still: names are cut to what is left for each beside its key and two blanks.
    room = (width - (cell_len(heading) + 2 if heading else 0)) // max(1, len(entries)) - 4
    keys = max((spans_width(entry.key) for entry in entries), default=0)
    cut = distinct_names(names, max(LEAST_NAME, room - keys), ascii=ascii)
    for detail, naming in (*ways, (0, "cut")) if named and not small else ways:
        spans = [(clean(heading, 60), styles.cursor)] if heading else []
        for entry, whole, short in zip(entries, names, cut, strict=True):
            spans += [("   " if named else "  ", styles.label)] if spans else []
            spans += entry.key
            if naming:
                name = {"part": clean(part_of(entry.shown.name), 60), "cut": short}.get(naming, whole)
                spans.append((f" {name}", styles.label))
            if detail >= 1:
                value, is_fault = _value(entry, unit)
                spans.append((f" {value}", styles.gap if is_fault else styles.title))
            if detail == 2 and (second := _second(entry, unit)) and not (entry.is_read and second.startswith("@")):
                spans.append((f"  {second}", styles.label))
        if sum(cell_len(part) for part, _ in spans) <= width:
            break
    return spans


def spans_width(spans: Sequence[tuple[str, Style]]) -> int:
    """How many cells some text takes."""
    return sum(cell_len(text) for text, _ in spans)
