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

LOOKS = ("$foreground 25%", "bold $foreground", "$dim", "bold $primary")
"""How rule, title, tabs and the active tab look, as in Textual's markup."""


LEAST_TITLE = 14
"""Cells that the name of the job gets before tabs are shortened for it."""


class TabBar(Widget):
    """A rule with a title and tabs in it.

    Args:
        tabs: Names of the tabs, left to right.
        short: The same for a narrow screen; the tab that shows keeps its whole name.
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
    position: reactive[str] = reactive("")
    """Where the job stands among the others, "2/12", between two arrows; empty where the others are in sight."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Stepped(Message):
        """An arrow beside the position was clicked."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows
            """1 for the job below, -1 for the one above."""

    def __init__(self, tabs: Sequence[str], short: Sequence[str] = (), *, ascii: bool = False) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._short = tuple(short) or self._tabs
        self._rule = "-" if ascii else "─"
        self._cut = "~" if ascii else "…"
        self._arrows = ("<", ">") if ascii else ("◂", "▸")
        self._places: list[tuple[int, int]] = []
        self._steps_at = 0

    def render_line(self, y: int) -> Strip:
        """Draw the line and note where each tab stands."""
        rule, title, tab, active = (blended(self, look) for look in LOOKS)
        width = self.size.width
        steps = f" {self._arrows[0]} {self.position} {self._arrows[1]} " if self.position else ""
        text = self.title
        names = self._names(width - len(steps) - 8 - min(cell_len(text), LEAST_TITLE))
        tabs_width = sum(len(name) + 2 for name in names if name) + 2 + len(steps)
        room = max(0, width - tabs_width - 6)
        if cell_len(text) > room:
            text = set_cell_size(text, max(0, room - 1)) + self._cut if room > 1 else ""
        segments = [Segment(self._rule, rule)]
        position = 1
        if text:
            segments += [Segment(f" {text} ", title), Segment(self._rule * 2, rule)]
            position += cell_len(text) + 4
        self._places = []
        for index, name in enumerate(names):
            if not name:
                self._places.append((-1, -1))
                continue
            self._places.append((position, position + len(name) + 2))
            segments.append(Segment(f" {name} ", active if index == self.active else tab))
            position += len(name) + 2
        self._steps_at = width - len(steps) if steps and position + len(steps) <= width else width
        segments.append(Segment(self._rule * max(0, self._steps_at - position), rule))
        if self._steps_at < width:
            segments.append(Segment(steps, tab))
        return Strip(segments).adjust_cell_length(width, rule)

    def _names(self, room: int) -> list[str]:
        """What stands for each tab: whole names, short ones, or nothing for those far off."""
        names = list(self._tabs)
        if sum(len(name) + 2 for name in names) > room:
            names = list(self._short)
            names[self.active] = self._tabs[self.active]
        far = sorted(range(len(names)), key=lambda index: -abs(index - self.active))
        for index in far[:-1]:
            if sum(len(name) + 2 for name in names if name) <= room:
                break
            names[index] = ""
        return names

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse, or step to a neighbour."""
        if self.position and event.x >= self._steps_at:
            self.post_message(self.Stepped(-1 if event.x < (self._steps_at + self.size.width) // 2 else 1))
            return
        for index, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(index))
