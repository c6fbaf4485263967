"""The last lines of a job's log, made harmless, and kept up to date while the job writes.

Opening costs the same for any size: the start of the last lines is found backwards from the end. A carriage return
goes back to the start of the line, so a progress bar is one line in its final state. Memory is bounded by
`limit_lines` times `LINE_LIMIT_CHARACTERS`, whatever the log holds.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.observe.growing_file import BLOCK_BYTES, GrowingFile
from engine.text import clean

LINE_LIMIT_CHARACTERS = 4_000
"""Longest line shown: twenty rows of the widest terminal."""

LINE_LIMIT_BYTES = 1 << 16
"""Bytes of one line that are held while it is not finished."""

WINDOW_BYTES = 1 << 22
"""How far back from the end the first look goes: 4 MiB, read in some 50 ms, hold 2,000 lines of 2,000 bytes."""

_STATES = 64
"""Most states of a line that are laid over one another; older ones are hidden below them."""

_ERASE = (b"\x1b[K", b"\x1b[0K", b"\x1b[2K")
"""Sequences by which progress bars remove what stood on the line (ECMA-48, EL)."""


@dataclass(frozen=True)
class LogLines:
    """What a log looks like at one moment; may cross threads."""

    lines: tuple[str, ...] = ()
    """The last lines, oldest first, each printable; an unfinished one is the last."""
    dropped: int = 0
    """How many lines were shown once and have been given up since, so that a view can keep its place."""
    begins_inside: bool = False
    """Whether the log holds more before the first line."""


class LogTail:
    """The last lines of one log.

    Args:
        path: The file; it may come into being later.
        limit_lines: How many lines are kept.
    """

    def __init__(self, path: Path, limit_lines: int = 2_000) -> None:
        self._file = GrowingFile(path)
        self._limit = limit_lines
        self._lines: list[str] = []
        self._dropped = 0
        self._rest = b""
        self._rest_is_cut = False
        self._begins_inside = False
        self._opened = False

    def lines(self) -> LogLines:
        """The lines as they are now."""
        unfinished = (_shown(self._rest, cut=self._rest_is_cut),) if self._rest else ()
        return LogLines((*self._lines, *unfinished), self._dropped, self._begins_inside)

    def poll(self, max_bytes: int = 2 * WINDOW_BYTES) -> bool:
        """Read what was appended; where that is more than a screen could ever show, its end only.

        Args:
            max_bytes: How much to read at most.

        Returns:
            Whether the lines changed.
        """
        changed = False
        while max_bytes > 0:
            if not self._opened or self._file.size_bytes - self._file.offset > 2 * WINDOW_BYTES:
                self._open_at_end()
            restarted, content = self._file.read(min(BLOCK_BYTES, max_bytes))
            if restarted:
                self._forget()
                self._begins_inside = False
                changed = True
                if self._file.size_bytes - self._file.offset > WINDOW_BYTES:
                    self._open_at_end()
                    continue
            if not content:
                break
            max_bytes -= len(content)
            self._take(content)
            changed = True
        return changed

    def _open_at_end(self) -> None:
        inside_line = self._file.seek_last_lines(self._limit, WINDOW_BYTES)
        self._opened = self._file.size_bytes > 0
        self._forget()
        self._begins_inside = self._file.offset > 0
        if inside_line:
            self._rest = "…".encode()

    def _forget(self) -> None:
        self._dropped += len(self._lines)
        self._lines.clear()
        self._rest, self._rest_is_cut = b"", False

    def _take(self, content: bytes) -> None:
        *finished, rest = content.split(b"\n")
        if finished:
            finished[0] = self._rest + finished[0]
            # All but the last lines would be dropped at once: they need no cleaning.
            surplus = max(0, len(finished) - self._limit)
            first_is_cut = self._rest_is_cut and not surplus
            for line in finished[surplus:]:
                self._lines.append(_shown(line, cut=first_is_cut))
                first_is_cut = False
            too_many = len(self._lines) - self._limit
            if too_many > 0:
                del self._lines[:too_many]
                self._begins_inside = True
            self._dropped += surplus + max(0, too_many)
            self._rest, self._rest_is_cut = rest, False
        else:
            self._rest += rest
        if len(self._rest) > LINE_LIMIT_BYTES:
            self._shorten_rest()

    def _shorten_rest(self) -> None:
        """Give up what of an endless line will not be shown: all but its last state, or else all but its start."""
        state = self._rest.rfind(b"\r", 0, len(self._rest) - 1) + 1
        if state:
            self._rest = self._rest[state:]
            self._rest_is_cut = False
        if len(self._rest) > LINE_LIMIT_BYTES:
            self._rest = self._rest[:LINE_LIMIT_BYTES]
            self._rest_is_cut = True


def _shown(line: bytes, *, cut: bool) -> str:
    """The final state of a line, printable."""
    line = line.rstrip(b"\r")
    shown = ""
    if b"\r" in line:
        for state in line.rsplit(b"\r", _STATES)[-_STATES:]:
            text = _printable(state)
            erased = any(sequence in state for sequence in _ERASE)
            shown = text if erased else text + shown[len(text) :]
        shown = shown.rstrip()
    else:
        shown = _printable(line)
    return shown + "…" if cut and not shown.endswith("…") else shown


def _printable(state: bytes) -> str:
    text = state[: 4 * LINE_LIMIT_CHARACTERS].decode("utf-8", errors="replace")
    if "\t" in text:
        text = text.expandtabs(8)
    shown = clean(text, LINE_LIMIT_CHARACTERS)
    return shown + "…" if len(state) > 4 * LINE_LIMIT_CHARACTERS and not shown.endswith("…") else shown
