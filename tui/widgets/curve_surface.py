"""What all widgets have in common that draw curves: colours, a look that keys and mouse change, smoothing in slices."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from engine.charset import is_ascii_terminal
from engine.curves.reading import next_x, read_at, snapped
from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothing
from engine.curves.viewport import PAN, ZOOM, Viewport
from engine.curves.window import Extent, extent_of
from engine.observe.abscissa import XAxis
from tui.hues import COUNT
from tui.widgets.curve_colours import styles_of
from tui.widgets.curve_picture import CurveStyles, Drawing

REDRAW_S = 0.1
"""Seconds between two pictures of a moving average that is not complete yet."""


class CurveSurface(Widget):
    """A widget with curves on it. What is painted, and what lies where, is the subclass's.

    Args:
        view: How one looks at them; shared with others that are to move along.
        smoothing: Moving averages; shared with others that draw the same series.
        ascii: Whether to keep to ASCII; None asks the terminal.
        id: As of any widget.
        classes: As of any widget.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"curve--hue-{hue}" for hue in range(COUNT)),
        "curve--axis",
        "curve--label",
        "curve--title",
        "curve--grid",
        "curve--gap",
        "curve--empty",
        "curve--cursor",
        "curve--mark",
    }

    DEFAULT_CSS = """
    CurveSurface {
        height: 1fr;
        .curve--hue-0 { color: $hue-0; }
        .curve--hue-1 { color: $hue-1; }
        .curve--hue-2 { color: $hue-2; }
        .curve--hue-3 { color: $hue-3; }
        .curve--hue-4 { color: $hue-4; }
        .curve--hue-5 { color: $hue-5; }
        .curve--axis { color: $foreground 35%; }
        .curve--label { color: $dim; }
        .curve--title { color: $foreground; text-style: bold; }
        .curve--grid { color: $foreground 10%; }
        .curve--gap { color: $error; text-style: bold; }
        .curve--empty { color: $dim; }
        .curve--cursor { color: $accent; text-style: bold; }
        .curve--mark { color: $foreground; text-style: bold; }
    }
    """

    class Changed(Message):
        """Somebody looks at the curves in another way."""

    def __init__(
        self,
        *,
        view: Viewport | None = None,
        smoothing: Smoothing | None = None,
        ascii: bool | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.view = view if view is not None else Viewport()
        self.smoothing = smoothing if smoothing is not None else Smoothing()
        self.ascii = is_ascii_terminal() if ascii is None else ascii
        self._strips: Sequence[Strip] | None = None
        self._styles: dict[bool, CurveStyles] = {}
        """The colours, with envelopes in full strength and faint."""
        self._drawn_size = Size(0, 0)
        self._dragged: tuple[float, float] | None = None
        """Where a drag began: what lay there, and what the window showed then at its start."""
        self._has_moved = False
        self._drawn_s = 0.0
        self._is_smoothing = False

    def curves(self) -> Sequence[CurveSeries]:
        """All that is shown."""
        raise NotImplementedError

    def total_steps(self) -> int | None:
        """How many steps there are to be, for the room that is left."""
        raise NotImplementedError

    def paint(self, width: int, height: int, styles: CurveStyles) -> Sequence[Strip]:
        """Everything, as lines."""
        raise NotImplementedError

    def plot_at(self, x: int, y: int) -> tuple[Drawing, int] | None:
        """The plot at a place of the widget, and the column at which it begins."""
        raise NotImplementedError

    def refresh_data(self) -> None:
        """Draw again because points were added to the series, or the look has changed."""
        # Few points are smoothed at once, so that they are drawn once.
        self._smooth()
        self._strips = None
        self.refresh()

    def extent(self) -> Extent | None:
        """All there is to see."""
        return extent_of(self.curves(), self.view.axis, self.total_steps())

    def act(self, name: str) -> None:
        """Look in another way; `name` is a key of `LOOKS`. Where there is nothing yet to see, some make no sense."""
        extent = self.extent()
        if extent is None and name in BLIND:
            extent = Extent(0.0, 1.0, 1.0, self.view.axis)
        if extent is not None:
            LOOKS[name](self, extent)
            self.changed()

    def changed(self) -> None:
        """Draw, and tell, that one looks in another way."""
        self.refresh_data()
        self.post_message(self.Changed())

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of another theme."""
        self._strips = None
        self._styles.clear()
        super().notify_style_update()

    def _styles_now(self) -> CurveStyles:
        """The colours, kept until the theme changes: making them takes as long as drawing a few lines."""
        faint = bool(self.view.weight)
        styles = self._styles.get(faint)
        if styles is None:
            styles = self._styles[faint] = styles_of(self, faint=faint)
        return styles

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        width, height = self.size
        if self._strips is None or self._drawn_size != self.size:
            self._drawn_size = self.size
            styles = self._styles_now()
            self._strips = [strip.adjust_cell_length(width, styles.base) for strip in self.paint(width, height, styles)]
            self._drawn_s = perf_counter()
            if self.view.weight and not self._is_smoothing and any(map(self._is_behind, self.curves())):
                self._is_smoothing = True
                self.call_later(self._smooth_on)
        return self._strips[y] if y < len(self._strips) else Strip.blank(width, self.rich_style)

    def _is_behind(self, one: CurveSeries) -> bool:
        smoothed = self.smoothing.of(one.series, self.view.weight)
        return smoothed is not None and smoothed.is_behind

    def _smooth(self) -> bool:
        """Smooth a slice of what has not been smoothed; whether something is left."""
        return self.smoothing.advance([one.series for one in self.curves()], self.view.weight)

    def _smooth_on(self) -> None:
        """Go on smoothing, slice by slice, between which other messages have their turn."""
        self._is_smoothing = self._smooth()
        if self._is_smoothing:
            self.call_later(self._smooth_on)
            if perf_counter() - self._drawn_s < REDRAW_S:
                return
        self._strips = None
        self.refresh()

    def turn_axis(self) -> None:
        """Look along the next axis that any of the curves has."""
        curves, view = self.curves(), self.view
        kinds = list(XAxis)
        place = kinds.index(view.axis)
        for axis in kinds[place + 1 :] + kinds[:place]:
            having = [one for one in curves if one.abscissa(axis) is not None]
            if not having:
                continue
            reading = read_at(having[0], view.axis, view.cursor) if view.cursor is not None else None
            abscissa = having[0].abscissa(axis)
            view.turn(axis, abscissa.x_of(reading.step) if reading is not None and abscissa is not None else None)
            return

    def move_cursor(self, direction: int, extent: Extent) -> None:
        """Move the cursor by a cell, from the newest report if there was none."""
        view, curves = self.view, self.curves()
        start, end = view.seen(extent)
        if view.cursor is None:
            view.cursor = snapped(curves, view.axis, min(end, extent.last))
        else:
            cell = (end - start) / max(10, self.plot_cells())
            view.cursor = next_x(curves, view.axis, view.cursor, direction * cell)
        view.bring_in_sight(view.cursor, extent)

    def plot_cells(self) -> int:
        """How many cells a plot is wide."""
        return self.size.width

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in about the pointer."""
        self._zoom_at(event, ZOOM)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out about the pointer."""
        self._zoom_at(event, 1 / ZOOM)

    def _zoom_at(self, event: events.MouseEvent, factor: float) -> None:
        x, extent = self._x_at(event.x, event.y), self.extent()
        if x is None or extent is None:
            return
        event.stop()
        if event.shift:
            self.view.pan(PAN if factor > 1 else -PAN, extent)
        else:
            self.view.zoom(factor, extent, x)
        self.changed()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the picture."""
        x, extent = self._x_at(event.x, event.y), self.extent()
        self._has_moved = False
        if event.button == 1 and x is not None and extent is not None:
            self._dragged = (x, event.screen_x)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the picture with the pointer that holds it."""
        extent = self.extent()
        if self._dragged is None or extent is None:
            return
        x, before = self._dragged
        moved = event.screen_x - before
        if not moved:
            return
        self._has_moved = True
        self._dragged = (x, event.screen_x)
        self.view.pan(-moved / max(1, self.plot_cells()), extent)
        self.changed()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go; where nothing was moved, put the cursor there."""
        dragged, self._dragged = self._dragged, None
        self.release_mouse()
        if dragged is not None and not self._has_moved:
            self.view.cursor = snapped(self.curves(), self.view.axis, dragged[0])
            self.changed()

    def _x_at(self, x: float, y: float) -> float | None:
        found = self.plot_at(int(x), int(y))
        if found is None:
            return None
        drawing, left = found
        return drawing.x_at(int(x) - left)


def _log(surface: CurveSurface, _: Extent) -> None:
    surface.view.logarithmic = not surface.view.logarithmic


def _smooth(by: int) -> Callable[[CurveSurface, Extent], None]:
    def act(surface: CurveSurface, _: Extent) -> None:
        surface.view.weight_place += by

    return act


LOOKS: dict[str, Callable[[CurveSurface, Extent], None]] = {
    "zoom_in": lambda surface, extent: surface.view.zoom(ZOOM, extent),
    "zoom_out": lambda surface, extent: surface.view.zoom(1 / ZOOM, extent),
    "fit_curve": lambda surface, extent: surface.view.fit(),
    "cursor_left": lambda surface, extent: surface.move_cursor(-1, extent),
    "cursor_right": lambda surface, extent: surface.move_cursor(1, extent),
    "pan_left": lambda surface, extent: surface.view.pan(-PAN, extent),
    "pan_right": lambda surface, extent: surface.view.pan(PAN, extent),
    "follow_tail": lambda surface, extent: surface.view.follow(extent),
    "x_axis": lambda surface, extent: surface.turn_axis(),
    "log_scale": _log,
    "cut_outliers": lambda surface, extent: surface.view.turn_cut(),
    "smoother": _smooth(1),
    "rougher": _smooth(-1),
}
"""What keys and buttons do to a look, by the action that asks for it."""

BLIND = frozenset({"fit_curve", "log_scale", "cut_outliers", "smoother", "rougher"})
"""Those that can be done before there is anything to see."""
