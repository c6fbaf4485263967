"""What somebody searches a log for: plain words or a regular expression, in bytes for the long way, in text to show.

Words in small letters find capitals too ("smart case"). A regular expression is written `re:...` or `/.../`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.errors import TraindeckError
from engine.expression.expression import Expression, compiled, is_quick

PATTERN_LIMIT_CHARACTERS = 200
"""Longest search: more is a paste that went wrong."""

BLOCK_LIMIT_S = 5.0
"""How long an expression may search one block; a MiB usually takes it some 10 ms."""

SHOWN_LIMIT_S = 0.015
"""How long it may search lines that are shown: the panel waits for it, and has to draw them in the same frame."""

_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]")
_ESCAPED_LETTER = re.compile(r"\\.")


def never() -> bool:
    """Somebody who never calls off."""
    return False


class BadSearch(TraindeckError):
    """A search that cannot be carried out; the message is one sentence."""


@dataclass(frozen=True)
class LogQuery:
    """A search that can be carried out; may cross threads."""

    words: str
    """As typed."""
    ignores_case: bool
    needle: bytes | None
    """Plain words, in small letters where case is ignored; None where `pattern` is the way."""
    pattern: re.Pattern[str]
    """Finds the same in a line that is shown."""
    searching: Expression | None = field(default=None, compare=False, repr=False)
    """What runs `pattern` where it may take any time; None where it cannot."""
    showing: Expression | None = field(default=None, compare=False, repr=False)
    """The same for the lines that are shown, which do not wait for a search."""

    def spans(self, line: str, limit_s: float = SHOWN_LIMIT_S) -> list[tuple[int, int]]:
        """Where a shown line matches: start and end in characters.

        Args:
            line: The line.
            limit_s: How long that may take.

        Raises:
            TookTooLong: The expression has no answer soon enough.
            NotYet: It cannot be asked yet.
        """
        if self.showing is not None:
            return self.showing.spans_now(line, limit_s)
        return [match.span() for match in self.pattern.finditer(line) if match.end() > match.start()]

    def count(self, block: bytes, stopped: Callable[[], bool] = never) -> int | None:
        """How many matches a block of whole lines holds; None when called off.

        Raises:
            TookTooLong: The expression has no answer.
        """
        shown = visible(block)
        if self.needle is not None:
            return (shown.lower() if self.ignores_case else shown).count(self.needle)
        starts = self._matches(shown.decode("utf-8", "replace"), stopped)
        return len(starts) if starts is not None else None

    def places(self, block: bytes, stopped: Callable[[], bool] = never) -> list[tuple[int, int]] | None:
        """Each match in a block: offset in the block of the line that it is in, and which of that line's it is.

        Returns:
            None when called off.

        Raises:
            TookTooLong: The expression has no answer.
        """
        shown = visible(block)
        if self.needle is not None and self.needle not in (shown.lower() if self.ignores_case else shown):
            return []
        text = shown.decode("utf-8", "replace")
        starts = self._matches(text, stopped)
        if starts is None:
            return None
        found: list[tuple[int, int]] = []
        raw_line = line = 0
        for start in starts:
            here = text.rfind("\n", line, start) + 1
            if here > line:
                for _ in range(text.count("\n", line, here)):
                    raw_line = block.find(b"\n", raw_line) + 1
                line = here
            found.append((raw_line, found[-1][1] + 1 if found and found[-1][0] == raw_line else 0))
        return found

    def _matches(self, text: str, stopped: Callable[[], bool]) -> list[int] | None:
        """Starts of the matches, none of them longer than its line; None when called off."""
        if self.searching is None:
            return [match.start() for match in self.pattern.finditer(text) if match.end() > match.start()]
        spans = self.searching.spans(text, BLOCK_LIMIT_S, stopped)
        return [start for start, _ in spans] if spans is not None else None


def parse_query(words: str) -> LogQuery:
    """Read what was typed.

    Raises:
        BadSearch: It is empty, too long, or no regular expression.
    """
    if not words:
        raise BadSearch("Type what to search for.")
    if len(words) > PATTERN_LIMIT_CHARACTERS:
        raise BadSearch(f"The search is longer than {PATTERN_LIMIT_CHARACTERS} characters.")
    source = None
    if words.startswith("re:"):
        source = words[3:]
    elif len(words) > 2 and words.startswith("/") and words.endswith("/"):
        source = words[1:-1]
    letters = words if source is None else _ESCAPED_LETTER.sub("", source)
    ignores_case = letters == letters.lower()
    flags = re.MULTILINE | (re.IGNORECASE if ignores_case else 0)
    if source is None:
        flags |= re.ASCII if words.isascii() else 0
        plain = not ignores_case or words.isascii()
        return LogQuery(words, ignores_case, words.encode("utf-8", "replace") if plain else None,
                        re.compile(re.escape(words), flags))  # fmt: skip
    try:
        pattern = compiled(source, flags)
    except ValueError as error:
        raise BadSearch(f"That is no regular expression: {error}.") from error
    if not source:
        raise BadSearch("Type a regular expression behind “re:”.")
    if is_quick(source):
        return LogQuery(words, ignores_case, None, pattern)
    return LogQuery(words, ignores_case, None, pattern, Expression(pattern), Expression(pattern))


def visible(block: bytes) -> bytes:
    """What of whole lines can be seen, line by line: no escape sequences, and of a line drawn over its last state."""
    if b"\x1b" in block:
        block = _ESCAPES.sub(b"", block)
    if b"\r" in block:
        block = b"\n".join(_last_state(line) if b"\r" in line else line for line in block.split(b"\n"))
    return block


def _last_state(line: bytes) -> bytes:
    return line.rstrip(b"\r").rpartition(b"\r")[2]
