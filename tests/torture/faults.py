"""A disk that refuses: every single write of the engine can be made to fail with an error of the system's."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

WRITING = ("write", "pwrite", "fsync", "rename", "link", "ftruncate", "posix_fallocate")
"""Functions of `os` that fail, besides opening a file for writing and writing to a file object."""

ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
"""What a disk says that is full, over its quota, mounted read-only, or broken."""

MODULES = (
    "engine.files",
    "engine.reserve",
    "engine.worker.metrics_file",
    "engine.worker.training.checkpoint",
)
"""Modules that write."""


class Faults:
    """Counts writes and lets some of them fail.

    Args:
        first: Number of the first write that fails, from 0; negative lets none fail.
        count: How many in a row fail.
        number: The error.
        after: Called after each write that failed.
    """

    def __init__(self, first: int, count: int, number: int, after: Callable[[], None] = lambda: None) -> None:
        self.writes = 0
        """How many writes there were."""
        self._failing = range(first, first + count) if first >= 0 else range(0)
        self._number = number
        self._after = after

    def pass_one(self) -> None:
        """Count a write; raises `OSError` if it is one of those that fail."""
        number, self.writes = self.writes, self.writes + 1
        if number in self._failing:
            self._after()
            raise OSError(self._number, os.strerror(self._number))


class _File:
    """A file object whose writes may fail."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file = file
        self._faults = faults

    def write(self, content: Any) -> int:
        self._faults.pass_one()
        return int(self._file.write(content))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_File":
        self._file.__enter__()
        return self

    def __exit__(self, *ending: Any) -> Any:
        return self._file.__exit__(*ending)


class _Os(ModuleType):
    """`os`, but for writes."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("os")
        self._faults = faults

    def open(self, path: Any, flags: int, *mode: int, **rest: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            self._faults.pass_one()
        return os.open(path, flags, *mode, **rest)

    def fdopen(self, *given: Any, **rest: Any) -> _File:
        return _File(os.fdopen(*given, **rest), self._faults)

    def __getattr__(self, name: str) -> Any:
        found = getattr(os, name)
        if name not in WRITING:
            return found

        def write(*given: Any, **rest: Any) -> Any:
            self._faults.pass_one()
            return found(*given, **rest)

        return write


@contextmanager
def refusing_disk(faults: Faults) -> Iterator[None]:
    """Let the engine's writes in this process go through `faults`."""
    with mock.patch.multiple("engine.files", os=_Os(faults)):
        patches = [mock.patch(f"{module}.os", _Os(faults)) for module in MODULES[1:]]
        for patch in patches:
            patch.start()
        try:
            yield
        finally:
            for patch in patches:
                patch.stop()
