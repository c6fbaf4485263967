"""A program on an emulated terminal: what it draws is what a person would see, and when."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import TracebackType

import pyte

COLUMNS, LINES = 160, 45
"""Size of the terminal: the largest that the design is drawn for, so the dearest."""

READ_BYTES = 1 << 16


class Terminal:
    """Runs a program in a pty and keeps its screen. A context manager: leaving it ends the program.

    Args:
        command: The program and its arguments.
        folder: Where it is started; by default where this process is.
        environment: Variables besides those of this process.
    """

    def __init__(
        self, command: Sequence[str], folder: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        wanted = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(environment or {})}
        self.started_s = perf_counter()
        """`perf_counter` at the moment before the program was started."""
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            start_new_session=True,
            env={**os.environ, **wanted},
        )
        os.close(slave)
        self.bytes_read = 0
        """How much the program has drawn."""

    @property
    def pid(self) -> int:
        """The program's PID."""
        return self._process.pid

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return list(self._screen.display)

    def wait_until(self, seen: Callable[["Terminal"], bool], what: str, timeout_s: float = 30.0) -> float:
        """Follow the program until `seen` holds.

        Returns:
            `perf_counter` when the bytes that made it hold had been read. The emulator's own work comes after.

        Raises:
            TimeoutError: It never held; the message names `what`.
        """
        deadline_s = perf_counter() + timeout_s
        while perf_counter() < deadline_s:
            read_s = self._read(deadline_s - perf_counter())
            if read_s is not None and seen(self):
                return read_s
        raise TimeoutError(f"this never came to the screen: {what}\n" + "\n".join(self.lines))

    @property
    def backgrounds(self) -> list[str]:
        """Colour of the background at the start of each line."""
        return [self._screen.buffer[line][0].bg for line in range(LINES)]

    def press(self, keys: str) -> None:
        """Type keys as a person does."""
        os.write(self._master, keys.encode())

    def follow(self, seconds: float) -> None:
        """Follow the program for a while."""
        deadline_s = perf_counter() + seconds
        while (left_s := deadline_s - perf_counter()) > 0:
            self._read(left_s)

    def _read(self, timeout_s: float) -> float | None:
        if not select.select([self._master], [], [], max(0.0, timeout_s))[0]:
            return None
        try:
            content = os.read(self._master, READ_BYTES)
        except OSError:
            raise TimeoutError("the program has ended:\n" + "\n".join(self.lines)) from None
        read_s = perf_counter()
        self.bytes_read += len(content)
        self._stream.feed(content)
        return read_s

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)


def contains(text: str) -> Callable[[Terminal], bool]:
    """A condition for `Terminal.wait_until`: `text` stands somewhere on the screen."""
    return lambda terminal: any(text in line for line in terminal.lines)
