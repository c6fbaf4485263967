"""Colours of a log on a theme: what the program chose, made legible on the background that is there.

A colour whose contrast with what is behind it is too small is moved towards black or white until it is not (contrast as
in WCAG 2.2, 1.4.3). The sixteen colours that have names are the theme's affair, as in every terminal.
"""

from functools import lru_cache

from rich.style import Style
from textual.color import Color

from engine.observe.ink import DIRECT, Ink

CONTRAST = 3.5
"""Least contrast of a text with what is behind it: between WCAG's 3 for large and 4.5 for running text, so that the hue
that was meant survives."""

_DARK = (
    "#5c6670", "#f07178", "#5fcf8f", "#e6c229", "#6cb6ff", "#d291e4", "#4fd1c5", "#c9d1d9",
    "#8b949e", "#ff9aa2", "#8ce99a", "#ffe066", "#9ecbff", "#e5b3fe", "#7fe7dc", "#ffffff",
)  # fmt: skip
_LIGHT = (
    "#24292f", "#b3261e", "#1a7f37", "#8a6d00", "#0550ae", "#8250df", "#0e7c86", "#57606a",
    "#57606a", "#cf222e", "#116329", "#7d5f00", "#0969da", "#a475f9", "#1b7c83", "#6e7781",
)  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)
"""Levels of the colour cube of 256-colour terminals (xterm)."""


@lru_cache(maxsize=4096)
def ink_style(ink: Ink, text: Color, background: Color) -> Style:
    """How text of this ink is drawn.

    Args:
        ink: What the program asked for.
        text: The theme's colour of text.
        background: What is behind it.
    """
    dark = background.brightness < 0.5
    back = _colour(ink.back, dark=dark) if ink.back is not None else background
    front = _colour(ink.front, dark=dark) if ink.front is not None else text
    if ink.reverse:
        front, back = back, front
    if ink.dim:
        front = front.blend(back, 0.35)
    front = legible(front, back)
    shown_back = back.rich_color if ink.back is not None or ink.reverse else None
    return Style(
        color=front.rich_color, bgcolor=shown_back, bold=ink.bold or None, italic=ink.italic or None,
        underline=ink.underline or None, strike=ink.strike or None,
    )  # fmt: skip


def legible(front: Color, back: Color) -> Color:
    """The same colour, as much lighter or darker as it takes to be read."""
    white, black = Color(255, 255, 255), Color(0, 0, 0)
    goal = white if contrast(white, back) >= contrast(black, back) else black
    for tenth in range(11):
        shown = front.blend(goal, tenth / 10)
        if contrast(shown, back) >= CONTRAST:
            return shown
    return goal


def contrast(one: Color, other: Color) -> float:
    """Ratio of the luminances, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(number: int, *, dark: bool) -> Color:
    if number >= DIRECT:
        return Color(number >> 16 & 255, number >> 8 & 255, number & 255)
    if number < 16:
        return Color.parse((_DARK if dark else _LIGHT)[number])
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return Color(grey, grey, grey)
    number -= 16
    return Color(_STEPS[number // 36], _STEPS[number // 6 % 6], _STEPS[number % 6])
