"""A line across the screen with a title, things to choose among, and a note at its end."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.blending import blended

LOOKS = {"rule": "$foreground 25%", "title": "bold $foreground", "lit": "bold $primary", "tab": "$dim",
         "active": "bold reverse $primary", "note": "$dim"}  # fmt: skip
"""How each part looks, as in Textual's markup."""

LONGEST_TAB = 28
"""Cells of a thing to choose."""


class RuleBar(Widget):
    """Shows what the part of the screen below it is about.

    Args:
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    RuleBar { height: 1; }
    """

    class Chosen(Message):
        """One of the things to choose among was clicked."""

        def __init__(self, bar: "RuleBar", index: int) -> None:
            super().__init__()
            self.bar = bar
            self.index = index

        @property
        def control(self) -> "RuleBar":
            """The line that was clicked."""
            return self.bar

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ascii = ascii
        self._rule, self._ellipsis = ("-", "~") if ascii else ("─", "…")
        self._said: tuple[str, tuple[str, ...], int, str, bool] = ("", (), 0, "", False)
        self._places: list[tuple[int, int, int]] = []

    def say(self, title: str, tabs: Sequence[str] = (), active: int = 0, *, note: str = "", lit: bool = False) -> None:
        """Say this from now on.

        Args:
            title: What is below.
            tabs: What can be chosen.
            active: Index of what is chosen.
            note: Said at the right end, if there is room.
            lit: Whether keys act on what is below.
        """
        said = (title, tuple(tabs), active, note, lit)
        if said != self._said:
            self._said = said
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line and note where each thing to choose stands."""
        title, tabs, active, note, lit = self._said
        style = {name: blended(self, look) for name, look in LOOKS.items()}
        width = self.size.width
        segments = [Segment(self._rule, style["rule"]), Segment(f" {title} ", style["lit" if lit else "title"])]
        position = 3 + cell_len(title)
        self._places = []
        if tabs:
            segments.append(Segment(self._rule * 2, style["rule"]))
            segments += self._tabs(position + 2, width - position - 3, tabs, active, style)
            position = 2 + position + sum(cell_len(segment.text) for segment in segments[3:])
        if note and width - position >= cell_len(note) + 4:
            segments.append(Segment(self._rule * (width - position - cell_len(note) - 3), style["rule"]))
            segments += [Segment(f" {note} ", style["note"]), Segment(self._rule, style["rule"])]
        else:
            segments.append(Segment(self._rule * max(0, width - position), style["rule"]))
        return Strip(segments).adjust_cell_length(width, style["rule"])

    def _tabs(self, start: int, room: int, tabs: Sequence[str], active: int, style: dict[str, Style]) -> list[Segment]:
        """As many as fit around the one that is chosen."""
        names = [self._cut(tab, min(LONGEST_TAB, room - 6)) for tab in tabs]
        first = last = active
        used = cell_len(names[active]) + 2
        while True:
            more = [place for place in (last + 1, first - 1) if 0 <= place < len(names)]
            fitting = [place for place in more if used + cell_len(names[place]) + 2 <= room - 4]
            if not fitting:
                break
            used += cell_len(names[fitting[0]]) + 2
            first, last = min(first, fitting[0]), max(last, fitting[0])
        segments = []
        if first > 0:
            segments.append(Segment("< " if self._ascii else "‹ ", style["note"]))
            self._places.append((first - 1, start, start + 2))
            start += 2
        for place in range(first, last + 1):
            segments.append(Segment(f" {names[place]} ", style["active" if place == active else "tab"]))
            self._places.append((place, start, start + cell_len(names[place]) + 2))
            start += cell_len(names[place]) + 2
        if last < len(names) - 1:
            segments.append(Segment(" >" if self._ascii else " ›", style["note"]))
            self._places.append((last + 1, start, start + 2))
        return segments

    def _cut(self, text: str, width: int) -> str:
        if self._ascii:
            text = text.encode("ascii", "replace").decode("ascii")
        return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + self._ellipsis

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the mouse."""
        for place, start, end in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(self, place))
