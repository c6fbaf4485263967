"""The last lines of a log, followed while the end is in sight, on Textual's line API.

Every line goes in as plain text that the tail has made harmless: nothing is parsed as markup, no sequence reaches the
terminal.
"""

import re
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.observe.error_lines import ERROR, error_line
from engine.observe.log_tail import LogLines
from engine.text import clean

EMPTY = "nothing has been written yet"
"""Shown for a log without lines."""

PAUSED = " paused – End to follow "
"""Stands in the corner while the end is out of sight."""

_WARNING = re.compile(r"\bWARN(?:ING)?\b|\w*Warning:")
_SIMULATION = re.compile(r"\bSIMULATION\b")
_KINDS = ((ERROR, "log--error"), (_WARNING, "log--warning"), (_SIMULATION, "log--simulation"))


class LogView(ScrollView, can_focus=True):
    """Shows the lines of one log."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--text",
        "log--error",
        "log--warning",
        "log--simulation",
        "log--empty",
        "log--paused",
    }

    DEFAULT_CSS = """
    LogView {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-gutter: stable;
        .log--text { color: $foreground 85%; }
        .log--error { color: $text-error; }
        .log--warning { color: $text-warning; }
        .log--simulation { color: $text-accent; text-style: italic; }
        .log--empty { color: $foreground 55%; }
        .log--paused { color: $text-warning; background: $panel; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("end,G", "follow", "Follow", tooltip="Go to the end and stay there", show=False, id="log.follow"),
    ]

    wrap: reactive[bool] = reactive(True)
    """Whether long lines are continued on the next row instead of running out of sight."""

    following: reactive[bool] = reactive(True)
    """Whether the view stays at the end; it stops when somebody scrolls up and starts again at the end."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._log = LogLines()
        self._rows: list[tuple[str, str]] = []
        self._row_of_line: list[int] = []
        self._width = 0
        self._wanted_line: int | None = None
        """Line to scroll to as soon as this is in sight."""

    def show(self, log: LogLines) -> None:
        """Show these lines; while following, the last of them.

        Args:
            log: What the tail holds. Where it has given up lines since the last call, what is in sight stays in sight.
        """
        gone_lines = min(max(0, log.dropped - self._log.dropped), len(self._row_of_line))
        gone_rows = self._row_of_line[gone_lines] if gone_lines < len(self._row_of_line) else len(self._rows)
        self._log = log
        self._lay_out()
        if self.following:
            self._go_to_end()
        elif gone_rows:
            self.scroll_to(y=max(0, self.scroll_offset.y - gone_rows), animate=False, immediate=True)

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True
        self._go_to_end()

    def go_to_error(self) -> bool:
        """Bring the last traceback to the top, or else the last line that tells of an error; whether there is one."""
        line = error_line(self._log.lines)
        if line is None:
            return False
        self.following = False
        if self._width:
            self._scroll_to_line(line)
        else:
            self._wanted_line = line  # It has no place on the screen yet.
        return True

    def _scroll_to_line(self, line: int) -> None:
        self.scroll_to(y=self._row_of_line[line], animate=False, immediate=True, force=True)
        self.following = round(self.scroll_y) >= self.max_scroll_y  # A short log has nothing to be followed to.

    def watch_wrap(self) -> None:
        """Lay the lines out anew."""
        self._lay_out()
        if self.following:
            self._go_to_end()

    def watch_following(self) -> None:
        """Show or remove the word in the corner."""
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow when the end comes into sight, stop when it leaves."""
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value or not self.following:
            self.following = round(new_value) >= self.max_scroll_y

    def on_resize(self) -> None:
        """Wrap to the new width."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
        if self._wanted_line is not None and self._width:
            # When the layout is known: a scroll bar that has just appeared takes a column.
            self.call_after_refresh(self._scroll_to_line, self._wanted_line)
            self._wanted_line, self.following = None, False
        if self.following:
            self._go_to_end()

    def notify_style_update(self) -> None:
        """Draw in the colours of the new theme."""
        super().notify_style_update()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        width, height = self.size
        left, top = self.scroll_offset
        base = self.rich_style
        strip = self._row(top + y, left, width, base)
        before = self.scrollable_content_region.width - len(PAUSED)
        if y == height - 1 and not self.following and self._rows and before > 0:
            corner = Strip([Segment(PAUSED, self.get_component_rich_style("log--paused"))], len(PAUSED))
            return Strip.join([strip.crop(0, before), corner, strip.crop(before + len(PAUSED))])
        return strip

    def _row(self, row: int, left: int, width: int, base: Style) -> Strip:
        if not self._rows:
            text, kind = (EMPTY if row == 0 else "", "log--empty")
        elif row < len(self._rows):
            text, kind = self._rows[row]
        else:
            return Strip.blank(width, base)
        strip = Strip([Segment(text, self.get_component_rich_style(kind))])
        return strip.crop_extend(left, left + width, base)

    def _lay_out(self) -> None:
        """Divide the lines into rows."""
        self._width = width = self.scrollable_content_region.width
        rows: list[tuple[str, str]] = []
        starts: list[int] = []
        widest = 0
        for line in self._log.lines:
            # Cleaned lines pass at the cost of one look; anything else must not pass at all.
            text = line if line.isprintable() else clean(line)
            kind = next((name for pattern, name in _KINDS if pattern.search(text)), "log--text")
            starts.append(len(rows))
            cells = cell_len(text)
            if self.wrap and 2 <= width < cells:
                rows += [(part, kind) for part in chop_cells(text, width)]
            else:
                rows.append((text, kind))
            widest = max(widest, cells)
        self._rows, self._row_of_line = rows, starts
        self.virtual_size = Size(min(width, widest) if self.wrap else widest, len(rows))
        self.refresh()

    def _go_to_end(self) -> None:
        self._scroll_to_last_row()
        # Once more when the layout is known: a scroll bar that has just appeared takes a row.
        self.call_after_refresh(self._scroll_to_last_row)

    def _scroll_to_last_row(self) -> None:
        if self.following:
            self.scroll_end(animate=False, immediate=True, force=True, x_axis=False)
