"""Counting the lines of a log beside the panel's own thread, and telling which are in sight."""

from textual import work
from textual.containers import Vertical

from engine.format import bytes_
from engine.observe.line_index import LineIndex
from engine.observe.log_file import LogReader
from tui.log_window import LogWindow
from tui.widgets.log_finding import stopped

AT_ONCE_BYTES = 1 << 18
"""Up to this growth lines are counted at once; more is a thread's work."""


class LogCounting(Vertical):
    """The part of `LogPane` that counts lines."""

    _index: LineIndex
    _counting_lines: bool
    _numbered: tuple[tuple[int, int, int], tuple[int | None, int | None]]
    """The last answer of `_numbers` and what it is the answer to."""

    def tell(self) -> None:
        """Write the line under the log anew; see `LogPane`."""
        raise NotImplementedError

    def count_anew(self) -> None:
        """It is another log."""
        self._index = LineIndex()
        self._numbered = ((-1, 0, 0), (None, None))
        self._counting_lines = False

    def count_lines(self, window: LogWindow) -> None:
        """Count what was added: a little at once, much by a thread."""
        size_bytes = window.file.size_bytes
        left = size_bytes - self._index.known_bytes
        if self._counting_lines or left <= 0:
            return
        if left <= AT_ONCE_BYTES:
            self._index.count(window.file.read, size_bytes, lambda: False)
        elif (reader := window.file.reader()) is not None:
            self._counting_lines = True
            self._count_lines(self._index, reader, size_bytes)

    def tell_lines(self, window: LogWindow, start: int, end: int) -> str:
        """Which lines are in sight: their numbers once those are known, before that how far down that is.

        Args:
            window: The log.
            start: Offset of the first line.
            end: Offset behind the last line.
        """
        size_bytes, index = window.file.size_bytes, self._index
        first, last = self._numbers(window, start, end)
        if first is None or last is None:
            return f"{end / size_bytes:.0%} of {bytes_(size_bytes).strip()}"
        if index.known_bytes < size_bytes:
            return f"lines {first:,}–{last:,} of …"
        return f"lines {first:,}–{last:,} of {index.newlines + (not window.ends_in_newline):,}"

    def _numbers(self, window: LogWindow, start: int, end: int) -> tuple[int | None, int | None]:
        """Numbers of the first and the last line in sight, as far as they are known."""
        places = (self._index.known_bytes, start, max(0, end - 1))
        if places != self._numbered[0]:
            first, last = (self._index.number_at(window.file.read, place) for place in places[1:])
            self._numbered = (places, (first, last))
        return self._numbered[1]

    @work(thread=True, group="lines", exclusive=True)
    def _count_lines(self, index: LineIndex, reader: LogReader, size_bytes: int) -> None:
        with reader:
            index.count(reader.read, size_bytes, stopped())
        self.app.call_later(self._lines_counted, index)

    def _lines_counted(self, index: LineIndex) -> None:
        if index is self._index:
            self._counting_lines = False
            self.tell()
