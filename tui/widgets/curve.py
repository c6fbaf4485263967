"""A plot of metrics over steps, drawn with braille dots on Textual's line API.

A redraw costs what the width costs, not what the run is long. The mean of each column of dots is the line, its minimum
to maximum the dim area behind; what is not finite is a gap with a mark on the axis.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.color import Color
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine.format import is_ascii_terminal
from engine.text import clean
from tui.widgets.curve_drawing import CurveStyles, Picture, draw
from tui.widgets.curve_plot import CurveSeries

__all__ = ["Curve", "CurveSeries"]

LEAST_CONTRAST = 0.35
"""Least difference in brightness, 0 to 1, between a line and the background: thin dots need more than a filled area."""

AREA_STRENGTH = 0.42
"""How far an envelope's colour stands out from the background, 0 to 1: seen at once, never mistaken for the line."""

HUES = 6
"""How many colours there are before they repeat."""


class Curve(Widget):
    """Curves of metrics over steps, with axes and a legend."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"curve--hue-{hue}" for hue in range(HUES)),
        "curve--axis",
        "curve--label",
        "curve--title",
        "curve--grid",
        "curve--gap",
        "curve--empty",
    }

    DEFAULT_CSS = """
    Curve {
        height: 1fr;
        .curve--hue-0 { color: $primary; }
        .curve--hue-1 { color: $accent; }
        .curve--hue-2 { color: $success; }
        .curve--hue-3 { color: #cc79a7; }
        .curve--hue-4 { color: $secondary; }
        .curve--hue-5 { color: $warning; }
        .curve--axis { color: $foreground 35%; }
        .curve--label { color: $foreground 65%; }
        .curve--title { color: $foreground; text-style: bold; }
        .curve--grid { color: $foreground 10%; }
        .curve--gap { color: $error; text-style: bold; }
        .curve--empty { color: $foreground 55%; }
    }
    """

    logarithmic: reactive[bool] = reactive(False)
    """Whether the vertical axis is logarithmic; values not above 0 are gaps then."""

    def __init__(self, *, ascii: bool | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ascii = is_ascii_terminal() if ascii is None else ascii
        self._picture = Picture()
        self._strips: list[Strip] | None = None
        self._drawn_size = Size(0, 0)

    def show(
        self, series: Sequence[CurveSeries], *, total_steps: int | None = None, note: str = "", title: str = ""
    ) -> None:
        """Draw these series from now on.

        Args:
            series: In the order of the legend; the last is drawn on top.
            total_steps: How many steps a job that goes on is to have: the axis leaves room. None when it has ended.
            note: Stands at the end of the step axis, and in the middle while there is nothing to draw.
            title: Stands above, with the unit where there is one.
        """
        self._picture = Picture(tuple(series), total_steps, clean(note, 200), clean(title, 80))
        self.refresh_data()

    def refresh_data(self) -> None:
        """Draw again because points were added to the series."""
        self._strips = None
        self.refresh()

    def toggle_logarithmic(self) -> None:
        """Change between the linear and the logarithmic axis."""
        self.logarithmic = not self.logarithmic

    def watch_logarithmic(self) -> None:
        """Draw on the other axis."""
        self.refresh_data()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of another theme."""
        self._strips = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        width, height = self.size
        if self._strips is None or self._drawn_size != self.size:
            self._drawn_size = self.size
            strips = draw(self._picture, width, height, self._styles(), logarithmic=self.logarithmic, ascii=self._ascii)
            base = self.rich_style
            self._strips = [strip.adjust_cell_length(width, base) for strip in strips]
        return self._strips[y] if y < len(self._strips) else Strip.blank(width, self.rich_style)

    def _styles(self) -> CurveStyles:
        background = self.background_colors[1]
        names = [f"curve--hue-{hue}" for hue in range(HUES)]
        base = self.rich_style
        hues = [_legible(self.get_component_styles(name).color, background, self.colors[3]) for name in names]
        return CurveStyles(
            base=base,
            lines=tuple(base + Style(color=hue.rich_color) for hue in hues),
            areas=tuple(base + Style(color=background.blend(hue, AREA_STRENGTH).rich_color) for hue in hues),
            axis=self.get_component_rich_style("curve--axis"),
            label=self.get_component_rich_style("curve--label"),
            title=self.get_component_rich_style("curve--title"),
            grid=self.get_component_rich_style("curve--grid"),
            gap=self.get_component_rich_style("curve--gap"),
            empty=self.get_component_rich_style("curve--empty"),
        )


def _legible(colour: Color, background: Color, foreground: Color) -> Color:
    """A theme's colour, moved towards the text's where thin dots of it would drown in the background."""
    for _ in range(4):
        if abs(colour.brightness - background.brightness) >= LEAST_CONTRAST:
            break
        colour = colour.blend(foreground, 0.3)
    return colour
