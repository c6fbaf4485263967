"""The lines of one log of any size, on Textual's line API, followed while the end is in sight.

Only what is in sight is read, and `LogRoom` knows what that is. Every line is plain text that has been made harmless:
nothing is parsed as markup, no sequence reaches the terminal.
"""

import time
from pathlib import Path

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from engine.observe.arrivals import Arrivals
from engine.observe.log_file import Look
from engine.observe.log_query import LogQuery
from engine.observe.log_search import Match
from tui.log_rows import Place
from tui.log_text import selected_text, text_of
from tui.log_window import START, LogWindow
from tui.widgets.log_bar import in_ascii
from tui.widgets.log_drawing import LogDrawing
from tui.widgets.log_room import TIME_WIDTH, LogRoom

EMPTY = "nothing has been written yet"
"""Shown for a log without lines."""

PAUSED = "paused – {key} follows"
"""Told while the end is out of sight."""


class LogView(LogRoom):
    """Shows one log."""

    corner: reactive[bool] = reactive(True)
    """Whether it says in its corner that it does not follow; off where another one says so."""

    ascii: reactive[bool] = reactive(False)
    """Whether what the panel says keeps to ASCII."""

    follow_key = "f"
    """What is pressed to follow the end again."""

    class CameUnseen(Message):
        """Something was written while nobody looked: when, the guardian may have noted."""

    class Restarted(Message):
        """The log was emptied or replaced: another one is shown."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.arrivals = Arrivals()
        """When lines came."""
        self._drawing = LogDrawing(self)

    def open(self, path: Path | None, arrivals: Arrivals | None = None) -> None:
        """Show another log at its end, or none.

        Args:
            path: The file, which may come into being later.
            arrivals: What is known of when its lines came; it is added to.
        """
        self.close()
        self.window = LogWindow(path) if path is not None else None
        self.arrivals = arrivals if arrivals is not None else Arrivals()
        self._in_sight = []  # Else those of the log before are drawn until this one has a size.
        self._widest, self._jumps, self._wanted = 0, 0, None
        self.following = True
        self.search(None)
        self._shape = (0, 0)
        if self.window is not None:
            self.window.look()
            self._note_arrival()
        self._fit()

    def close(self) -> None:
        """Let go of the file."""
        if self.window is not None:
            self.window.file.close()

    def on_unmount(self) -> None:
        """Let go of the file."""
        self.close()

    def look(self) -> Look:
        """Show what became of the file since the last look."""
        if self.window is None:
            return Look.SAME
        self._fit_again()
        look = self.window.look()
        if look is Look.RESTARTED:
            self.arrivals.forget()
        self._note_arrival()
        if look is Look.SAME:
            return look
        if look is Look.RESTARTED:
            self._widest = 0
            self.following = True
            self.post_message(self.Restarted())
        self._arrange()
        return look

    def _note_arrival(self) -> None:
        assert self.window is not None
        file = self.window.file
        if file.size_bytes and self.arrivals.saw(file.size_bytes, file.changed_at, time.monotonic()):
            self.post_message(self.CameUnseen())

    def search(self, query: LogQuery | None, current: Match | None = None) -> None:
        """Mark what matches, and one match as the current one."""
        self._drawing.query = query
        self._drawing.current = current
        self.refresh()

    def show_match(self, match: Match) -> None:
        """Mark a match as the current one and bring it into sight."""
        self._drawing.current = match
        window = self.window
        if window is None or not window.file.size_bytes:
            return
        record = window.records.at(match.line)
        place = self._drawing.place_of(record, match)
        row = window.rows.row_with(record, *place) if place is not None else 0
        if not any(each.record is record and each.number == row for each in self._in_sight):
            window.go_to_row(Place(record.start, row), above=window.height // 3)
        self.following = window.is_at_end and window.top == START  # Else what is written next would push it away.
        if place is not None and not self.wrap:
            self._show_column(cell_len(record.lines[place[0]].text[: place[1]]))
        self._arrange()

    @property
    def first_in_sight(self) -> int:
        """Offset of the first line in sight."""
        return self.window.top.start if self.window is not None else 0

    @property
    def end_in_sight(self) -> int:
        """Offset behind the last line in sight."""
        return self._in_sight[-1].record.end if self._in_sight else 0

    def text_in_sight(self) -> str:
        """The rows in sight as text, wrapped lines whole again."""
        return text_of(self._in_sight)

    def text_at(self, match: Match) -> str:
        """The line of a match."""
        record = self.window.records.at(match.line) if self.window is not None else None
        return "\n".join(line.text for line in record.lines) if record is not None else ""

    def notify_style_update(self) -> None:
        """Draw in the colours of the new theme."""
        super().notify_style_update()
        self._drawing.forget_styles()
        self.refresh()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected; while that grows the lines stay where they are."""
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, wrapped lines whole again."""
        if self.window is None or not self._in_sight:
            return None
        return selected_text(self.window, len(self._in_sight), selection), "\n"

    @property
    def paused(self) -> str:
        """What is told while the end is out of sight."""
        told = PAUSED.format(key=self.follow_key)
        return in_ascii(told) if self.ascii else told

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        width, height = self.size
        strip = self._row(y, width)
        text = f" {self.paused} "
        before = self.scrollable_content_region.width - len(text)
        if y == height - 1 and self.corner and not self.following and self._in_sight and before > 0:
            corner = Strip([Segment(text, self._drawing.style("$text-warning on $panel"))], len(text))
            return Strip.join([strip.crop(0, before), corner, strip.crop(before + len(text))])
        return strip

    def _row(self, y: int, width: int) -> Strip:
        base = self.rich_style
        window = self.window
        if window is None or y >= len(self._in_sight):
            if y == 0 and (window is None or not window.file.size_bytes):
                return Strip([Segment(EMPTY, self._drawing.style("$dim"))]).crop_extend(0, width, base)
            return Strip.blank(width, base)
        record, number, row = self._in_sight[y]
        selection = self.text_selection
        selected = selection.get_span(window.first_row + y) if selection is not None else None
        strip = self._drawing.row(record, row, selected).apply_offsets(0, window.first_row + y)
        left, room = self.scroll_offset.x, width - self._gutter
        strip = strip.crop_extend(left, left + room, base)
        if not self._gutter:
            return strip
        came = self.arrivals.at(record.end) if number == 0 else None
        text = time.strftime("%H:%M:%S ", time.localtime(came)) if came is not None else " " * TIME_WIDTH
        return Strip.join([Strip([Segment(text, self._drawing.style("$dim"))], TIME_WIDTH), strip])
