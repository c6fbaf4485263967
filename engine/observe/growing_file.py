"""Following a file that another process appends to: every byte once, in bounded blocks, whatever happens to the file.

It may be missing at first, be truncated, or be replaced by another one; then reading starts over. No descriptor is
kept, so any number of jobs can be followed. Standard library only; used by the tails of metrics and of logs.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple

BLOCK_BYTES = 1 << 18
"""Bytes of one read: 256 KiB amortise the call and stay in the processor's cache."""

_HEAD_BYTES = 64
"""Bytes at the start by which a file is recognised: one that was emptied and filled again between two looks may already
be longer than what had been read of it."""


class Growth(NamedTuple):
    """What a look at the file brought."""

    restarted: bool
    """Whether the file is another one than before: all that was made from it is void."""
    content: bytes
    """The bytes that follow those already given."""


class GrowingFile:
    """Reads what was appended since the last look.

    Args:
        path: The file, which need not exist yet; a symbolic link is not followed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        """Where the next read begins, in bytes."""
        self.size_bytes = 0
        """Size at the last look."""
        self._identity: tuple[int, int] | None = None
        self._head = b""

    def read(self, max_bytes: int = BLOCK_BYTES) -> Growth:
        """Read at most `max_bytes` more; nothing when there is nothing or the file cannot be read."""
        descriptor = self._open()
        if descriptor is None:
            return Growth(False, b"")
        try:
            restarted = self._recognise(descriptor)
            content = os.pread(descriptor, max_bytes, self.offset)
        except OSError:
            return Growth(False, b"")
        finally:
            os.close(descriptor)
        self.offset += len(content)
        return Growth(restarted, content)

    def seek_last_lines(self, lines: int, max_bytes: int) -> bool:
        """Continue at the start of the last `lines` lines, found by reading backwards.

        Args:
            lines: How many, an unfinished one at the end not counted.
            max_bytes: How far to go back at most; where that is reached, reading continues in the middle of a line.

        Returns:
            Whether that is the middle of a line.
        """
        descriptor = self._open()
        if descriptor is None:
            return False
        try:
            self._recognise(descriptor)
            lowest = max(0, self.size_bytes - max_bytes)
            position = self.size_bytes
            wanted = lines + 1
            while position > lowest:
                start = max(lowest, position - BLOCK_BYTES)
                block = os.pread(descriptor, position - start, start)
                end = len(block)
                while (end := block.rfind(b"\n", 0, end)) >= 0:
                    wanted -= 1
                    if wanted == 0:
                        self.offset = start + end + 1
                        return False
                position = start
            self.offset = lowest
            return lowest > 0 and os.pread(descriptor, 1, lowest - 1) != b"\n"
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def _open(self) -> int | None:
        try:
            return os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None

    def _recognise(self, descriptor: int) -> bool:
        """Take note of which file this is; go back to its start if it is not the one read so far."""
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError("not a regular file")
        identity = (facts.st_dev, facts.st_ino)
        head = os.pread(descriptor, _HEAD_BYTES, 0)
        known = self._identity is not None
        same = identity == self._identity and facts.st_size >= self.offset and head.startswith(self._head)
        self._identity, self._head, self.size_bytes = identity, head, facts.st_size
        if known and not same:
            self.offset = 0
        return known and not same
