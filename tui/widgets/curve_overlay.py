"""What stands on the dots of a plot and on its axis: signs of marks, the cursor, where curves end; no widgets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.style import Style

from engine.curves.marks import ABOVE, BELOW, Sign, sign_of
from engine.curves.reading import Reading
from engine.curves.shown import CurveSeries, Mark
from engine.observe.abscissa import STEPS, XAxis
from engine.text import clean
from tui.widgets.braille import DOTS_X
from tui.widgets.curve_picture import ASCII, CurveStyles, Signs, Span
from tui.widgets.curve_plot import Plot


@dataclass
class Overlay:
    """Characters in place of dots."""

    cells: dict[int, tuple[str, Style]] = field(default_factory=dict)
    """By cell of the canvas."""
    axis: dict[int, tuple[str, Style]] = field(default_factory=dict)
    """By cell of the horizontal axis."""
    seen: dict[str, Sign] = field(default_factory=dict)
    """The kinds of marks that are to be explained."""
    said: list[Span] = field(default_factory=list)
    """What the marks at the cursor say."""

    def explained(self, styles: CurveStyles, *, ascii: bool) -> list[Span]:
        """Signs and words for the legend, the most important first."""
        signs = sorted(self.seen.values(), key=lambda sign: -sign.rank)
        return [
            (f"{sign.ascii if ascii else sign.glyph} {sign.word}", styles.gap if sign.is_fault else styles.label)
            for sign in signs
        ]


def overlay_of(
    plot: Plot,
    shown: Sequence[CurveSeries],
    marks: Iterable[Mark],
    readings: Sequence[Reading | None],
    axis: XAxis,
    cursor: float | None,
    pens: Sequence[Style],
    styles: CurveStyles,
    signs: Signs,
) -> Overlay:
    """Everything that stands on a plot.

    Args:
        plot: Where it stands.
        shown: Its curves.
        marks: What is marked, besides what the curves tell themselves.
        readings: Of each curve at the cursor.
        axis: What the curves are drawn over.
        cursor: Where the cursor is.
        pens: Style of each curve.
        styles: Colours.
        signs: Characters.
    """
    overlay = Overlay()
    width = plot.canvas.width
    marks = list(marks)
    _put_marks(overlay, plot, shown, marks, axis, pens, styles, ascii=signs is ASCII)
    if cursor is not None:
        overlay.said = _said(plot, marks, axis, plot.window.dot(cursor) // DOTS_X, styles)
    for sign, cells, row in ((ABOVE, plot.above, 0), (BELOW, plot.below, plot.canvas.height - 1)):
        if cells:
            overlay.seen[sign.word] = sign
        for cell, pen in cells.items():
            overlay.cells[row * width + cell] = (sign.ascii if signs is ASCII else sign.glyph, pens[pen - 1])
    for cell, pen in plot.lone.items():
        overlay.cells.setdefault(cell, (signs.lone, pens[pen - 1]))
    if len(shown) > 1:
        for pen, (dot, value) in plot.ends.items():
            _put(overlay, plot, dot, value, signs.end(shown[pen - 1], pen - 1), pens[pen - 1])
    if cursor is not None and 0 <= (dot := plot.window.dot(cursor)) < plot.window.dots:
        column = dot // DOTS_X
        for row in range(plot.canvas.height):
            cell = row * width + column
            if not plot.canvas.bits[cell] and cell not in overlay.cells:
                overlay.cells[cell] = (signs.cursor, styles.cursor)
        for place, reading in enumerate(readings):
            if reading is not None:
                value = reading.value if reading.smooth is None else reading.smooth
                _put(overlay, plot, dot, value, signs.end(shown[place], place), pens[place])
        overlay.axis.setdefault(column, (signs.level_tick, styles.cursor))
    return overlay


def _put_marks(
    overlay: Overlay,
    plot: Plot,
    shown: Sequence[CurveSeries],
    marks: Iterable[Mark],
    axis: XAxis,
    pens: Sequence[Style],
    styles: CurveStyles,
    *,
    ascii: bool,
) -> None:
    ranks: dict[int, int] = {}

    def on_axis(column: int, kind: str) -> None:
        sign = sign_of(kind)
        overlay.seen[kind] = sign
        if ranks.get(column, -1) < sign.rank:
            ranks[column] = sign.rank
            overlay.axis[column] = (sign.ascii if ascii else sign.glyph, styles.gap if sign.is_fault else styles.mark)

    names = {one.name: place for place, one in enumerate(shown)}
    for mark in marks:
        dot = _dot_of(mark, plot, axis)
        if dot is None:
            continue
        place = names.get(mark.series)
        index = shown[place].series.nearest(mark.step) if place is not None else None
        if place is None or index is None:
            on_axis(dot // DOTS_X, mark.kind)
            continue
        sign = sign_of(mark.kind)
        overlay.seen[mark.kind] = sign
        value = shown[place].series.point(index).value
        _put(
            overlay, plot, dot, value, sign.ascii if ascii else sign.glyph, styles.gap if sign.is_fault else pens[place]
        )
    for column in plot.gaps:
        on_axis(column, "gap")
    for place, one in enumerate(shown):
        own = one.abscissa(axis)
        if own is None:
            continue
        for step in one.series.resumed_steps:
            if 0 <= (dot := plot.window.dot(own.x_of(step))) < plot.window.dots:
                on_axis(dot // DOTS_X, "resume")
        best = one.series.best(highest=one.best == "max") if one.best and len(one.series) > 2 else None
        if best is not None and 0 <= (place_of_best := plot.window.dot(own.x_of(best.step))) < plot.window.dots:
            sign = overlay.seen["best"] = sign_of("best")
            _put(overlay, plot, place_of_best, best.value, sign.ascii if ascii else sign.glyph, pens[place])


def _said(plot: Plot, marks: Iterable[Mark], axis: XAxis, column: int, styles: CurveStyles) -> list[Span]:
    """The labels of the marks in a column of cells and beside it."""
    said = []
    for mark in marks:
        dot = _dot_of(mark, plot, axis)
        if dot is not None and mark.label and abs(dot // DOTS_X - column) <= 1:
            said.append((clean(mark.label, 120), styles.gap if sign_of(mark.kind).is_fault else styles.label))
    return said


def _dot_of(mark: Mark, plot: Plot, axis: XAxis) -> int | None:
    """Where a mark is seen, if it is."""
    abscissa = mark.axes.abscissa(axis) if mark.axes is not None else STEPS if axis is XAxis.STEP else None
    dot = plot.window.dot(abscissa.x_of(mark.step)) if abscissa is not None else -1
    return dot if 0 <= dot < plot.window.dots else None


def _put(overlay: Overlay, plot: Plot, dot: int, value: float, glyph: str, style: Style) -> None:
    row = plot.row(value)
    if row is not None:
        overlay.cells[row * plot.canvas.width + dot // DOTS_X] = (glyph, style)
