"""A user's expression in a process of its own: `re` can neither be called off nor does it let another thread run."""

import os
import re
import select
import subprocess
import sys
import time
import warnings
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

from engine.errors import TraindeckError
from engine.expression.child import EVERY, FIRST, HEADER, READY

POLL_S = 0.02
"""How often whoever waits is asked whether it still wants the answer."""

START_S = 5.0
"""Longest wait besides a limit, for a process that has to start on a busy machine: it ends itself at its limit."""

_BUSY = frozenset(".*+?{([|\\")
"""Without one of these an expression is words between the edges of a line, and takes no longer than those do."""


class TookTooLong(TraindeckError):
    """An expression was ended before it had an answer."""


class NotYet(TookTooLong):
    """The process of an expression is still starting."""


def compiled(source: str, flags: int) -> re.Pattern[str]:
    """Compile an expression; what a later Python may read otherwise is no concern of somebody who types.

    Raises:
        ValueError: It is none; the message says why.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(source, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def is_quick(source: str) -> bool:
    """Whether an expression may run in this process."""
    return _BUSY.isdisjoint(source) and source.isprintable()


def _never() -> bool:
    return False


class Expression:
    """One expression, ready to be asked; its process is started when it is needed, and ends with it.

    Several threads may ask: one after the other.

    Args:
        pattern: The expression.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        """Whether the process has begun to listen."""
        self._lock = Lock()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def spans(self, text: str, limit_s: float, stopped: Callable[[], bool] = _never) -> list[tuple[int, int]] | None:
        """Where the lines of a text match, in characters of the text; matches that hold nothing do not count.

        Args:
            text: One or more lines.
            limit_s: How long it may take.
            stopped: Asked again and again whether the answer is not wanted any more.

        Returns:
            None when it was called off.

        Raises:
            TookTooLong: There is no answer within the limit.
        """
        return self._ask(text, EVERY, limit_s, START_S, stopped)

    def spans_now(self, text: str, limit_s: float) -> list[tuple[int, int]]:
        """The same for somebody who cannot wait at all: not for a start either.

        Raises:
            NotYet: The process has not started yet; asked again later it may have.
            TookTooLong: There is no answer within the limit.
        """
        return self._ask(text, EVERY, limit_s, 0, _never) or []

    def matching(self, lines: Sequence[str], limit_s: float) -> set[int]:
        """Which of some lines match, an empty match included.

        Raises:
            TookTooLong: There is no answer within the limit.
        """
        text = "\n".join(line.replace("\n", " ") for line in lines)
        starts: dict[int, int] = {}
        start = 0
        for place, line in enumerate(lines):
            starts.update(dict.fromkeys(range(start, start + len(line) + 1), place))
            start += len(line) + 1
        return {starts[first] for first, _ in self._ask(text, FIRST, limit_s, START_S, _never) or []}

    def _ask(
        self, text: str, asked: int, limit_s: float, patience_s: float, stopped: Callable[[], bool]
    ) -> list[tuple[int, int]] | None:
        """Have a question answered.

        Args:
            text: Lines.
            asked: What of them.
            limit_s: How long the process may search.
            patience_s: How long to wait for it besides, since it may have to start and to get a processor.
            stopped: Whether the answer is not wanted any more.
        """
        with self._lock:
            try:
                process = self._started()
                if not self._is_ready:
                    end = time.monotonic() + (limit_s + patience_s if patience_s else 0)
                    if self._received(process, len(READY), end, stopped) is None:
                        return None
                    self._is_ready = True
                content = text.encode("utf-8", "surrogatepass")
                _put(process, HEADER.pack(limit_s, asked, len(content)) + content)
                end = time.monotonic() + limit_s + patience_s
                size = self._received(process, 8, end, stopped)
                length = array("I").itemsize * int.from_bytes(size, sys.byteorder) if size is not None else 0
                answer = self._received(process, length, end, stopped) if size is not None else None
            except (OSError, EOFError) as error:
                self.close()
                raise TookTooLong("That regular expression takes too long.", "Repeat less in it.") from error
            if answer is None:
                self.close()
                return None
        places = iter(array("I", answer))
        return list(zip(places, places, strict=True))

    def _received(
        self, process: "subprocess.Popen[bytes]", length: int, end: float, stopped: Callable[[], bool]
    ) -> bytes | None:
        """So many bytes from the process; None when called off.

        Raises:
            NotYet: The process has not started in time.
            EOFError: It has ended, or there is no answer in time.
        """
        assert process.stdout is not None
        ready = select.poll()
        ready.register(process.stdout, select.POLLIN)
        received = bytearray()
        while len(received) < length:
            if stopped():
                return None
            left = end - time.monotonic()
            if not ready.poll(1000 * max(0.0, min(POLL_S, left))):
                if left <= 0:
                    raise EOFError if self._is_ready else NotYet("The search has not begun yet.")
                continue
            part = os.read(process.stdout.fileno(), min(1 << 16, length - len(received)))
            if not part:
                raise EOFError
            received += part
        return bytes(received)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("child.py"))]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._is_ready = False
            content = self._pattern.pattern.encode("utf-8", "surrogatepass")
            _put(self._process, HEADER.pack(float(self._pattern.flags & ~re.DEBUG), EVERY, len(content)) + content)
        return self._process


def _put(process: "subprocess.Popen[bytes]", content: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(content)
    process.stdin.flush()
