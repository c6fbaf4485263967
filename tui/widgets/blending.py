"""Styles for the line API: colours that let the background through are blended with it, as Textual's own widgets do.

Styles are named as in Textual's markup ("bold $primary") and not by component classes: each of those is a node that
Textual matches with every rule of the style sheet whenever its widget is styled, which is most of a first paint.
"""

from rich.style import Style
from textual.style import Style as VisualStyle
from textual.widget import Widget


def blended(widget: Widget, *styles: str) -> Style:
    """A widget's own style with others on top.

    Args:
        widget: What is drawn; it must be in a running app, whose theme has the colours.
        styles: As in markup, from below; an empty one adds nothing.
    """
    style = widget.visual_style
    for each in styles:
        if each:
            style += VisualStyle.parse(each)
    return style.rich_style
