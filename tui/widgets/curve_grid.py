"""Many small plots at once, one for each kind of metric: they share axis, window and cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.curves.groups import MetricGroup
from engine.curves.shown import CurveSeries
from engine.text import clean, count_of
from tui.widgets.braille import DOTS_X
from tui.widgets.curve_drawing import draw
from tui.widgets.curve_picture import ASCII, UNICODE, CurveStyles, Drawing, Picture
from tui.widgets.curve_surface import CurveSurface
from tui.widgets.grid_layout import LEAST_HEIGHT, SPACE, GridRow, Layout, fitted, layout_of, row_of


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

    class Folded(Message):
        """The heading of a group was clicked."""

        def __init__(self, group: int) -> None:
            super().__init__()
            self.group = group

    _pictures: tuple[Picture, ...] = ()
    _groups: tuple[MetricGroup, ...] = ()
    _focus = 0
    _layout = Layout(1, 1, 1, ())
    _seen = range(0)
    """The rows in sight."""
    _drawings: Mapping[int, Drawing] = MappingProxyType({})
    """By place."""

    def show(self, pictures: Sequence[Picture], focus: int, groups: Sequence[MetricGroup] = ()) -> None:
        """Draw these plots from now on.

        Args:
            pictures: In their order.
            focus: Which of them is in focus.
            groups: What they are divided into; empty draws no headings.
        """
        self._pictures, self._groups = tuple(pictures), tuple(groups)
        self._focus = focus
        self.refresh_data()

    @property
    def in_sight(self) -> list[int]:
        """Which plots are in sight."""
        return [place for row in self._rows for _, place in row.places if place < len(self._pictures)]

    @property
    def _rows(self) -> Sequence[GridRow]:
        return self._layout.rows[self._seen.start : self._seen.stop]

    def neighbour(self, rows: int) -> int:
        """The plot so many rows below (or above, below 0) the one in focus, or the first of a folded group there."""
        layout = layout_of(self._groups, len(self._pictures), *self.size)
        here = row_of(layout.rows, self._groups, self._focus)
        there = max(0, min(len(layout.rows) - 1, here + rows))
        if there == here:
            return self._focus
        column = next((column for column, place in layout.rows[here].places if place == self._focus), 0)
        row = layout.rows[there]
        stops = row.places or [(each, self._groups[group].start) for each, group in row.heads]
        return min(stops, key=lambda stop: abs(stop[0] - column))[1]

    def curves(self) -> Sequence[CurveSeries]:
        """All that is in sight."""
        seen = [self._pictures[place] for place in self.in_sight] or self._pictures
        return [one for picture in seen for one in picture.series]

    def total_steps(self) -> int | None:
        """How many steps there are to be."""
        return self._pictures[0].total_steps if self._pictures else None

    def paint(self, width: int, height: int, styles: CurveStyles) -> Sequence[Strip]:
        """All plots in sight, side by side and below each other."""
        layout = layout_of(self._groups, len(self._pictures), width, height)
        focused = row_of(layout.rows, self._groups, self._focus)
        layout, self._seen = fitted(layout, self._seen.start, focused, height)
        self._layout = layout
        size = layout.width, layout.height - 1 if layout.height > LEAST_HEIGHT else layout.height
        drawings: dict[int, Drawing] = {}
        self._drawings = drawings
        strips: list[Strip] = []
        space = Strip([Segment(" " * SPACE, styles.base)])
        for row in self._rows:
            if row.heads:
                strips.append(self._headings(row, width, styles))
            for _, place in row.places:
                picture = replace(self._pictures[place], small=True, focused=place == self._focus)
                drawings[place] = draw(
                    picture, *size, styles, view=self.view, smoothing=self.smoothing, ascii=self.ascii
                )
            for line in range(layout.height if row.places else 0):
                parts = [part for _, place in row.places for part in (self._line(place, line, styles), space)]
                strips.append(Strip.join(parts[:-1]))
        more = self._more()
        if more and len(strips) < height:
            strips += [Strip([])] * (height - 1 - len(strips))
            strips.append(Strip([Segment(more, styles.label)]).adjust_cell_length(width, styles.base))
        return strips

    def _more(self) -> str:
        """What is out of sight."""
        rows = self._layout.rows
        below, above = rows[self._seen.stop :], rows[: self._seen.start]
        said = [
            f"{sign} {sum(len(row.places) or len(row.heads) for row in hidden)} more {where}"
            for hidden, sign, where in ((below, "v" if self.ascii else "↓", "below"),
                                        (above, "^" if self.ascii else "↑", "above"))
            if hidden
        ]  # fmt: skip
        return "   ".join(said)

    def _headings(self, row: GridRow, width: int, styles: CurveStyles) -> Strip:
        """The line above plots: each group's name where it begins, and a rule as far as it reaches."""
        segments: list[Segment] = []
        starts = [column * (self._layout.width + SPACE) for column, _ in row.heads]
        rule = (ASCII if self.ascii else UNICODE).level
        for (_, number), start, after in zip(row.heads, starts, [*starts[1:], width + SPACE], strict=True):
            group, room = self._groups[number], max(0, after - SPACE - start)
            sign = ("+" if self.ascii else "▸") if group.is_folded else ("-" if self.ascii else "▾")
            is_focused = group.is_folded and group.start <= self._focus < group.stop
            name = f"{sign} {clean(group.name, max(1, room - 16))}"
            parts = [
                (name, styles.title + Style(reverse=True) if is_focused else styles.title),
                (f"  {count_of(group.metrics, 'metric')} ", styles.label),
            ]
            used = sum(cell_len(text) for text, _ in parts)
            parts.append((rule * (room - used), styles.axis))
            strip = Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(room, styles.base)
            segments += [*strip, Segment(" " * SPACE, styles.base)]
        return Strip(segments[:-1])

    def _line(self, place: int, line: int, styles: CurveStyles) -> Strip:
        drawn = self._drawings[place].strips
        strip = drawn[line] if line < len(drawn) else Strip([])
        return strip.adjust_cell_length(self._layout.width, styles.base)

    def _found(self, x: int, y: int) -> tuple[GridRow, int, int] | None:
        """The row at a place, the line in it, counted from its plots, and the column."""
        top = 0
        for row in self._rows:
            if top <= y < top + row.height(self._layout.height):
                return row, y - top - bool(row.heads), x // (self._layout.width + SPACE)
            top += row.height(self._layout.height)
        return None

    def _place_at(self, x: int, y: int) -> tuple[int, int] | None:
        """The plot at a place, and the line in it."""
        found = self._found(x, y)
        if found is None or found[1] < 0:
            return None
        row, line, column = found
        return next(((place, line) for each, place in row.places if each == column), None)

    def plot_at(self, x: int, y: int) -> tuple[Drawing, int] | None:
        """The small plot at a place."""
        found = self._place_at(x, y)
        if found is None:
            return None
        drawing = self._drawings[found[0]]
        if not drawing.top <= found[1] < drawing.bottom:
            return None
        return drawing, x // (self._layout.width + SPACE) * (self._layout.width + SPACE)

    def plot_cells(self) -> int:
        """How many cells a plot is wide."""
        windows = [drawing.window for drawing in self._drawings.values() if drawing.window is not None]
        return windows[0].dots // DOTS_X if windows else self._layout.width

    def on_click(self, event: events.Click) -> None:
        """Focus the plot that was clicked; clicked twice, it is wanted large. A heading folds its group."""
        if self._has_moved:
            return
        found, place = self._found(event.x, event.y), self._place_at(event.x, event.y)
        if place is not None:
            self.post_message(self.Focused(place[0], enlarge=event.chain >= 2))
        elif found is not None and found[1] < 0:
            before = [group for column, group in found[0].heads if column <= found[2]]
            self.post_message(self.Folded(before[-1]))
