"""What somebody searches a log for: plain words or a regular expression, in bytes for the long way, in text to show.

Words in small letters find capitals too ("smart case"). A regular expression is written `re:...` or `/.../`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import TraindeckError
from engine.observe.terminal_text import LINE_LIMIT_CHARACTERS

PATTERN_LIMIT_CHARACTERS = 200
"""Longest search: more is a paste that went wrong."""

_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]")
_REPEATED = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[+*}](?:[^()\\]|\\.)*\)[+*{]")
_ESCAPED_LETTER = re.compile(r"\\.")


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

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where a shown line matches: start and end in characters."""
        return [match.span() for match in self.pattern.finditer(line) if match.end() > match.start()]

    def count(self, block: bytes) -> int:
        """How many matches a block of whole lines holds."""
        shown = visible(block)
        if self.needle is not None:
            return (shown.lower() if self.ignores_case else shown).count(self.needle)
        return sum(1 for _ in self._matches(_shortened(shown.decode("utf-8", "replace"))))

    def places(self, block: bytes) -> list[tuple[int, int]]:
        """Each match in a block: offset in the block of the line that it is in, and which of that line's it is."""
        shown = visible(block)
        if self.needle is not None and self.needle not in (shown.lower() if self.ignores_case else shown):
            return []
        text = shown.decode("utf-8", "replace")
        if self.needle is None:
            text = _shortened(text)
        found: list[tuple[int, int]] = []
        raw_line = line = 0
        for start in self._matches(text):
            here = text.rfind("\n", line, start) + 1
            if here > line:
                for _ in range(text.count("\n", line, here)):
                    raw_line = block.find(b"\n", raw_line) + 1
                line = here
            found.append((raw_line, found[-1][1] + 1 if found and found[-1][0] == raw_line else 0))
        return found

    def _matches(self, text: str) -> Iterator[int]:
        """Starts of the matches, none of them longer than its line."""
        crossing = None
        for match in self.pattern.finditer(text):
            if "\n" in match[0]:
                crossing = match
                break
            if match.end() > match.start():
                yield match.start()
        if crossing is None:
            return
        # A pattern that runs over the end of a line is given one line at a time.
        start = text.rfind("\n", 0, crossing.start()) + 1
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            for each in self.pattern.finditer(text[start:end]):
                if each.end() > each.start() and start + each.start() >= crossing.start():
                    yield start + each.start()
            start = end + 1


def parse_query(words: str) -> LogQuery:
    """Read what was typed.

    Raises:
        BadSearch: It is empty, too long, no regular expression, or one that matches the empty text.
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
        pattern = re.compile(source, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadSearch(f"That is no regular expression: {error}.") from error
    if _REPEATED.search(source):
        raise BadSearch("That regular expression repeats a repetition, which may take forever.")
    if not source or pattern.fullmatch(""):
        raise BadSearch("That regular expression matches the empty text, so it would match everywhere.")
    return LogQuery(words, ignores_case, None, pattern)


def visible(block: bytes) -> bytes:
    """What of whole lines can be seen, line by line: no escape sequences, and of a line drawn over its last state."""
    if b"\x1b" in block:
        block = _ESCAPES.sub(b"", block)
    if b"\r" in block:
        block = b"\n".join(_last_state(line) if b"\r" in line else line for line in block.split(b"\n"))
    return block


def _last_state(line: bytes) -> bytes:
    return line.rstrip(b"\r").rpartition(b"\r")[2]


def _shortened(text: str) -> str:
    """Cut lines of more than `LINE_LIMIT_CHARACTERS`: the time some patterns take grows with the square of a line."""
    if len(text) <= LINE_LIMIT_CHARACTERS:
        return text
    lines = text.split("\n")
    if max(map(len, lines)) <= LINE_LIMIT_CHARACTERS:
        return text
    return "\n".join(line[:LINE_LIMIT_CHARACTERS] for line in lines)
