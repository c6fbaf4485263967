"""The room for a log: which rows of it are in sight, and scrolling over them. What draws them is `LogView`.

`LogWindow` knows where that is; Textual's scrolling is translated into movements of that window, and the scroll bar
shows where it stands.
"""

from typing import Any

from rich.cells import cell_len
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollTo

from tui.log_rows import SeenRow
from tui.log_window import LogWindow

TIME_WIDTH = 9
"""Cells of the column of times."""


class LogRoom(ScrollView, can_focus=True):
    """Knows which rows of one log are in sight."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    LogRoom {
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

    class Moved(Message):
        """Other lines are in sight, or it follows or does not follow any more."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.window: LogWindow | None = None
        """Where it stands; None before a log is opened."""
        self._in_sight: list[SeenRow] = []
        """As they were laid out last; they are drawn without another look at the log."""
        self._shape = (0, 0)
        self._widest = 0
        self._jumps = 0
        self._wanted: int | None = None
        """Offset to go to as soon as there is room to show anything."""

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
