"""The plot area of a curve: series, a window of steps and a scale become cells; pure, no widgets.

Pens 1 to n are the lines of the n series, pens n+1 to 2n their envelopes. Everything asked of a series is a number of
columns, so the cost follows the width.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.curves.axis import Scale, fit_scale, x_end
from engine.observe.series import Column, Series
from tui.widgets.braille import DOTS_X, Canvas


@dataclass(frozen=True)
class CurveSeries:
    """One metric to draw."""

    name: str
    series: Series
    best: Literal["min", "max"] | None = "min"
    """Which value the legend calls best; None for a metric that is not judged, such as a learning rate."""
    hue: int | None = None
    """Which of the colours, from 0; None takes the next. A job that keeps its colour everywhere says so here."""


@dataclass(frozen=True)
class Window:
    """The steps [start, end) over a number of cells."""

    start: int
    end: int
    width: int

    def dot(self, step: int) -> int:
        """The column of dots in which a step lies; the first and the last step lie on the edges."""
        return (step - self.start) * (self.width * DOTS_X - 1) // max(1, self.end - 1 - self.start)

    @property
    def slots(self) -> int:
        """Into how many columns a series is divided: one a dot, or one a step where there are fewer steps."""
        return min(self.width * DOTS_X, self.end - self.start)

    def dot_of_slot(self, slot: int) -> int:
        """The column of dots in which a slot is drawn."""
        return slot * (self.width * DOTS_X - 1) // max(1, self.slots - 1)


def window_of(series: Sequence[Series], total_steps: int | None, width: int) -> Window | None:
    """The steps to show, or None when nothing was reported.

    Args:
        series: All that is to be shown.
        total_steps: How many steps a run that goes on is to have; None when it has ended.
        width: In cells.
    """
    ranges = [steps for one in series if (steps := one.step_range)]
    if not ranges:
        return None
    first, last = min(low for low, _ in ranges), max(high for _, high in ranges)
    # A run shows its start unless it was resumed so late that the start would be a void. A first report one or two
    # intervals after the start belongs to a run that began there.
    intervals = [one.point(1).step - one.point(0).step for one in series if len(one) > 1]
    start = 0 if 0 <= first <= max(0.25 * last, 2 * min(intervals, default=first)) else first
    if start == last:
        return Window(start - 5, start + 6, width)
    return Window(
        start, max(start + 2, start + x_end(last - start, total_steps - start if total_steps else None)), width
    )


class Plot:
    """What is drawn for some series.

    Args:
        series: In the order in which they are drawn, the last on top.
        window: Which steps.
        height: In cells.
        scale: The vertical axis, see `scale_of`; where it is logarithmic, values not above 0 are gaps.
    """

    def __init__(self, series: Sequence[Series], window: Window, height: int, scale: Scale) -> None:
        self.window = window
        self.scale = scale
        self.canvas = Canvas(window.width, height)
        self.lone: dict[int, int] = {}
        """Cells with a point that no line leads to, and their pens: a single dot would be overlooked."""
        self.marks: set[int] = set()
        """Cells, from the left, in which something was not finite."""
        lines = Canvas(window.width, height)
        self._dots = [window.dot_of_slot(slot) for slot in range(window.slots)]
        for pen, one in enumerate(series, 1):
            columns = one.columns(window.start, window.end, window.slots)
            self._envelope(columns, pen + len(series))
            self._line(columns, lines, pen)
        self.canvas.covered_by(lines)
        for one in series:
            for slot in one.gap_columns(window.start, window.end, window.slots):
                self.marks.add(self._dots[slot] // DOTS_X)

    def row(self, value: float) -> int | None:
        """The row of cells in which a value lies, or None when it lies outside."""
        share = self.scale.share(value)
        return round(self.canvas.row_of(share)) >> 2 if -1e-9 <= share <= 1 + 1e-9 else None

    def _height(self, value: float) -> float:
        return self.canvas.row_of(self.scale.share(value))

    def _envelope(self, columns: Sequence[Column], pen: int) -> None:
        lowest = self.scale.low if self.scale.logarithmic else -math.inf
        for column in columns:
            if column.maximum > column.minimum and column.maximum > lowest:
                top, bottom = self._height(column.maximum), self._height(max(column.minimum, lowest))
                self.canvas.span(self._dots[column.slot], round(top), round(bottom), pen)

    def _line(self, columns: Sequence[Column], canvas: Canvas, pen: int) -> None:
        before: tuple[int, float] | None = None
        reached = False
        for column in columns:
            if self.scale.logarithmic and column.mean <= 0:
                self._keep_lone(before, reached, pen)
                before, reached = None, False
                continue
            x, y = self._dots[column.slot], self._height(column.mean)
            if before is not None and column.joined:
                canvas.line(*before, x, y, pen)
                reached = True
            else:
                self._keep_lone(before, reached, pen)
                reached = False
                canvas.span(x, round(y), round(y), pen)
            before = x, y
        self._keep_lone(before, reached, pen)

    def _keep_lone(self, point: tuple[int, float] | None, reached: bool, pen: int) -> None:
        if point is not None and not reached:
            self.lone[(round(point[1]) >> 2) * self.window.width + point[0] // DOTS_X] = pen


def scale_of(series: Sequence[Series], window: Window, *, logarithmic: bool) -> Scale:
    """The vertical axis on which everything in a window fits."""
    ranges = [found for one in series if (found := one.value_range_within(window.start, window.end))]
    if not ranges:
        return Scale(0.1 if logarithmic else 0.0, 1.0, logarithmic)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if logarithmic and low <= 0:
        # What of each narrow column can be drawn decides, since the whole reaches below 0.
        narrow = [column for one in series for column in one.columns(window.start, window.end, window.slots)]
        lows = [column.minimum if column.minimum > 0 else column.mean for column in narrow if column.mean > 0]
        if not lows:
            return Scale(0.1, 1.0, logarithmic)
        low = min(lows)
    return fit_scale(low, high, logarithmic=logarithmic)
