"""The colours of curves on the background that a theme gives them."""

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from tui.hues import COUNT
from tui.widgets.curve_picture import CurveStyles

LEAST_CONTRAST = 0.35
"""Least difference in brightness, 0 to 1, between a line and the background: thin dots need more than a filled area."""

AREA_STRENGTH = 0.42
"""How far an envelope's colour stands out from the background, 0 to 1: seen at once, never mistaken for the line."""

FAINT_AREA_STRENGTH = 0.28
"""The same under a smoothed line, which is what is looked at."""

WASH_STRENGTH = 0.13
"""The same where an envelope fills the plot: a noisy metric is still a line."""

QUIET = Style(color="bright_black")
"""Axes, grid and areas in a terminal's own colours, which know no opacity."""


def styles_of(widget: Widget, *, faint: bool) -> CurveStyles:
    """The colours of the theme in which a widget stands.

    Args:
        widget: With the component classes of `CurveSurface`.
        faint: Whether envelopes lie under smoothed lines.
    """
    background = widget.background_colors[1]
    is_ansi = widget.app.native_ansi_color
    names = [f"curve--hue-{hue}" for hue in range(COUNT)]
    base = widget.rich_style
    hues = [widget.get_component_styles(name).color for name in names]
    if not is_ansi:
        hues = [_legible(hue, background, widget.colors[3]) for hue in hues]
    strength = FAINT_AREA_STRENGTH if faint else AREA_STRENGTH

    def shades(strength: float) -> tuple[Style, ...]:
        return tuple(
            QUIET if is_ansi else base + Style(color=background.blend(hue, strength).rich_color) for hue in hues
        )

    return CurveStyles(
        base=base,
        lines=tuple(base + _ink(hue) for hue in hues),
        areas=shades(strength),
        axis=QUIET if is_ansi else widget.get_component_rich_style("curve--axis"),
        label=widget.get_component_rich_style("curve--label"),
        title=widget.get_component_rich_style("curve--title"),
        grid=QUIET if is_ansi else widget.get_component_rich_style("curve--grid"),
        gap=widget.get_component_rich_style("curve--gap"),
        empty=widget.get_component_rich_style("curve--empty"),
        cursor=widget.get_component_rich_style("curve--cursor"),
        mark=widget.get_component_rich_style("curve--mark"),
        washes=shades(WASH_STRENGTH),
    )


def _legible(colour: Color, background: Color, foreground: Color) -> Color:
    """A theme's colour, moved towards the text's where thin dots of it would drown in the background."""
    for _ in range(4):
        if abs(colour.brightness - background.brightness) >= LEAST_CONTRAST:
            break
        colour = colour.blend(foreground, 0.3)
    return colour


def _ink(colour: Color) -> Style:
    return Style(color=colour.rich_color)
