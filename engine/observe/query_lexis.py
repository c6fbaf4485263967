"""What the filter language is written in: names, operators, words and quotes. Pure."""

import re

from engine.errors import BadInput

NAME = re.compile(r"[^\W\d][\w./@%+-]*")
"""A field that need not be quoted."""

_OPERATOR = r"<=|>=|!=|==|<|>|=|:"
FIELD = re.compile(rf"({NAME.pattern})({_OPERATOR})")
"""A field and its operator."""

AFTER_QUOTES = re.compile(_OPERATOR)
"""An operator after a field in quotes."""

KEYWORD = re.compile(r"(OR|AND|NOT)(?=[\s()]|$)")
"""Words of the language, in capitals only: in small letters they are looked for."""


class QueryError(BadInput):
    """A filter that cannot be read; the message is one sentence.

    Args:
        message: What is wrong, without a full stop.
        position: Where, counted from 0; for people it is counted from 1.
        told_at: The place that people are told, where it is another.
    """

    def __init__(self, message: str, position: int, told_at: int | None = None) -> None:
        self.position = position
        self.told_at = position if told_at is None else told_at
        self.sentence = f"{message.rstrip('.')}."
        """For where the place is pointed at."""
        super().__init__(f"{message.rstrip('.')} (character {self.told_at + 1}).")


def bare_end(text: str, start: int) -> int:
    """Where a word without quotes ends: at a blank, a bar, or a parenthesis that was not opened within it."""
    opened = 0
    for position in range(start, len(text)):
        letter = text[position]
        opened += (letter == "(") - (letter == ")")
        if letter.isspace() or letter == "|" or opened < 0:
            return position
    return len(text)


def in_quotes(text: str, start: int) -> tuple[str, int]:
    """What stands between quotes that begin at `start`, and where they end. Raises `QueryError`."""
    letters: list[str] = []
    position = start + 1
    while position < len(text):
        letter = text[position]
        if letter == '"':
            if not letters:
                raise QueryError("Nothing stands between the quotes", start)
            return "".join(letters), position + 1
        if letter == "\\" and text[position + 1 : position + 2] in ("\\", '"'):
            position += 1
            letter = text[position]
        letters.append(letter)
        position += 1
    raise QueryError("The closing quote is missing", start)


def spelled(value: str, *, is_word: bool = False, is_first: bool = True) -> str:
    """A value so that it is read back as it is.

    Args:
        value: Not empty.
        is_word: Whether no field stands before it.
        is_first: Whether it is the first of the alternatives.
    """
    is_bare = bare_end(value, 0) == len(value) and value[0] not in '"=' and not set("()") & set(value)
    if is_bare and is_word and is_first:
        is_bare = value[0] != "-" and not KEYWORD.match(value)
    if is_bare and (is_word or not is_first):
        is_bare = not FIELD.match(value)
    return value if is_bare else quoted(value)


def quoted(value: str) -> str:
    """A value in quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
