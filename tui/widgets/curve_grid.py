"""Many small plots at once, one for each kind of metric: they share axis, window and cursor."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.curves.shown import CurveSeries
from tui.widgets.braille import DOTS_X
from tui.widgets.curve_drawing import draw
from tui.widgets.curve_picture import CurveStyles, Drawing, Picture
from tui.widgets.curve_surface import CurveSurface

LEAST_WIDTH = 36
"""Cells of a small plot from side to side."""

LEAST_HEIGHT = 8
"""Rows of a small plot, heading and axis included."""

SHAPE = 4.0
"""How many times wider than high, in cells, a small plot is at best."""

SPACE = 2
"""Cells between two plots."""


class Layout(NamedTuple):
    """How plots are arranged."""

    columns: int
    width: int
    height: int
    rows: int
    """Rows of plots in sight."""


def layout_of(count: int, width: int, height: int) -> Layout:
    """The arrangement in which `count` plots come closest to their best shape; all in sight if that can be."""
    most = max(1, min(count, (width + SPACE) // (LEAST_WIDTH + SPACE)))
    best: tuple[float, Layout] | None = None
    for columns in range(1, most + 1):
        rows = ceil(count / columns)
        found = Layout(columns, (width + SPACE) // columns - SPACE, height // rows, rows)
        if found.height < LEAST_HEIGHT:
            continue
        # A place left empty is wasted, a shape too flat or too high is hard to read.
        cost = abs(log(max(1, found.width) / found.height / SHAPE)) + (columns * rows - count) / count
        if best is None or cost < best[0]:
            best = (cost, found)
    if best is not None:
        return best[1]
    rows = max(1, height // LEAST_HEIGHT)
    return Layout(most, (width + SPACE) // most - SPACE, height // rows, rows)


class CurveGrid(CurveSurface):
    """Small plots, one of them in focus."""

    DEFAULT_CSS: ClassVar[str] = """
    CurveGrid { height: 1fr; }
    """

    class Focused(Message):
        """Another plot is in focus, or the one in focus is wanted large."""

        def __init__(self, place: int, *, enlarge: bool = False) -> None:
            super().__init__()
            self.place = place
            self.enlarge = enlarge

    _pictures: tuple[Picture, ...] = ()
    _focus = 0
    _first_row = 0
    _layout = Layout(1, 1, 1, 1)
    _drawings: tuple[Drawing, ...] = ()

    def show(self, pictures: Sequence[Picture], focus: int) -> None:
        """Draw these plots from now on.

        Args:
            pictures: In their order.
            focus: Which of them is in focus.
        """
        self._pictures = tuple(pictures)
        self._focus = focus
        self.refresh_data()

    @property
    def in_sight(self) -> range:
        """Which plots are in sight."""
        first = self._first_row * self._layout.columns
        return range(first, min(len(self._pictures), first + self._layout.rows * self._layout.columns))

    def neighbour(self, rows: int) -> int:
        """The plot so many rows below (or above, below 0) the one in focus."""
        columns = layout_of(len(self._pictures), *self.size).columns
        return max(0, min(len(self._pictures) - 1, self._focus + rows * columns))

    def curves(self) -> Sequence[CurveSeries]:
        """All that is in sight."""
        seen = self._pictures[self.in_sight.start : self.in_sight.stop] or self._pictures
        return [one for picture in seen for one in picture.series]

    def total_steps(self) -> int | None:
        """How many steps there are to be."""
        return self._pictures[0].total_steps if self._pictures else None

    def paint(self, width: int, height: int, styles: CurveStyles) -> Sequence[Strip]:
        """All plots in sight, side by side and below each other."""
        self._layout = layout = layout_of(len(self._pictures), width, height)
        row = self._focus // layout.columns
        self._first_row = min(row, max(self._first_row, row - layout.rows + 1))
        self._first_row = max(0, min(self._first_row, ceil(len(self._pictures) / layout.columns) - layout.rows))
        drawings = []
        for place in self.in_sight:
            picture = replace(self._pictures[place], small=True, focused=place == self._focus)
            size = layout.width, layout.height - 1 if layout.height > LEAST_HEIGHT else layout.height
            drawings.append(draw(picture, *size, styles, view=self.view, smoothing=self.smoothing, ascii=self.ascii))
        self._drawings = tuple(drawings)
        strips: list[Strip] = []
        space = Strip([Segment(" " * SPACE, styles.base)])
        for first in range(0, len(drawings), layout.columns):
            beside = drawings[first : first + layout.columns]
            for line in range(layout.height):
                parts = [part for each in beside for part in (self._line(each, line, styles), space)]
                strips.append(Strip.join(parts[:-1]))
        return strips

    def _line(self, drawing: Drawing, line: int, styles: CurveStyles) -> Strip:
        strip = drawing.strips[line] if line < len(drawing.strips) else Strip([])
        return strip.adjust_cell_length(self._layout.width, styles.base)

    def _place_at(self, x: int, y: int) -> int | None:
        column, row = x // (self._layout.width + SPACE), y // self._layout.height
        place = row * self._layout.columns + column
        return place if column < self._layout.columns and place < len(self._drawings) else None

    def plot_at(self, x: int, y: int) -> tuple[Drawing, int] | None:
        """The small plot at a place."""
        place = self._place_at(x, y)
        if place is None:
            return None
        drawing = self._drawings[place]
        if not drawing.top <= y % self._layout.height < drawing.bottom:
            return None
        return drawing, x // (self._layout.width + SPACE) * (self._layout.width + SPACE)

    def plot_cells(self) -> int:
        """How many cells a plot is wide."""
        windows = [drawing.window for drawing in self._drawings if drawing.window is not None]
        return windows[0].dots // DOTS_X if windows else self._layout.width

    def on_click(self, event: events.Click) -> None:
        """Focus the plot that was clicked; clicked twice, it is wanted large."""
        place = self._place_at(event.x, event.y)
        if place is not None and not self._has_moved:
            self.post_message(self.Focused(self.in_sight.start + place, enlarge=event.chain >= 2))
