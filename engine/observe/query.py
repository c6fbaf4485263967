"""The filter language: what people type to see only some jobs. Pure; what the terms mean is in `query_terms`.

    state:running recipe:class loss<0.1 lr>=1e-3 tag:v2 -name:smoke since:2h "two words" a|b

Terms stand side by side and all must hold; `-` turns one round; `|` parts alternatives; quotes keep blanks together,
with a backslash before a quote or a backslash. A word without a field is looked for everywhere.
"""

import re
from collections.abc import Collection

import msgspec

from engine.errors import BadInput
from engine.observe.query_fields import FIELDS
from engine.observe.query_terms import check

_NAME = r"[^\W\d][\w./@%+-]*"
_OPERATOR = r"<=|>=|!=|==|<|>|=|:"
_FIELD = re.compile(rf"({_NAME})({_OPERATOR})")
_AFTER_QUOTES = re.compile(_OPERATOR)
_BARE = re.compile(r"[^\s|]+")


class QueryError(BadInput):
    """A filter that cannot be read; the message is one sentence.

    Args:
        message: What is wrong.
        position: Where, counted from 0.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Term(msgspec.Struct, frozen=True):
    """One condition."""

    field: str
    """What is asked about; empty for free words."""
    operator: str
    """One of `: = != < <= > >=`."""
    values: tuple[str, ...]
    """Alternatives, at least one."""
    negated: bool = False

    def __str__(self) -> str:
        values = "|".join(_spelled(value, is_word=not self.field) for value in self.values)
        field = self.field if re.fullmatch(_NAME, self.field) else _quoted(self.field) if self.field else ""
        return f"{'-' if self.negated else ''}{field}{self.operator if self.field else ''}{values}"


class Query(msgspec.Struct, frozen=True):
    """A whole filter; one without terms shows everything."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def asks_for_archived(self) -> bool:
        """Whether jobs that were put away may be shown at all."""
        return any(
            term.field == "is" and {"archived", "all"} & set(map(str.casefold, term.values)) for term in self.terms
        )


EVERYTHING = Query()
"""The empty filter."""


def parse(text: str, names: Collection[str] | None = None) -> Query:
    """Read a filter.

    Args:
        text: What was typed.
        names: Parameters and metrics that jobs have; None accepts any.

    Raises:
        QueryError: It cannot be read.
    """
    terms = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        term, end = _term(text, position)
        if end < len(text) and not text[end].isspace():
            raise QueryError(f"A blank is missing after {_shown(text[position:end])} (character {end + 1}).", end)
        fault = check(term.field, term.operator, term.values, names)
        if fault:
            raise QueryError(f"{fault.rstrip('.')} (character {position + 1}).", position)
        terms.append(term)
        position = end
    return Query(tuple(terms))


def _term(text: str, start: int) -> tuple[Term, int]:
    position = start
    negated = text[position] == "-"
    position += negated
    field, operator = "", ":"
    if found := _FIELD.match(text, position):
        field, operator, position = _own_case(found[1]), found[2], found.end()
    elif text[position : position + 1] == '"':
        quoted, end = _in_quotes(text, position)
        if quoted and (sign := _AFTER_QUOTES.match(text, end)):
            field, operator, position = _own_case(quoted), sign[0], sign.end()
    values = []
    while True:
        if text[position : position + 1] == '"':
            value, position = _in_quotes(text, position)
        elif found := _BARE.match(text, position):
            value, position = found[0], found.end()
        else:
            raise QueryError(f"Something must follow {_shown(text[start:position])} (character {position + 1}).", start)
        values.append(value)
        if text[position : position + 1] != "|":
            return Term(field, "=" if operator == "==" else operator, tuple(values), negated), position
        position += 1


def _in_quotes(text: str, start: int) -> tuple[str, int]:
    letters: list[str] = []
    position = start + 1
    while position < len(text):
        letter = text[position]
        if letter == '"':
            if not letters:
                raise QueryError(f"Nothing stands between the quotes (character {start + 1}).", start)
            return "".join(letters), position + 1
        if letter == "\\" and text[position + 1 : position + 2] in ("\\", '"'):
            position += 1
            letter = text[position]
        letters.append(letter)
        position += 1
    raise QueryError(f"The closing quote is missing (character {start + 1}).", start)


def _spelled(value: str, *, is_word: bool) -> str:
    """A value so that it is read back as it is."""
    bare = _BARE.fullmatch(value) and value[0] not in '"='
    if is_word and bare and (value[0] == "-" or _FIELD.match(value)):
        bare = None
    return value if bare else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shown(part: str) -> str:
    return f"“{part if len(part) <= 40 else part[:39] + '…'}”"


def _own_case(field: str) -> str:
    """A field of Traindeck's in small letters; names of parameters and metrics stay as they are."""
    return field.lower() if field.lower() in FIELDS else field
