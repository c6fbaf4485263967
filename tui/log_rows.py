"""Which rows of the screen the records of a log take at a width, and walking over them. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rich.cells import cell_len, chop_cells

from engine.observe.log_records import LogRecord, LogRecords


class Row(NamedTuple):
    """A part of a line that takes one row."""

    line: int
    """Which line of its record."""
    start: int
    """Its first character."""
    end: int
    """Behind its last character."""


class SeenRow(NamedTuple):
    """A row as it was laid out: what it takes to draw it, whatever becomes of the log and of the width meanwhile."""

    record: LogRecord
    """What it belongs to."""
    number: int
    """Which row of that it is."""
    row: Row
    """Its part of a line."""

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.record.lines[self.row.line].text[self.row.start : self.row.end]

    @property
    def ends_line(self) -> bool:
        """Whether its line is not continued on the next row."""
        return self.row.end == len(self.record.lines[self.row.line].text)


class Place(NamedTuple):
    """A row of a log. Ordered as in the log."""

    start: int
    """Where its record begins."""
    row: int
    """Which row of that record."""


class LogRows:
    """The rows of a log at one width.

    Args:
        records: The log.
    """

    def __init__(self, records: LogRecords) -> None:
        self._records = records
        self._width: int | None = None
        self._rows: WeakKeyDictionary[LogRecord, tuple[Row, ...]] = WeakKeyDictionary()

    def wrap(self, width: int | None) -> None:
        """Divide lines longer than `width` cells; None divides none."""
        if width is not None and width < 2:
            width = None  # A wide character would find no place.
        if width != self._width:
            self._width = width
            self._rows.clear()

    def of(self, record: LogRecord) -> tuple[Row, ...]:
        """The rows of a record, one at least."""
        rows = self._rows.get(record)
        if rows is None:
            rows = self._rows[record] = tuple(self._divide(record))
        return rows

    def forward(self, place: Place) -> Iterator[tuple[LogRecord, int]]:
        """This row and all that follow: record and number of the row in it."""
        record: LogRecord | None = self._records.at(place.start)
        number = place.row
        while record is not None:
            for each in range(number, len(self.of(record))):
                yield record, each
            record, number = self._records.after(record), 0

    def backward(self, place: Place) -> Iterator[tuple[LogRecord, int]]:
        """This row and all before it."""
        record: LogRecord | None = self._records.at(place.start)
        number = place.row
        while record is not None:
            for each in range(min(number, len(self.of(record)) - 1), -1, -1):
                yield record, each
            record = self._records.before(record)
            number = len(self.of(record)) - 1 if record is not None else 0

    def moved(self, place: Place, rows: int) -> tuple[Place, int]:
        """The row so many rows further on, or back where negative, and how many that were: a log has two ends."""
        walk = self.forward(place) if rows >= 0 else self.backward(place)
        done = -1
        for record, number in walk:
            place = Place(record.start, number)
            done += 1
            if done >= abs(rows):
                break
        done = max(0, done)
        return place, done if rows >= 0 else -done

    def last(self) -> Place:
        """The last row of the log."""
        record = self._records.last()
        return Place(record.start, len(self.of(record)) - 1) if record is not None else Place(0, 0)

    def row_with(self, record: LogRecord, line: int, character: int) -> int:
        """Number of the row of a record that shows a character of one of its lines."""
        return max(0, bisect_right(self.of(record), (line, character), key=lambda row: (row.line, row.start)) - 1)

    def _divide(self, record: LogRecord) -> Iterator[Row]:
        for number, line in enumerate(record.lines):
            text, width = line.text, self._width
            if width is None or (len(text) <= width and text.isascii()) or cell_len(text) <= width:
                yield Row(number, 0, len(text))
                continue
            start = 0
            for part in chop_cells(text, width):
                yield Row(number, start, start + len(part))
                start += len(part)
