"""Lines of text under a cursor, drawn straight from what was laid out for the present width."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.text_table import Line
from tui.widgets.blending import blended

MARGIN = 2
"""Cells on the left for the sign of the cursor, where rows can be chosen."""

PLAIN = str.maketrans("…–", "~-")
"""What stands in ASCII for a cut and for a value that is not known."""

CURSOR = "on $primary 16%"
"""How the line under the cursor looks."""


class RowList(ScrollView):
    """Shows lines; those with a key can be chosen.

    Args:
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
        overflow-x: hidden;
    }
    """

    class Opened(Message):
        """A row was clicked twice."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self.cursor = ""
        """Key of the row under the cursor, if any can be chosen."""
        self._ascii = ascii
        self._sign = ">" if ascii else "▸"
        self._lay_out: Callable[[int], Sequence[Line]] = lambda width: ()
        self._lines: Sequence[Line] = ()
        self._keys: list[str] = []
        self._styles: dict[tuple[bool, str], Style] = {}

    def show(self, lay_out: Callable[[int], Sequence[Line]]) -> None:
        """Show what `lay_out` makes of a width, now and whenever the width changes."""
        self._lay_out = lay_out
        if self.size.width:
            self._lay_out_anew()

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows, or scroll where there is none."""
        if not self._keys:
            self.scroll_relative(y=rows, animate=False)
            return
        place = self._keys.index(self.cursor) + rows if self.cursor in self._keys else 0
        self.move_to(self._keys[min(max(place, 0), len(self._keys) - 1)])

    def move_to(self, key: str) -> None:
        """Put the cursor on a row and scroll it into sight."""
        self.cursor = key
        places = [place for place, line in enumerate(self._lines) if line.key == key]
        if places:
            first, last, top = places[0], places[-1], self.scroll_offset.y
            first = 0 if key == self._keys[0] else first  # With what stands above it.
            if first < top:
                self.scroll_to(y=first, animate=False)
            elif last >= top + self.size.height:
                self.scroll_to(y=last - self.size.height + 1, animate=False)
        self.refresh()

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self._lay_out_anew()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= len(self._lines):
            return Strip.blank(width, self._style(False, ""))
        line = self._lines[place]
        chosen = bool(line.key) and line.key == self.cursor
        first = chosen and (place == 0 or self._lines[place - 1].key != line.key)
        sign = (self._sign if first else "").ljust(MARGIN) if self._keys else ""
        segments = [Segment(sign, self._style(chosen, "bold $primary"))]
        for text, look in line.parts:
            plain = text.translate(PLAIN) if self._ascii else text
            segments.append(Segment(plain, self._style(chosen, look)))
        taken = sum(cell_len(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, width - taken), self._style(chosen, "")))
        return Strip(segments).adjust_cell_length(width, self._style(chosen, ""))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse; a double click opens it."""
        place = event.y + self.scroll_offset.y
        key = self._lines[place].key if place < len(self._lines) else ""
        if not key:
            return
        self.move_to(key)
        if event.chain == 2:
            self.post_message(self.Opened(key))

    def _lay_out_anew(self) -> None:
        lines = self._lay_out(max(1, self.size.width - MARGIN - 1))
        if list(lines) == list(self._lines):
            return
        self._lines = lines
        self._keys = list(dict.fromkeys(line.key for line in lines if line.key))
        if self.cursor not in self._keys:
            self.cursor = self._keys[0] if self._keys else ""
        self.virtual_size = Size(self.size.width, len(lines))
        self.refresh()

    def _style(self, chosen: bool, look: str) -> Style:
        style = self._styles.get((chosen, look))
        if style is None:
            style = self._styles[chosen, look] = blended(self, CURSOR if chosen else "", look)
        return style
