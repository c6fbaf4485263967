"""A log with all that is done to it: following, searching, jumping, copying. It knows of no job and of no screen.

Whoever shows it calls its `action_*` methods. What takes longer than a look at the screen, which is counting lines,
searching and looking for errors, is done by threads with readers of their own; they post messages.
"""

import time
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from engine.observe.arrivals import Arrivals, Noted, read_times
from engine.observe.error_lines import last_error
from engine.observe.log_file import LogReader, Look
from engine.text import clean
from tui.widgets.line_input import LineInput
from tui.widgets.log_bar import LogBar
from tui.widgets.log_counting import LogCounting
from tui.widgets.log_finding import LogFinding, stopped
from tui.widgets.log_messages import ErrorSought, TimesRead
from tui.widgets.log_view import LogView

LOOK_EVERY_S = 0.25
"""How often the file is looked at while it is in sight; a look costs some ten microseconds."""

TIMES_EVERY_S = 1.0
"""How often what the guardian notes is read on while times are shown."""

SIDE_STEP = 8
"""Cells that an arrow scrolls to the side."""


class LogPane(LogFinding, LogCounting):
    """Shows one log, and under it a line on where one is.

    Args:
        path: The log; more may be opened later.
        title: Stands above it, if any.
        times: Where the job's guardian notes when its lines came.
        ascii: Whether what the panel says keeps to ASCII.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    LogPane {
        height: 1fr;
        .log-title { height: 1; color: $primary; text-style: bold; padding: 0 1; }
        Horizontal { height: 1; background: $panel; display: none; }
        Horizontal Static { width: 2; color: $text-accent; }
        Input { width: 1fr; background: $panel; }
        &.typing Horizontal { display: block; }
    }
    LogPane LogBar { display: none; }
    LogPane.searching LogBar, .opened LogPane LogBar { display: block; }
    LogPane.searching.typing LogBar, .opened LogPane.typing LogBar { display: none; }
    """

    follow_key = "f"
    """What is pressed to follow the end again."""

    is_over = False
    """Whether nothing more will come, so that there is nothing to follow; whoever shows the pane says so."""

    def __init__(
        self, path: Path | None = None, title: str = "", *, times: Path | None = None, ascii: bool = False,
        id: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self._path = path
        self._times = times
        self._title = title
        self._ascii = ascii
        self.count_anew()
        self._times_read_s = float("-inf")
        self._tells_unnoted = False
        self._log = 0
        """A number that changes with the log; what was sought in another one is not shown."""

    def compose(self) -> ComposeResult:
        """Title, log, line; the field for searching is there from the start, since keys come fast."""
        if self._title:
            yield Static(clean(self._title, 200), classes="log-title", markup=False)
        view, bar = LogView(), LogBar()
        view.ascii = bar.ascii = self._ascii
        yield view
        yield bar
        with Horizontal():
            yield Static("/")
            yield LineInput(placeholder="words, or re: and a regular expression", compact=True)

    def on_mount(self) -> None:
        """Open what was given, and look at it from time to time."""
        if self._path is not None:
            self.open(self._path, times=self._times)
        self.set_interval(LOOK_EVERY_S, self._tick)

    @property
    def path(self) -> Path | None:
        """The log shown."""
        return self._path

    @property
    def finding(self) -> str:
        """What the line says of the search."""
        return self.query_one(LogBar).finding

    @property
    def place(self) -> str:
        """What it says of where one is."""
        return "  ".join(self.query_one(LogBar).place)

    def open(self, path: Path | None, arrivals: Arrivals | None = None, times: Path | None = None) -> None:
        """Show another log, at its end.

        Args:
            path: The log.
            arrivals: What is known of when its lines came; it is added to.
            times: Where the job's guardian notes it.
        """
        self._path, self._times = path, times
        self.log_view.open(path, arrivals)
        self._begin_anew()

    def look(self) -> None:
        """See what became of the file."""
        if self.log_view.look() is not Look.SAME:
            self.tell()

    def _begin_anew(self) -> None:
        self.workers.cancel_node(self)
        self._log += 1
        self.count_anew()
        self.end_search()

    def _tick(self) -> None:
        if not self.log_view.is_on_screen or self.log_view.window is None:
            return
        look = self.log_view.look()
        if look is Look.GREW and time.monotonic() - self._times_read_s >= TIMES_EVERY_S:
            self.look_up_times()
        size = self.log_view.window.file.size_bytes
        self.count_lines(self.log_view.window)
        self.count_on_if_grown(size)
        self.tell()

    @on(LogView.Moved)
    def tell_place(self) -> None:
        """Other lines are in sight."""
        self.tell()

    @on(LogView.Restarted)
    def say_restarted(self) -> None:
        """All that was known is of another log."""
        self._begin_anew()
        self.notify("The log was emptied or replaced: this is the new one.", markup=False)

    def action_follow(self) -> None:
        """Follow the end, or stop following it."""
        view = self.log_view
        if view.following:
            view.action_pause()
        else:
            view.action_follow()

    def action_wrap(self) -> None:
        """Wrap long lines, or let them run out of sight."""
        self.log_view.wrap = not self.log_view.wrap
        self.tell()

    def action_times(self) -> None:
        """Show when lines came, as far as that is known."""
        self.log_view.times = self._tells_unnoted = not self.log_view.times
        self.look_up_times()

    @on(LogView.CameUnseen)
    def look_up_times(self) -> None:
        """Read what the guardian noted, if it is to be seen."""
        if self._times is not None and self.log_view.times:
            self._times_read_s = time.monotonic()
            self._read_times(self._log, self._times, self.log_view.arrivals.noted)

    def action_left(self) -> None:
        """Scroll to the left."""
        self.log_view.scroll_relative(x=-SIDE_STEP, animate=False)

    def action_right(self) -> None:
        """Scroll to the right."""
        self.log_view.scroll_relative(x=SIDE_STEP, animate=False)

    def action_error(self) -> None:
        """Go to what ended the job."""
        window = self.log_view.window
        reader = window.file.reader() if window is not None else None
        if window is None or reader is None:
            self.notify("Its log tells of no error.")
        else:
            self._seek_error(self._log, reader, window.file.size_bytes)

    def action_copy(self) -> None:
        """Copy what is selected, else the line of the current match, else what is in sight."""
        view = self.log_view
        selected = self.screen.get_selected_text() if view.text_selection is not None else None
        if selected:
            text, what = selected, "the selection"
        elif self._found.match is not None:
            text, what = view.text_at(self._found.match), "the line that was found"
        else:
            text, what = view.text_in_sight(), "what is in sight"
        if not text:
            self.notify("There is nothing to copy.")
            return
        self.app.copy_to_clipboard(text)
        lines = text.count("\n") + 1
        self.notify(f"Copied {what}: {lines:,} line{'' if lines == 1 else 's'}.")

    def action_pager(self) -> None:
        """Read the log in the user's pager."""
        from tui.paging import read_in_pager

        if self._path is None or not self._path.is_file():
            self.notify("There is no log to open yet.", severity="warning")
        else:
            read_in_pager(self, self._path)

    @on(TimesRead)
    def show_times(self, event: TimesRead) -> None:
        """Take over what was noted."""
        event.stop()
        if event.log == self._log:
            self.log_view.arrivals.noted = event.noted
            self.log_view.refresh()
            if self._tells_unnoted and not event.noted.sizes:
                self.notify("When this log's lines came was not noted; known is what comes while it is shown.")
            self._tells_unnoted = False

    @on(ErrorSought)
    def show_error(self, event: ErrorSought) -> None:
        """The whole log was looked through for an error."""
        event.stop()
        if event.log != self._log:
            return
        if event.offset is None:
            self.notify("Its log tells of no error.")
        else:
            self.log_view.go_to_offset(event.offset)

    def tell(self) -> None:
        """Write the line anew."""
        bar, view, window = self.query_one(LogBar), self.log_view, self.log_view.window
        if window is None:
            bar.finding, bar.place = "", ()
            return
        view.follow_key = self.follow_key
        view.corner = not bar.display and not self.is_over
        size = window.file.size_bytes
        bar.finding = self.tell_search(size)
        parts = [] if view.wrap else ["no wrap"]
        if size:
            parts.append(self.tell_lines(window, view.first_in_sight, view.end_in_sight))
        if not self.is_over:
            parts.append("following" if view.following else view.paused)
        bar.place = tuple(parts)

    @work(thread=True, group="times", exclusive=True)
    def _read_times(self, log: int, path: Path, known: Noted) -> None:
        try:
            size_bytes = self._path.stat().st_size if self._path is not None else 0
        except OSError:
            size_bytes = 0
        self.post_message(TimesRead(log, read_times(path, size_bytes, known)))

    @work(thread=True, group="error", exclusive=True)
    def _seek_error(self, log: int, reader: LogReader, size_bytes: int) -> None:
        is_stopped = stopped()
        with reader:
            offset = last_error(reader.read, size_bytes, is_stopped)
        if not is_stopped():
            self.post_message(ErrorSought(log, offset))
