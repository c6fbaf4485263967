"""The line above the curves: what one looks at and how, each part a button, and the slider of the smoothing."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from engine.curves.smoothing import WEIGHTS
from engine.curves.viewport import Viewport

SHORT_BELOW = 112
"""Width in cells below which the buttons say less."""


class Part(NamedTuple):
    """One button."""

    text: str
    action: str
    """What a click asks for."""
    is_on: bool = False
    """Whether it shows something that is not as at first."""


class CurveBar(Widget):
    """Shows a look and lets it be changed by mouse.

    Args:
        view: The look.
        ascii: Whether to keep to ASCII.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"curve-bar--part", "curve-bar--on", "curve-bar--line"}
    DEFAULT_CSS = """
    CurveBar {
        height: 1;
        margin: 0 1;
        .curve-bar--part { color: $dim; }
        .curve-bar--on { color: $accent; text-style: bold; }
        .curve-bar--line { color: $foreground 35%; }
    }
    """

    class Asked(Message):
        """A button was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    class Slid(Message):
        """The slider was moved to another of the weights."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, view: Viewport, *, ascii: bool = False) -> None:
        super().__init__()
        self._view = view
        self._ascii = ascii
        self._metrics = ""
        self._shape = "one plot"
        self._told: object = None
        """What the line says."""
        self._buttons: list[tuple[int, int, str]] = []
        self._slider = range(0)
        self._is_sliding = False

    def say(self, metrics: str, shape: str) -> None:
        """Show what is drawn.

        Args:
            metrics: Which of the metrics, "3 of 8".
            shape: How they are arranged.
        """
        self._metrics, self._shape = metrics, shape
        told = (self._parts(short=False), self._view.weight)
        if told != self._told:  # It is said with every report.
            self._told = told
            self.refresh()

    def _parts(self, *, short: bool) -> tuple[Sequence[Part], Sequence[Part]]:
        """The buttons before and behind the slider."""
        view = self._view
        seen = "following" if view.follows else "part" if view.window is not None else "all"
        axis = str(view.axis)
        before = [
            Part("" if short else self._metrics, "filter_metrics"),
            Part("one" if short and self._shape == "one plot" else self._shape, "arrange", self._shape != "one plot"),
            Part(axis.split()[0] if short else f"x {axis}", "x_axis", axis != "step"),
            Part("log" if view.logarithmic else "linear", "log_scale", view.logarithmic),
            Part(self._outliers(short=short), "cut_outliers", view.is_cut),
        ]
        behind = [
            Part(seen, "follow_tail", view.window is not None),
            Part("-" if self._ascii else "−", "zoom_out"),
            Part("+", "zoom_in"),
            Part("fit", "fit_curve"),
            Part("export", "export_curves"),
        ]
        return [part for part in before if part.text], behind

    def _outliers(self, *, short: bool) -> str:
        """Whether outliers are left out; nothing where the axis has room for them."""
        if self._view.logarithmic:
            return ""
        return ("cut" if short else "outliers cut") if self._view.cut else "uncut" if short else "all values"

    def render_line(self, y: int) -> Strip:
        """The line."""
        part_style, on_style, line_style = (
            self.get_component_rich_style(f"curve-bar--{name}") for name in ("part", "on", "line")
        )
        segments: list[Segment] = []
        self._buttons = []
        x = 0
        short = self.size.width < SHORT_BELOW
        gap = "  " if short else "   "

        def put(text: str, style: Style) -> None:
            nonlocal x
            segments.append(Segment(text, style))
            x += cell_len(text)

        before, behind = self._parts(short=short)
        for part in before:
            self._buttons.append((x, x + cell_len(part.text), part.action))
            put(part.text, on_style if part.is_on else part_style)
            put(gap, line_style)
        put("ema " if short else "smooth ", part_style)
        place, count = self._view.weight_place, len(WEIGHTS)
        full, line, knob = ("=", "-", "O") if self._ascii else ("━", "─", "●")
        self._slider = range(x, x + count)
        put(full * place, on_style)
        put(knob, on_style if place else part_style)
        put(line * (count - 1 - place), line_style)
        put(f" {self._view.weight:g}".ljust(6) if place else " off  ", on_style if place else part_style)
        for part in behind:
            space = " " if short else gap if len(part.text) > 1 else "  "
            if x + len(space) + cell_len(part.text) > self.size.width:
                break  # Its key does the same.
            put(space, line_style)
            self._buttons.append((x, x + cell_len(part.text), part.action))
            put(part.text, on_style if part.is_on else part_style)
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the slider."""
        if int(event.x) in range(self._slider.start - 1, self._slider.stop + 1):
            self._is_sliding = True
            self.capture_mouse()
            self._slide(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Slide."""
        if self._is_sliding:
            self._slide(event.x)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the slider go."""
        self._is_sliding = False
        self.release_mouse()

    def _slide(self, x: float) -> None:
        place = max(0, min(len(WEIGHTS) - 1, int(x) - self._slider.start))
        if place != self._view.weight_place:
            self.post_message(self.Slid(place))

    def on_click(self, event: events.Click) -> None:
        """Ask for what the button says."""
        for start, end, action in self._buttons:
            if start <= event.x < end:
                self.post_message(self.Asked(action))
