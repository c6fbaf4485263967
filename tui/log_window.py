"""What part of a log is in sight. Pure: it knows rows and bytes, and nothing of widgets.

The place is kept as an offset in the file, so it stays where it is when the log grows, when the width changes, and
whatever the log's size. Only a short log's rows are counted; the scroll bar of a long one goes by bytes.
"""

from pathlib import Path

from engine.observe.log_file import LogFile, Look
from engine.observe.log_records import PIECE_BYTES, LogRecords
from tui.log_rows import LogRows, Place, SeenRow

EXACT_BYTES = 1 << 14
"""Up to this size the scroll bar is exact to the row: 16 KiB are some 150 lines."""

JUMP_SCREENS = 8
"""A movement of more screens than this goes by the share of the log, not row by row."""

SLIDE_ROWS = 2_000
"""How many new rows are counted while following; more are a jump."""

START = Place(0, 0)
"""The first row."""


class LogWindow:
    """A number of rows of one log.

    Args:
        path: The log, which may come into being later.
        piece_bytes: See `LogRecords`.
    """

    def __init__(self, path: Path, piece_bytes: int = PIECE_BYTES) -> None:
        self.file = LogFile(path)
        self.records = LogRecords(self.file, piece_bytes)
        self.rows = LogRows(self.records)
        self.top = START
        """The first row in sight."""
        self.height = 1
        """Rows in sight."""
        self.first_row = 0
        """A number for `top` that changes as rows go by; what is selected is remembered by it."""
        self.jumps = 0
        """How often the place changed so that rows could not be counted; `first_row` means something else then."""
        self._end: Place | None = None
        """The top that brings the last row to the bottom, while it is known."""

    def look(self) -> Look:
        """See what happened to the file. The place stays, unless it is another log."""
        old_size = self.file.size_bytes
        look = self.file.look()
        if look is not Look.SAME:
            self._end = None
        if look is Look.RESTARTED:
            self.records.forget()
            self._jump_to(START)
        elif look is Look.GREW:
            self.records.grown(old_size)
            self._settle()
        return look

    def shape(self, width: int | None, height: int) -> None:
        """Take another size; `width` is None where lines are not wrapped."""
        record = self.records.at(self.top.start) if self.file.size_bytes else None
        row = self.rows.of(record)[min(self.top.row, len(self.rows.of(record)) - 1)] if record is not None else None
        self.rows.wrap(width)
        self.height = max(1, height)
        self._end = None
        if record is not None and row is not None:
            place = Place(record.start, self.rows.row_with(record, row.line, row.start))
            self._jump_to(min(place, self._end_top()))

    def in_sight(self) -> list[SeenRow]:
        """The rows to be shown."""
        return self.rows_from(self.top, self.height) if self.file.size_bytes else []

    def rows_from(self, place: Place, count: int) -> list[SeenRow]:
        """So many rows from a place on, fewer at the end."""
        walk = zip(self.rows.forward(place), range(count), strict=False)
        return [SeenRow(record, number, self.rows.of(record)[number]) for (record, number), _ in walk]

    @property
    def is_at_end(self) -> bool:
        """Whether the last row is in sight."""
        return not self.file.size_bytes or self.top >= self._end_top()

    @property
    def ends_in_newline(self) -> bool:
        """Whether the last line is finished."""
        return self.file.read(self.file.size_bytes - 1, 1) == b"\n"

    def follow(self) -> None:
        """Go to the end."""
        end = self._end_top()
        if end < self.top:
            self._jump_to(end)
            return
        for count, (record, number) in enumerate(self.rows.forward(self.top)):
            if (record.start, number) == end:
                self.first_row += count
                self.top = end
                return
            if count > SLIDE_ROWS:
                break
        self._jump_to(end)

    def move(self, rows: int) -> None:
        """Go on by some rows, or back; as far as the log goes."""
        if not self.file.size_bytes or not rows:
            return
        if abs(rows) > JUMP_SCREENS * self.height and self.file.size_bytes > EXACT_BYTES:
            self.go_to_share((self.bar()[0] + rows) / max(1, self.bar()[1] - self.height))
            return
        place, moved = self.rows.moved(self.top, rows)
        end = self._end_top() if rows > 0 else place
        if place > end:
            moved -= self._distance(end, place)
            place = end
        self.top = place
        self.first_row += moved

    def go_to_start(self) -> None:
        """Go to the first row."""
        self._jump_to(START)

    def go_to(self, offset: int, *, above: int = 0) -> None:
        """Bring the row that begins at or covers `offset` to the top, or so many rows below it."""
        if self.file.size_bytes:
            place, _ = self.rows.moved(Place(self.records.start_of(offset), 0), -above)
            self._jump_to(min(place, self._end_top()))

    def go_to_row(self, place: Place, *, above: int = 0) -> None:
        """Bring a row to the top, or so many rows below it."""
        place, _ = self.rows.moved(place, -above)
        self._jump_to(min(place, self._end_top()))

    def go_to_share(self, share: float) -> None:
        """Go to the place that has such a share of the log above it."""
        if share >= 1:
            self._jump_to(self._end_top())
        elif share <= 0:
            self.go_to_start()
        else:
            self.go_to(int(share * self.file.size_bytes))

    def bar(self) -> tuple[int, int]:
        """How many rows are above the top, and how many there are: of a long log only about so many."""
        size = self.file.size_bytes
        if not size:
            return 0, 1
        if size <= EXACT_BYTES:
            end = self.rows.last()
            above = self._distance(START, self.top)
            return above, above + self._distance(self.top, end) + 1
        end = self._end_top()
        if end == START:
            return 0, min(self.height, self._distance(START, self.rows.last()) + 1)
        # As long as the rows at the end are, so the others are taken to be; it only sets how small the thumb is.
        total = self.height + max(3, end.start * self.height // (size - end.start))
        if self.top == START:
            return 0, total
        highest = total - self.height
        if self.top >= end:
            return highest, total
        return min(highest - 1, max(1, int(self.top.start / size * highest))), total

    def _distance(self, start: Place, end: Place) -> int:
        """Rows between two places that are not far from one another."""
        count = 0
        for record, number in self.rows.forward(start):
            if (record.start, number) >= end:
                break
            count += 1
        return count

    def _end_top(self) -> Place:
        if self._end is None:
            self._end = self.rows.moved(self.rows.last(), 1 - self.height)[0] if self.file.size_bytes else START
        return self._end

    def _settle(self) -> None:
        """The record at the top may belong to the one before by now."""
        record = self.records.at(self.top.start)
        self.top = Place(record.start, min(self.top.row, len(self.rows.of(record)) - 1))

    def _jump_to(self, place: Place) -> None:
        if place != self.top:
            self.top = place
            self.first_row = 0
            self.jumps += 1
