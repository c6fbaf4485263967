"""The lines of one log of any size, on Textual's line API, followed while the end is in sight.

Only what is in sight is read. `LogWindow` knows where that is; Textual's scrolling is translated into movements of that
window, and the scroll bar shows where it stands. Every line is plain text that has been made harmless: nothing is
parsed as markup, no sequence reaches the terminal.
"""

import time
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollTo
from textual.selection import Selection
from textual.strip import Strip

from engine.observe.arrivals import Arrivals
from engine.observe.log_file import Look
from engine.observe.log_query import LogQuery
from engine.observe.log_search import Match
from tui.log_rows import Place, SeenRow
from tui.log_text import selected_text, text_of
from tui.log_window import START, LogWindow
from tui.widgets.log_bar import in_ascii
from tui.widgets.log_drawing import LogDrawing

EMPTY = "nothing has been written yet"
"""Shown for a log without lines."""

PAUSED = "paused – End to follow"
"""Told while the end is out of sight."""

TIME_WIDTH = 9
"""Cells of the column of times."""


class LogView(ScrollView, can_focus=True):
    """Shows one log."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    LogView {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-gutter: stable;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
    }
    """

    wrap: reactive[bool] = reactive(True)
    """Whether long lines are continued on the next row instead of running out of sight."""

    times: reactive[bool] = reactive(False)
    """Whether the time at which a line came stands before it, where that is known."""

    following: reactive[bool] = reactive(True)
    """Whether the view stays at the end; it stops when somebody scrolls up and starts again at the end."""

    corner: reactive[bool] = reactive(True)
    """Whether it says in its corner that it does not follow; off where another one says so."""

    ascii: reactive[bool] = reactive(False)
    """Whether what the panel says keeps to ASCII."""

    class Moved(Message):
        """Other lines are in sight, or it follows or does not follow any more."""

    class CameUnseen(Message):
        """Something was written while nobody looked: when, the guardian may have noted."""

    class Restarted(Message):
        """The log was emptied or replaced: another one is shown."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.window: LogWindow | None = None
        """Where it stands; None before a log is opened."""
        self.arrivals = Arrivals()
        """When lines came."""
        self._drawing = LogDrawing(self)
        self._in_sight: list[SeenRow] = []
        """As they were laid out last; they are drawn without another look at the log."""
        self._shape = (0, 0)
        self._widest = 0
        self._jumps = 0
        self._wanted: int | None = None
        """Offset to go to as soon as there is room to show anything."""

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

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True
        self._arrange()

    def action_pause(self) -> None:
        """Stay where it is, whatever is written."""
        self.following = False

    def go_to_offset(self, offset: int) -> None:
        """Bring the line at an offset to the top."""
        if self.window is None:
            return
        if not self._shape[0]:
            self._wanted = offset  # It has no place on the screen yet.
            return
        self.window.go_to(offset)
        self.following = self.window.is_at_end
        self._arrange()

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

    def watch_wrap(self) -> None:
        """Lay the lines out anew."""
        self.styles.overflow_x = "hidden" if self.wrap else "auto"  # Else a bar comes and goes with the other one.
        self._widest = 0
        self._fit()

    def watch_times(self) -> None:
        """Make room for the times, or take it back."""
        self._fit()

    def watch_following(self) -> None:
        """Show or remove the word in the corner."""
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._fit()

    def notify_style_update(self) -> None:
        """Draw in the colours of the new theme."""
        super().notify_style_update()
        self._drawing.forget_styles()
        self.refresh()

    @property
    def allow_vertical_scroll(self) -> bool:
        """Always: keys may come before the scroll bar does."""
        return self.window is not None

    @property
    def allow_horizontal_scroll(self) -> bool:
        """Always where lines are not wrapped."""
        return not self.wrap

    def on_scroll_to(self, event: ScrollTo) -> None:
        """The scroll bar was dragged: its place is a share of the log."""
        event.prevent_default()
        event.stop()
        if event.y is not None and self.window is not None:
            self.window.go_to_share(event.y / max(1, self.max_scroll_y))
            self.following = self.window.is_at_end
            self._arrange()
        if event.x is not None:
            super()._scroll_to(x=event.x, animate=False)

    def _scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> bool:
        """All scrolling ends here: rows go by one by one, so a row of the bar need not be a row of the log."""
        if y is not None and self.window is not None:
            self.window.move(round(y - self.scroll_y))
            self.following = self.window.is_at_end
            self._arrange()
        return x is not None and super()._scroll_to(x=x, animate=False)

    def scroll_home(self, **options: Any) -> None:
        """Go to the first line."""
        if self.window is not None:
            self.window.go_to_start()
            self.following = self.window.is_at_end
            self._arrange()

    def scroll_end(self, **options: Any) -> None:
        """Go to the end and follow."""
        self.action_follow()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected; while that grows the lines stay where they are."""
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, wrapped lines whole again."""
        if self.window is None or not self._in_sight:
            return None
        return selected_text(self.window, len(self._in_sight), selection), "\n"

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        width, height = self.size
        strip = self._row(y, width)
        text = f" {in_ascii(PAUSED) if self.ascii else PAUSED} "
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

    @property
    def _gutter(self) -> int:
        return TIME_WIDTH if self.times and self.size.width > 3 * TIME_WIDTH else 0

    def _fit(self) -> None:
        """Take the size there is."""
        region = self.scrollable_content_region
        self._shape = (region.width, region.height)
        if self.window is None:
            self._in_sight = []
            self.virtual_size = Size(0, 0)
            self.refresh()
        elif region.width and region.height:
            self.window.shape(max(1, region.width - self._gutter) if self.wrap else None, region.height)
            if self._wanted is not None:
                offset, self._wanted = self._wanted, None
                self.go_to_offset(offset)
            else:
                self._arrange()

    def _fit_again(self) -> None:
        """A scroll bar that has just come or gone takes or gives a row, and does not know where it is."""
        region = self.scrollable_content_region
        if (region.width, region.height) != self._shape:
            self._fit()
        elif self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y  # It may not have been there when that was set.

    def _arrange(self) -> None:
        """Show where the window stands."""
        window = self.window
        if window is None or not self._shape[0]:
            return
        if self.following:
            window.follow()
        self._in_sight = window.in_sight()
        if window.jumps != self._jumps:
            self._jumps = window.jumps
            if self.text_selection is not None:
                self.screen.clear_selection()
        above, total = window.bar()
        if self.wrap:
            width = self._shape[0]
        else:
            self._widest = max(
                [self._widest, *(cell_len(each.record.lines[each.row.line].text) for each in self._in_sight)]
            )
            width = self._widest + self._gutter
        self.virtual_size = Size(width, total)
        self.scroll_y = self.scroll_target_y = above
        self.refresh()
        self.post_message(self.Moved())
        self.call_after_refresh(self._fit_again)

    def _show_column(self, cell: int) -> None:
        width = self._shape[0] - self._gutter
        if not self.scroll_offset.x <= cell < self.scroll_offset.x + width - 1:
            self._widest = max(self._widest, cell + width // 2)
            self.virtual_size = Size(self._widest + self._gutter, self.virtual_size.height)
            super()._scroll_to(x=max(0, cell - width // 3), animate=False, force=True)
