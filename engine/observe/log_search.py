"""Searching a log of any size: the nearest match in a direction, and how many there are, block by block.

A block begins and ends at a line, so that no match is cut and the count is the same however the log was written.
Counts are remembered by block: where there is nothing is known when the next match is asked for. The work is for a
thread, which is stopped between two blocks, or within one where an expression is searched for; nothing here looks at a
clock or a screen. An expression that takes too long ends the search with `TookTooLong`.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.observe.log_query import LogQuery, never

BLOCK_BYTES = 1 << 20
"""Bytes searched at once: 1 MiB is done in about a millisecond, so a stop is heard soon."""

SLACK_BYTES = 1 << 16
"""How far behind its end a block goes on to the end of the line; a longer line is cut there."""

Read = Callable[[int, int], bytes]
"""Gives the bytes at an offset, of a length."""


class Match(NamedTuple):
    """A place that matches. Ordered as in the log."""

    line: int
    """Offset of the line."""
    nth: int
    """Which of that line's matches it is."""


class Found(NamedTuple):
    """The answer to a step from match to match; may cross threads."""

    match: Match | None
    """None where nothing matches at all."""
    wrapped: bool = False
    """Whether the search went on at the other end of the log."""
    number: int | None = None
    """Which match of all it is, from 1; None while that is not counted."""


class LogSearch:
    """One query on one log.

    Args:
        query: What to search for.
        block_bytes: Bytes searched at once.
    """

    def __init__(self, query: LogQuery, block_bytes: int = BLOCK_BYTES) -> None:
        self.query = query
        self._block = block_bytes
        self._slack = min(SLACK_BYTES, block_bytes)
        self._counts = array("Q")
        self._size_bytes = 0
        self.total = 0
        """Matches in what was counted."""

    @property
    def counted_bytes(self) -> int:
        """How far the count has come."""
        return min(len(self._counts) * self._block, self._size_bytes)

    def count(self, read: Read, size_bytes: int, stopped: Callable[[], bool]) -> bool:
        """Count on to the end of the log, which may have grown since the last time.

        Args:
            read: The log.
            size_bytes: How long it is.
            stopped: Asked before every block.

        Returns:
            Whether the end was reached.
        """
        if self._size_bytes != size_bytes:
            # What ended where the log ended goes on now, and a line there may have been cut.
            keep = max(0, min(len(self._counts), (self._size_bytes - self._slack) // self._block - 1))
            self.total -= sum(self._counts[keep:])
            del self._counts[keep:]
            self._size_bytes = size_bytes
        while len(self._counts) * self._block < size_bytes:
            if stopped():
                return False
            _, content = self._content(read, len(self._counts), size_bytes)
            matches = self.query.count(content, stopped) if content else 0
            if matches is None:
                return False
            self._counts.append(matches)
            self.total += matches
        return True

    def next(self, read: Read, size_bytes: int, after: Match, stopped: Callable[[], bool]) -> Found | None:
        """The first match behind `after`, from the start again where there is none; None when stopped."""
        blocks = self._blocks(size_bytes)
        first = min(self._block_of(after.line), blocks - 1)
        for step in range(blocks + 1 if blocks else 0):
            number = (first + step) % blocks
            wrapped = first + step >= blocks
            if self._is_empty(number):
                continue
            if stopped():
                return None
            matches = self._matches(read, number, size_bytes, stopped)
            if matches is None:
                return None
            place = 0 if wrapped or step else bisect_right(matches, after)
            if place < len(matches):
                return Found(matches[place], wrapped, self._number(number, place))
        return Found(None)

    def previous(self, read: Read, size_bytes: int, before: Match, stopped: Callable[[], bool]) -> Found | None:
        """The last match before `before`, from the end again where there is none; None when stopped."""
        blocks = self._blocks(size_bytes)
        first = min(self._block_of(before.line), blocks - 1)
        for step in range(blocks + 1 if blocks else 0):
            number = (first - step) % blocks
            wrapped = step > first
            if self._is_empty(number):
                continue
            if stopped():
                return None
            matches = self._matches(read, number, size_bytes, stopped)
            if matches is None:
                return None
            place = (len(matches) if wrapped or step else bisect_left(matches, before)) - 1
            if place >= 0:
                return Found(matches[place], wrapped, self._number(number, place))
        return Found(None)

    def lines(self, read: Read, size_bytes: int) -> Iterator[int]:
        """Offset of each line that matches, from the start on."""
        for number in range(self._blocks(size_bytes)):
            for match in self._matches(read, number, size_bytes) or []:
                if match.nth == 0:
                    yield match.line

    def number_of(self, read: Read, size_bytes: int, match: Match, stopped: Callable[[], bool] = never) -> int | None:
        """Which match of all this one is, from 1; None while that is not counted."""
        number = self._block_of(match.line)
        if number >= len(self._counts):
            return None
        matches = self._matches(read, number, size_bytes, stopped)
        return self._number(number, bisect_left(matches, match)) if matches is not None else None

    def _blocks(self, size_bytes: int) -> int:
        return -(-size_bytes // self._block)

    def _block_of(self, offset: int) -> int:
        return offset // self._block

    def _is_empty(self, number: int) -> bool:
        """Whether a block is known to hold nothing; the last ones may have grown since."""
        return number < len(self._counts) - 2 and not self._counts[number]

    def _number(self, number: int, place: int) -> int | None:
        if number >= len(self._counts):
            return None
        return sum(self._counts[:number]) + place + 1

    def _matches(
        self, read: Read, number: int, size_bytes: int, stopped: Callable[[], bool] = never
    ) -> list[Match] | None:
        start, content = self._content(read, number, size_bytes)
        places = self.query.places(content, stopped) if content else []
        return [Match(start + line, nth) for line, nth in places] if places is not None else None

    def _content(self, read: Read, number: int, size_bytes: int) -> tuple[int, bytes]:
        """Offset and bytes of the lines that begin in a block."""
        start = number * self._block
        first = max(0, start - 1)  # The byte before tells whether a line begins right here.
        content = read(first, min(start + self._block + self._slack, size_bytes) - first)
        begin = self._edge(content, start - first, at_start=number == 0)
        end = self._edge(content, start - first + self._block, at_start=False)
        return first + begin, content[begin:end]

    def _edge(self, content: bytes, place: int, *, at_start: bool) -> int:
        """Where in `content` the first line begins at or behind `place`; a line longer than the slack is cut."""
        if at_start or place >= len(content):
            return min(place, len(content))
        newline = content.find(b"\n", place - 1, place + self._slack - 1)
        if newline >= 0:
            return newline + 1
        return place if len(content) - place >= self._slack else len(content)
