"""Which line of a log stands where: counted from the start, block by block, so that one line is found by one read."""

from array import array
from collections.abc import Callable

from engine.observe.log_search import Read

BLOCK_BYTES = 1 << 20
"""Bytes between two remembered counts: a place between them is counted in half a millisecond."""


class LineIndex:
    """The lines of one log, as far as they have been counted.

    Args:
        block_bytes: Bytes between two remembered counts.
    """

    def __init__(self, block_bytes: int = BLOCK_BYTES) -> None:
        self._block = block_bytes
        self._before = array("Q", [0])
        """Newlines before each block whose start was reached."""
        self.known_bytes = 0
        """How far the count has come."""
        self.newlines = 0
        """How many newlines were counted."""

    def count(self, read: Read, size_bytes: int, stopped: Callable[[], bool]) -> bool:
        """Count on to the end of the log.

        Args:
            read: The log.
            size_bytes: How long it is.
            stopped: Asked before every block.

        Returns:
            Whether the end was reached.
        """
        while self.known_bytes < size_bytes:
            if stopped():
                return False
            until = min(size_bytes, len(self._before) * self._block)
            content = read(self.known_bytes, until - self.known_bytes)
            if not content:
                return False
            newlines, known_bytes = self.newlines + content.count(b"\n"), self.known_bytes + len(content)
            if known_bytes == len(self._before) * self._block:
                self._before.append(newlines)
            self.newlines, self.known_bytes = newlines, known_bytes  # Last, since another thread goes by it.
        return True

    def number_at(self, read: Read, offset: int) -> int | None:
        """Number of the line that begins at or holds `offset`, from 1; None while that is not known."""
        if offset > self.known_bytes:
            return None
        block = offset // self._block
        start = block * self._block
        return self._before[block] + read(start, offset - start).count(b"\n") + 1
