"""Styles for the line API: colours that let the background through are blended with it, as Textual's own widgets do."""

from rich.style import Style
from textual.widget import Widget


def blended(widget: Widget, component: str) -> Style:
    """The style of one of a widget's component classes on the widget's own background."""
    return (widget.visual_style + widget.get_visual_style(component, partial=True)).rich_style
