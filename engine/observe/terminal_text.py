"""What a piece of terminal output looks like when it has been written: text and colours, and nothing else of it.

A carriage return goes back to the start of the line, a backspace one place, "erase" removes, and "cursor up" goes back
to the row before, so that progress bars come out in their last state, several of them below one another too. Colours
and attributes (SGR) are kept as plain values. Everything else that could reach a terminal is left out or replaced:
see `engine.text`. The sequences are those of ECMA-48, 5th edition.
"""

import re
from typing import NamedTuple

from engine.observe.ink import PLAIN, Ink, inked
from engine.text import REPLACEMENT, clean

LINE_LIMIT_CHARACTERS = 16_000
"""Longest line shown: eighty rows of a wide terminal."""

STATES = 64
"""Most states of a line that are laid over one another; older ones are hidden below them."""

ROWS = 64
"""Most rows that cursor movements can span: more progress bars than anybody shows at once."""

TAB = 8
"""Columns between tabulator stops."""

_TOKEN = re.compile(
    r"(?P<plain>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?:\x1b\[|\x9b)(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|\Z)"  # OSC: title, clipboard, hyperlink
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\|\Z)"  # DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*\Z|\x1b[ -/]*\Z"  # the rest has not been written yet
    r"|\x1b[ -/]*[0-~]"
    r"|(?P<control>.)",
    re.DOTALL,
)


class Span(NamedTuple):
    """Colours of a part of a line."""

    start: int
    """First character."""
    end: int
    """Behind the last character."""
    ink: Ink


class TextLine(NamedTuple):
    """One line as it is shown; may cross threads."""

    text: str
    """Printable."""
    spans: tuple[Span, ...] = ()
    """Parts that are not plain, in order, none over another."""


def fold(content: bytes, *, finished: bool = True) -> tuple[TextLine, ...]:
    """Return what `content` leaves on a terminal: one line, more where it holds newlines.

    Args:
        content: Output from the start of a line on.
        finished: Whether no more will follow; else a character that is not complete yet is left out.
    """
    text = content.decode("utf-8", "replace") if finished else _complete(content)
    if text.isprintable():
        return (TextLine(clean(text, LINE_LIMIT_CHARACTERS)),)
    if "\n" not in text:
        text = "\r".join(text.rstrip("\r").rsplit("\r", STATES)[-STATES:])
    screen = _Screen()
    for token in _TOKEN.finditer(text):
        if (plain := token["plain"]) is not None:
            screen.write(clean(plain, LINE_LIMIT_CHARACTERS))
        elif (final := token["final"]) is not None:
            screen.obey(final, token["parameters"])
        elif (control := token["control"]) is not None:
            screen.control(control)
    return screen.lines(trim=b"\r" in content)  # What a bar overwrote with blanks was removed.


def _complete(content: bytes) -> str:
    """Decode, without the bytes of a last character that is not whole."""
    for missing in range(1, min(4, len(content) + 1)):
        lead = content[-missing]
        if lead >= 0xC0:
            whole = 2 + (lead >= 0xE0) + (lead >= 0xF0)
            content = content[:-missing] if missing < whole else content
            break
        if lead < 0x80:
            break
    return content.decode("utf-8", "replace")


class _Row:
    """Characters of one row, each with its ink."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.inks: list[Ink] = []

    def write(self, column: int, text: str, ink: Ink) -> None:
        gap = column - len(self.letters)
        if gap > 0:
            self.letters += " " * gap
            self.inks += [PLAIN] * gap
        self.letters[column : column + len(text)] = text
        self.inks[column : column + len(text)] = [ink] * len(text)

    def erase(self, start: int, end: int | None) -> None:
        if end is None or end >= len(self.letters):
            del self.letters[start:], self.inks[start:]
        else:
            self.write(start, " " * (end - start), PLAIN)

    def line(self, *, trim: bool) -> TextLine:
        length = len(self.letters)
        while trim and length and self.letters[length - 1] == " " and not self.inks[length - 1].is_seen_on_blanks:
            length -= 1
        spans: list[Span] = []
        start = 0
        for place in range(1, length + 1):
            if place == length or self.inks[place] != self.inks[start]:
                if self.inks[start] != PLAIN:
                    spans.append(Span(start, place, self.inks[start]))
                start = place
        text = "".join(self.letters[:length])
        return TextLine(text, tuple(spans))


class _Screen:
    """A few rows and a cursor."""

    def __init__(self) -> None:
        self._rows = [_Row()]
        self._row = self._column = 0
        self._ink = PLAIN

    def write(self, text: str) -> None:
        room = LINE_LIMIT_CHARACTERS - self._column
        if len(text) > room:
            text = text[: max(0, room - 1)] + "…" if room > 0 else ""
        self._rows[self._row].write(self._column, text, self._ink)
        self._column += len(text)

    def control(self, letter: str) -> None:
        match letter:
            case "\r":
                self._column = 0
            case "\b":
                self._column = max(0, self._column - 1)
            case "\n":
                self._go(self._row + 1)
                self._column = 0
            case "\t":
                self._column = min(self._column + TAB - self._column % TAB, LINE_LIMIT_CHARACTERS)
                self._rows[self._row].write(min(self._column, LINE_LIMIT_CHARACTERS), "", PLAIN)
            case "\v" | "\f":
                self.write(" ")
            case _:
                self.write(REPLACEMENT)

    def obey(self, final: str, parameters: str) -> None:
        """Carry out a control sequence, if it is one of those that progress bars and colours use."""
        if final == "m":
            self._ink = inked(self._ink, parameters)
            return
        if parameters and not parameters.isdecimal():
            return
        count = int(parameters[:6] or 0)
        match final:
            case "A":
                self._go(self._row - max(1, count))
            case "B":
                self._go(self._row + max(1, count))
            case "E":
                self._go(self._row + max(1, count))
                self._column = 0
            case "F":
                self._go(self._row - max(1, count))
                self._column = 0
            case "C":
                self._column = min(self._column + max(1, count), LINE_LIMIT_CHARACTERS)
            case "D":
                self._column = max(0, self._column - max(1, count))
            case "G":
                self._column = min(max(1, count) - 1, LINE_LIMIT_CHARACTERS)
            case "K":
                self._erase_line(count)
            case "J" if count in (0, 2):
                self._erase_line(count)
                del self._rows[self._row + 1 :]

    def lines(self, *, trim: bool) -> tuple[TextLine, ...]:
        """All rows but empty ones at the end.

        Args:
            trim: Whether to leave out blanks at the end of a row that look like nothing.
        """
        lines = [row.line(trim=trim) for row in self._rows]
        while len(lines) > 1 and not lines[-1].text:
            lines.pop()
        return tuple(lines)

    def _go(self, row: int) -> None:
        while row >= len(self._rows):
            if len(self._rows) == ROWS:
                del self._rows[0]
                row -= 1
            self._rows.append(_Row())
        self._row = max(0, row)

    def _erase_line(self, what: int) -> None:
        row = self._rows[self._row]
        match what:
            case 0:
                row.erase(self._column, None)
            case 1:
                row.erase(0, self._column + 1)
            case 2:
                row.erase(0, None)
