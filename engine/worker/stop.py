"""The wish to stop as the worker sees it: a flag that a signal sets and the training looks at after each step.

The handler does nothing else, because Python runs it only between two bytecodes, possibly seconds late behind a long
kernel, and because saving a checkpoint inside a handler could meet a half-updated model.
"""

import contextlib
import os
import select
import signal
from types import FrameType


class StopRequested(Exception):
    """Raised where a stop is noticed before anything was trained."""


class StopSignal:
    """A flag set by SIGTERM, or by `request`, that can be waited for."""

    def __init__(self) -> None:
        self.requested = False
        """Whether somebody wants the job to stop. A plain attribute: the training reads it at every step."""
        self._readable, self._writable = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def install(self) -> None:
        """Catch SIGTERM; ignore SIGINT, which a Ctrl-C in some terminal may send to a whole group."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def request(self) -> None:
        """Ask for the stop; safe in a signal handler."""
        self.requested = True
        with contextlib.suppress(BlockingIOError):
            os.write(self._writable, b"\0")

    def wait(self, timeout_s: float) -> bool:
        """Wait until the stop is asked for, at most `timeout_s` seconds; whether it was."""
        if not self.requested:
            waiting = select.poll()  # Not `select`, which takes no descriptor above 1,023.
            waiting.register(self._readable, select.POLLIN)
            waiting.poll(timeout_s * 1000)
        return self.requested

    def close(self) -> None:
        """Give back the descriptors; a process that ends need not."""
        os.close(self._readable)
        os.close(self._writable)

    def check(self) -> None:
        """Raise `StopRequested` if the stop was asked for."""
        if self.requested:
            raise StopRequested

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.request()
