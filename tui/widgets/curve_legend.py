"""What the legend of a curve says: name, last and best value of each series; pure, no widgets."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from engine.format import number
from engine.text import clean
from tui.widgets.curve_plot import CurveSeries

Span = tuple[str, Style]
"""Text in one style."""

SIDE_WIDTH = 27
"""Cells of the legend at the side: a name of 14, a number of 10, a key and spaces."""

_NAME_WIDTH = 14


def last_value(shown: CurveSeries) -> str:
    """The value reported last, finite or not."""
    if shown.series.ends_in_gap:
        return "not finite"
    return number(shown.series.last.value) if shown.series.last else number(None)


def best_value(shown: CurveSeries) -> str:
    """The best value and its step, or nothing where that says no more than the last value."""
    best = shown.series.best(highest=shown.best == "max") if shown.best else None
    return f"best {number(best.value)} @{best.step:,}" if best else ""


def side_legend(
    shown: Sequence[CurveSeries], keys: Sequence[Span], text: Style, dim: Style, fault: Style, height: int
) -> list[list[Span]]:
    """The legend as rows of at most `SIDE_WIDTH` cells, with the best values where the height allows.

    Args:
        shown: The series.
        keys: The mark of each, in its colour.
        text: Style of names and values.
        dim: Style of what matters less.
        fault: Style of a value that is not finite.
        height: How many rows there are.
    """
    pitch = 3 if len(shown) * 3 <= height + 1 else 2 if len(shown) * 2 <= height else 1
    rows: list[list[Span]] = []
    for one, key in zip(shown, keys, strict=True):
        name = set_cell_size(clean(one.name, 60), _NAME_WIDTH)
        rows.append(
            [
                key,
                (f" {name}", dim),
                (f"{last_value(one):>{SIDE_WIDTH - _NAME_WIDTH - 2}}", fault if one.series.ends_in_gap else text),
            ]
        )
        if pitch >= 2:
            rows.append([(f"{best_value(one):>{SIDE_WIDTH}}", dim)])
        if pitch == 3:
            rows.append([])
    return rows[:height]


def line_legend(
    shown: Sequence[CurveSeries], keys: Sequence[Span], text: Style, dim: Style, fault: Style, width: int
) -> list[Span]:
    """The legend on one line of at most `width` cells: as much of each series as leaves room for all."""
    for detail in (2, 1, 0):
        spans: list[Span] = []
        for one, key in zip(shown, keys, strict=True):
            spans += [("   ", dim)] if spans else []
            spans += [key, (f" {clean(one.name, 60)}", dim)]
            if detail >= 1:
                spans.append((f" {last_value(one)}", fault if one.series.ends_in_gap else text))
            if detail == 2 and (best := best_value(one)):
                spans.append((f"  {best}", dim))
        if sum(cell_len(part) for part, _ in spans) <= width:
            break
    return spans
