"""A log divided into what is shown as one: mostly a line, or a few where progress bars move the cursor up.

A record ends at a newline, unless the line that follows moves the cursor up: then it draws over what stands above. A
log without newlines is divided at round places, so that finding a record never costs more than two `PIECE_BYTES` of
reading, wherever one begins: the division depends on the bytes alone.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass

from engine.observe.log_file import LogFile
from engine.observe.terminal_text import TextLine, fold

PIECE_BYTES = 1 << 22
"""Where a log of one endless line is divided: 4 MiB, some ten hours of a progress bar."""

LINE_LIMIT_BYTES = 1 << 16
"""Bytes of one record that are looked at: its end if it was drawn over, else its start."""

AHEAD_BYTES = 1 << 10
"""How much of the following line is searched for a movement of the cursor."""

REMEMBERED = 4_000
"""Records that are remembered, some MiB: more than a few screens."""

_SEQUENCE_BYTES = 6
"""Longest movement up that is understood: three digits."""

_UP = rb"[^\n]{0,%d}?\x1b\[\d{0,3}[AF]" % (AHEAD_BYTES - _SEQUENCE_BYTES)
_GOES_UP = re.compile(_UP)
_BEGINS = re.compile(rb"\n(?!%b)" % _UP)
"""A newline behind which a line begins that stands for itself."""

_FIRST_STEP_BYTES = 1 << 12
_STEP_BYTES = 1 << 18


@dataclass(frozen=True, eq=False)
class LogRecord:
    """What is shown as one; may cross threads."""

    start: int
    """Offset of its first byte."""
    end: int
    """Offset behind its newline."""
    lines: tuple[TextLine, ...]
    """What it leaves on the screen, one line at least."""


class LogRecords:
    """Finds the records of a log.

    Args:
        file: The log; whoever looks at it tells `grown` and `forget`.
        piece_bytes: Where endless lines are divided.
    """

    def __init__(self, file: LogFile, piece_bytes: int = PIECE_BYTES) -> None:
        self._file = file
        self._piece = piece_bytes
        self._known: OrderedDict[int, LogRecord] = OrderedDict()

    def forget(self) -> None:
        """It is another log."""
        self._known.clear()

    def grown(self, old_size: int) -> None:
        """The log was `old_size` bytes long: what ended there may go on now."""
        for start in [each.start for each in self._known.values() if each.end + AHEAD_BYTES > old_size]:
            del self._known[start]

    def last(self) -> LogRecord | None:
        """The record at the end, None in an empty log."""
        return self.at(self._file.size_bytes - 1) if self._file.size_bytes else None

    def at(self, offset: int) -> LogRecord:
        """The record that covers a byte of the log."""
        return self._record(self.start_of(max(0, min(offset, self._file.size_bytes - 1))))

    def after(self, record: LogRecord) -> LogRecord | None:
        """The next one, None at the end."""
        return self._record(record.end) if record.end < self._file.size_bytes else None

    def before(self, record: LogRecord) -> LogRecord | None:
        """The one before, None at the start."""
        return self._record(self.start_of(record.start - 1), record.start) if record.start else None

    def start_of(self, offset: int) -> int:
        """Where the record begins that covers `offset`."""
        if offset in self._known:
            return offset
        piece = offset - offset % self._piece
        found = self._natural_before(piece, offset)
        if found is None and piece:
            found = self._natural_before(piece - self._piece, piece)
            return piece if found is None else found
        return found or 0

    def _end_of(self, start: int) -> int:
        """Where the record ends that begins at `start`."""
        piece = start - start % self._piece + self._piece
        found = self._natural_after(start, piece)
        if found is None and start % self._piece:
            piece += self._piece
            found = self._natural_after(piece - self._piece, piece)
        return min(piece if found is None else found, self._file.size_bytes)

    def _natural_before(self, low: int, offset: int) -> int | None:
        """The last place in (low, offset] at which a line begins that stands for itself."""
        end, step = offset, _FIRST_STEP_BYTES
        while end > low:
            start = max(low, end - step)
            chunk = self._file.read(start, end - start)
            at = chunk.rfind(b"\n")
            if at >= 0 and not self._goes_up(start + at + 1):
                return start + at + 1
            # The lines before the last newline are whole, so nothing more is to be read for them.
            if at >= 0 and (before := _last_beginning(chunk, at)) is not None:
                return start + before
            end, step = start, min(4 * step, _STEP_BYTES)
        return None

    def _natural_after(self, start: int, high: int) -> int | None:
        """The first place in (start, high] at which a line begins that stands for itself."""
        high = min(high, self._file.size_bytes)
        step = _FIRST_STEP_BYTES
        while start < high:
            chunk = self._file.read(start, min(step, high - start))
            if not chunk:
                return None
            at = chunk.rfind(b"\n")
            if at >= 0 and (begins := _BEGINS.search(chunk, 0, at)) is not None:
                return start + begins.end()
            if at >= 0 and not self._goes_up(start + at + 1):
                return start + at + 1
            start, step = start + len(chunk), min(4 * step, _STEP_BYTES)
        return None

    def _goes_up(self, offset: int) -> bool:
        """Whether the line that begins here draws over what stands above it."""
        ahead = self._file.read(offset, AHEAD_BYTES)
        return b"\x1b[" in ahead and _GOES_UP.match(ahead) is not None

    def _record(self, start: int, end: int | None = None) -> LogRecord:
        """The record that begins at `start`, and ends at `end` where that is known."""
        record = self._known.get(start)
        if record is None:
            end = self._end_of(start) if end is None else end
            record = self._known[start] = LogRecord(start, end, self._lines(start, end))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(start)
        return record

    def _lines(self, start: int, end: int) -> tuple[TextLine, ...]:
        if end - start <= LINE_LIMIT_BYTES:
            content = self._file.read(start, end - start)
            finished = content.endswith(b"\n")
            return fold(content[:-1] if finished else content, finished=finished)
        content = self._file.read(end - LINE_LIMIT_BYTES, LINE_LIMIT_BYTES)
        finished = content.endswith(b"\n")
        content = content[:-1] if finished else content
        drawn_over = re.search(rb"[\r\n](?!\Z)", content)
        if drawn_over is not None:
            return fold(content[drawn_over.end() :], finished=finished)
        lines = fold(self._file.read(start, LINE_LIMIT_BYTES), finished=False)
        return (*lines[:-1], shortened(lines[-1], end - start))


def _last_beginning(chunk: bytes, end: int) -> int | None:
    """Where the last line begins in `chunk` that stands for itself and ends before `end`."""
    if b"\x1b[" not in chunk:
        newline = chunk.rfind(b"\n", 0, end)
        return newline + 1 if newline >= 0 else None
    begins = [match.end() for match in _BEGINS.finditer(chunk, 0, end)]
    return begins[-1] if begins else None


def shortened(line: TextLine, length_bytes: int) -> TextLine:
    """A line of which only the start is shown, which says so."""
    text = line.text.removesuffix("…")
    return TextLine(f"{text}… ({length_bytes:,} bytes)", line.spans)
