"""Styles for the line API: colours that let the background through are blended with it, as Textual's own widgets do.

Styles are named as in Textual's markup ("bold $primary") and not by component classes: each of those is a node that
Textual matches with every rule of the style sheet whenever its widget is styled, which is most of a first paint.
"""

from collections.abc import Iterable
from typing import Any

from rich.style import Style
from textual.style import Style as VisualStyle
from textual.widget import Widget

LEAST_TINT = 0.1
"""Least opacity of a background that is seen in a terminal's own colours."""

FAINT = 0.6
"""Less opacity makes a text faint there."""

TEXT = -1
"""Textual's number of the colour that a terminal gives its text."""


def blended(widget: Widget, *styles: str) -> Style:
    """A widget's own style with others on top.

    Args:
        widget: What is drawn; it must be in a running app, whose theme has the colours.
        styles: As in markup, from below; an empty one adds nothing.
    """
    if widget.app.native_ansi_color:
        return of_terminal(styles)
    style = widget.visual_style
    for each in styles:
        if each:
            style += VisualStyle.parse(each)
    return style.rich_style


def of_terminal(styles: Iterable[str]) -> Style:
    """Styles on top of each other in a terminal's own colours, which nobody knows and which cannot be blended.

    What would be a tint of the background is the terminal's reverse, with one colour for all that stands on it: no
    other pair of its colours is sure to be legible. What would be a fainter colour is that of what only explains, or
    a dimmed one. The faintest tints are left out.

    Args:
        styles: As for `blended`.
    """
    parts: dict[str, Any] = {}
    for each in styles:
        opacity = _opacity(each)
        style = VisualStyle.parse(each) if each else VisualStyle()
        if style.background is not None and style.background.a and opacity >= LEAST_TINT:
            parts["reverse"] = True
        if style.foreground is not None:
            is_faint, is_text = opacity < FAINT, style.foreground.ansi == TEXT
            parts["color"] = "bright_black" if is_faint and is_text else style.foreground.rich_color
            parts["dim"] = is_faint and not is_text
        parts |= {name: True for name in ("bold", "italic", "underline") if getattr(style, name)}
    if parts.get("reverse"):
        parts = {name: value for name, value in parts.items() if name not in ("color", "dim")}
    return Style(**parts)


def _opacity(style: str) -> float:
    """What a style says of its colour; Textual forgets it where the colour is one of a terminal's own."""
    _, blank, share = style.rpartition(" ")
    return float(share.removesuffix("%")) / 100 if blank and share.endswith("%") else 1.0
