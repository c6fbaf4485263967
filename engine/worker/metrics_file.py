"""Appending to metrics.jsonl: one write per line, and lines that could not be written are kept for later."""

import errno
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from engine.files import open_append
from engine.record import spell_non_finite

KEPT_BYTES = 1 << 20
"""Most bytes of lines kept in memory while they cannot be written, 1 MiB; the oldest go first."""

_ENCODER = msgspec.json.Encoder()

RETRY_S = 1.0
"""Seconds between attempts after a failure, so that a full disk does not slow the training."""


class MetricsFile:
    """The history of every metric of one job.

    Args:
        path: The file; it is opened at the first line.
        monotonic: Clock for the retries.
    """

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic
        self._descriptor = -1
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._retry_at = 0.0
        self._torn = False
        """Whether the file ends in part of a line that could not be taken back."""

    def append(self, line: Mapping[str, object]) -> None:
        """Append one JSON object.

        Raises:
            OSError: It could not be written now; it will be tried again with later ones.
        """
        content = _ENCODER.encode(line)
        if b"null" in content:  # What is made of a number that is not finite.
            content = _ENCODER.encode(spell_non_finite(line))
        content += b"\n"
        if self._waiting:
            self._keep(content)
            if self._monotonic() >= self._retry_at:
                self.flush()
            return
        try:
            self._write(content)
        except OSError:
            self._keep(content)
            self._retry_at = self._monotonic() + RETRY_S
            raise

    def flush(self) -> None:
        """Write what is waiting. Raises `OSError` when that fails again."""
        try:
            while self._waiting:
                self._write(self._waiting[0])
                self._waiting_bytes -= len(self._waiting.popleft())
        except OSError:
            self._retry_at = self._monotonic() + RETRY_S
            raise

    def close(self) -> None:
        """Give back the descriptor."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _keep(self, content: bytes) -> None:
        self._waiting.append(content)
        self._waiting_bytes += len(content)
        while self._waiting_bytes > KEPT_BYTES:
            self._waiting_bytes -= len(self._waiting.popleft())

    def _write(self, content: bytes) -> None:
        if self._descriptor < 0:
            self._descriptor = open_append(self._path)
        if self._torn:
            content = b"\n" + content
        written = os.write(self._descriptor, content)
        if written < len(content):
            # A disk that fills up takes part of a line; taking it back keeps every line in the file whole.
            self._torn = True
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
            self._torn = False
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._torn = False
