"""The line between table and detail: which job is shown, and which side of it."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.blending import blended

LOOKS = ("$foreground 25%", "bold $foreground", "$foreground 60%", "bold $primary")
"""How rule, title, tabs and the active tab look, as in Textual's markup."""


class TabBar(Widget):
    """A rule with a title and tabs in it.

    Args:
        tabs: Names of the tabs, left to right.
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    TabBar {
        height: 1;
    }
    """

    title: reactive[str] = reactive("")
    """Name of the job."""
    active: reactive[int] = reactive(0)
    """Index of the tab shown."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, tabs: Sequence[str], *, ascii: bool = False) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._rule = "-" if ascii else "─"
        self._places: list[tuple[int, int]] = []

    def render_line(self, y: int) -> Strip:
        """Draw the line and note where each tab stands."""
        rule, title, tab, active = (blended(self, look) for look in LOOKS)
        width = self.size.width
        tabs_width = sum(len(name) + 2 for name in self._tabs) + 2
        text = self.title
        room = max(0, width - tabs_width - 6)
        if cell_len(text) > room:
            text = set_cell_size(text, max(0, room - 1)) + "…" if room > 1 else ""
        segments = [Segment(self._rule, rule)]
        position = 1
        if text:
            segments += [Segment(f" {text} ", title), Segment(self._rule * 2, rule)]
            position += cell_len(text) + 4
        self._places = []
        for index, name in enumerate(self._tabs):
            self._places.append((position, position + len(name) + 2))
            segments.append(Segment(f" {name} ", active if index == self.active else tab))
            position += len(name) + 2
        segments.append(Segment(self._rule * max(0, width - position), rule))
        return Strip(segments).adjust_cell_length(width, rule)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for index, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(index))
