"""A program on a real pseudo-terminal, its screen kept by pyte."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Sequence

import pyte


class Terminal:
    """Runs one program on a terminal of its own.

    Args:
        command: The program and its arguments.
        columns: Width in cells.
        lines: Height in cells.
        environment: Variables besides those of this process.
    """

    def __init__(
        self, command: Sequence[str], *, columns: int = 120, lines: int = 36, environment: dict[str, str] | None = None
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.received = bytearray()
        """Every byte the program wrote."""
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            variables = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
                         "COLUMNS": str(columns), "LINES": str(lines)}  # fmt: skip
            os.execvpe(command[0], list(command), {**os.environ, **variables, **(environment or {})})

    @property
    def text(self) -> str:
        """What a person sees."""
        # Not `screen.display`, which fails where half of a wide character was overwritten.
        lines, columns = self.screen.lines, self.screen.columns
        return "\n".join("".join(self.screen.buffer[y][x].data for x in range(columns)) for y in range(lines))

    def press(self, keys: str) -> None:
        """Type characters."""
        os.write(self.descriptor, keys.encode())

    def read(self, timeout_s: float) -> bool:
        """Take over what the program wrote; returns whether there was anything."""
        if not select.select([self.descriptor], [], [], timeout_s)[0]:
            return False
        try:
            received = os.read(self.descriptor, 1 << 16)
        except OSError:
            return False
        self.received += received
        self._stream.feed(received)
        return bool(received)

    def follow(self, seconds: float) -> None:
        """Take over what the program writes for so long."""
        deadline = time.monotonic() + seconds
        while (left_s := deadline - time.monotonic()) > 0:
            self.read(left_s)

    def wait_for(self, *texts: str, gone: Sequence[str] = (), timeout_s: float = 60.0) -> None:
        """Wait until all `texts` are on the screen and none of `gone` is."""
        self.wait_until(
            f"{texts}, gone: {gone}",
            lambda: all(text in self.text for text in texts) and not any(text in self.text for text in gone),
            timeout_s,
        )

    def wait_until(self, what: str, condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
        """Wait until a condition holds, and name what never was on the screen."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"never on the screen: {what}\n{self.text}"
            self.read(min(left_s, 0.5))

    def wait_end(self, timeout_s: float = 60.0) -> int:
        """Read until the program has ended, and return its exit status."""
        deadline = time.monotonic() + timeout_s
        while True:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.read(0.05)
            if ended:
                while self.read(0.05):
                    pass
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"the program did not end\n{self.text}"

    def wait_gone(self, timeout_s: float = 60.0) -> int:
        """Wait for the end of a program whose terminal has been closed, and return its exit status."""
        deadline = time.monotonic() + timeout_s
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            assert time.monotonic() < deadline, "the program did not end"
            time.sleep(0.01)
        self.pid = 0
        return os.waitstatus_to_exitcode(ended[1])

    def hang_up(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        os.close(self.descriptor)
        self.descriptor = -1


@contextlib.contextmanager
def terminal(command: Sequence[str], **options: int | dict[str, str]) -> Iterator[Terminal]:
    """Run a program on a terminal and leave nothing of it behind."""
    running = Terminal(command, **options)  # type: ignore[arg-type]
    try:
        yield running
    finally:
        if running.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGKILL)
            os.waitpid(running.pid, 0)
        if running.descriptor >= 0:
            os.close(running.descriptor)
