"""The bytes of one log at any place, however long it is, and the notice that another log has come in its place.

A look costs the same for any size. Pages that were read are remembered, a few of them: what is on the screen is asked
for again and again. Not for use by several threads: a thread takes a `reader`.
"""

import os
import stat
from collections import OrderedDict
from enum import Enum
from pathlib import Path
from typing import Self

PAGE_BYTES = 1 << 14
"""Bytes of one remembered page: 16 KiB hold a screen of lines."""

PAGES = 32
"""How many pages are remembered: half a MiB."""

HEAD_BYTES = 64
"""Bytes at the start by which a log is recognised: one that was emptied and filled again between two looks may already
be longer than it was."""


class Look(Enum):
    """What a look at the file brought."""

    SAME = "same"
    GREW = "grew"
    RESTARTED = "restarted"
    """It was emptied or replaced: all that is known of it is void."""


class LogFile:
    """One log, which may come into being later.

    Args:
        path: The file; a symbolic link is not followed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        """Size at the last look."""
        self.changed_at = 0.0
        """When it was last written to, as its file system says (Unix seconds); 0 before there is a file."""
        self._descriptor: int | None = None
        self._identity: tuple[int, int] | None = None
        self._head = b""
        self._pages: OrderedDict[int, bytes] = OrderedDict()

    def look(self) -> Look:
        """See how long it is now and whether it is the same file; what cannot be opened stays as it was."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return Look.SAME
        try:
            facts = os.fstat(descriptor)
            head = os.pread(descriptor, HEAD_BYTES, 0) if stat.S_ISREG(facts.st_mode) else None
        except OSError:
            head = None
        if head is None:
            os.close(descriptor)
            return Look.SAME
        identity = (facts.st_dev, facts.st_ino)
        known = self._identity is not None
        same = identity == self._identity and facts.st_size >= self.size_bytes and head.startswith(self._head)
        grew = facts.st_size > self.size_bytes
        if same and self._descriptor is not None:
            os.close(descriptor)
        else:
            self.close()
            self._descriptor = descriptor
        self._identity, self._head = identity, head
        self.size_bytes, self.changed_at = facts.st_size, facts.st_mtime
        if known and not same:
            return Look.RESTARTED
        return Look.GREW if grew else Look.SAME

    def read(self, start: int, length: int) -> bytes:
        """The bytes from `start` on, fewer where the log ends or cannot be read."""
        length = min(length, self.size_bytes - start)
        if length <= 0:
            return b""
        page = start - start % PAGE_BYTES
        if start + length <= page + PAGE_BYTES:
            return self._page(page)[start - page : start - page + length]
        if length > PAGES * PAGE_BYTES // 2:
            return self._pread(start, length)
        parts = [self._page(each) for each in range(page, start + length, PAGE_BYTES)]
        return b"".join(parts)[start - page : start - page + length]

    def reader(self) -> "LogReader | None":
        """The same file for a thread; None before there is one."""
        return LogReader(os.dup(self._descriptor)) if self._descriptor is not None else None

    def close(self) -> None:
        """Let go of the file; the next look opens it again."""
        self._pages.clear()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _page(self, start: int) -> bytes:
        page = self._pages.get(start)
        if page is None or (len(page) < PAGE_BYTES and start + len(page) < self.size_bytes):
            page = self._pages[start] = self._pread(start, PAGE_BYTES)
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(start)
        return page

    def _pread(self, start: int, length: int) -> bytes:
        if self._descriptor is None:
            return b""
        return _pread(self._descriptor, start, min(length, self.size_bytes - start))


class LogReader:
    """Reads one file whatever becomes of its name, until it is left as a context or has no reference any more.

    The latter because a thread that was to read may be called off before it begins.

    Args:
        descriptor: Of the file; it belongs to the reader.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def __del__(self) -> None:
        self._close()

    def read(self, start: int, length: int) -> bytes:
        """The bytes from `start` on, fewer where the file ends or cannot be read."""
        return _pread(self._descriptor, start, length)

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _pread(descriptor: int, start: int, length: int) -> bytes:
    try:
        return os.pread(descriptor, length, start)
    except OSError:
        return b""
