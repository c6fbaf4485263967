"""The filter language: what people type to see only some jobs. Pure; what the terms mean is in `query_terms`.

    state:running recipe:class loss<0.1 lr>=1e-3 tag:v2 -name:smoke since:2h "two words" a|b
    state:error | loss>1 tag:v2          -(is:archived OR tag:(old | smoke))

Terms side by side must all hold. `|` without blanks parts alternatives and binds closest; with blanks, and as `OR`, it
binds least. Parentheses group, also the values of one field; `-` or `NOT` before a term or a group turns it round.
Quotes keep blanks together, with a backslash before a quote or a backslash. A word without a field is looked for
everywhere.
"""

from collections.abc import Collection
from typing import NoReturn

from engine.observe.query_fields import FIELDS
from engine.observe.query_lexis import AFTER_QUOTES, FIELD, KEYWORD, QueryError, bare_end, in_quotes
from engine.observe.query_terms import check
from engine.observe.query_tree import Group, Node, Query, Term, joined, turned_round

EVERYTHING = Query()
"""The empty filter."""

DEEPEST = 40
"""Parentheses within each other: more than anybody means, and few enough to be followed."""


def parse(text: str, names: Collection[str] | None = None) -> Query:
    """Read a filter.

    Args:
        text: What was typed.
        names: Parameters and metrics that jobs have; None accepts any.

    Raises:
        QueryError: It cannot be read.
    """
    return _Reading(text, names).query()


class _Reading:
    """A text and how far it has been read.

    Args:
        text: What was typed.
        names: Parameters and metrics that jobs have.
    """

    def __init__(self, text: str, names: Collection[str] | None) -> None:
        self._text = text
        self._names = names
        self._position = 0
        self._depth = 0
        self._field = ("", ":")
        """What words mean in the parentheses after a field, and its operator."""

    def query(self) -> Query:
        """The whole text."""
        self._skip_blanks()
        if not self._rest:
            return EVERYTHING
        node = self._any()
        if self._rest:
            raise QueryError("Nothing is open that this “)” closes", self._position)
        return Query(node.parts) if isinstance(node, Group) and not (node.is_any or node.negated) else Query((node,))

    @property
    def _rest(self) -> str:
        return self._text[self._position : self._position + 1]

    def _skip_blanks(self) -> None:
        while self._rest.isspace():
            self._position += 1

    def _keyword(self, word: str) -> bool:
        found = KEYWORD.match(self._text, self._position)
        return found is not None and found[1] == word

    def _any(self) -> Node:
        """What stands between bars with blanks."""
        parts = [self._all("")]
        while self._rest == "|" or self._keyword("OR"):
            sign = "OR" if self._rest != "|" else "||" if self._text.startswith("||", self._position) else "|"
            self._position += len(sign)
            parts.append(self._all(sign))
        return joined(parts, is_any=True)

    def _all(self, before: str) -> Node:
        """What stands side by side, up to a bar or a closing parenthesis.

        Args:
            before: The sign before it, which asks for something.
        """
        parts: list[Node] = []
        while True:
            self._skip_blanks()
            if parts:
                before = "AND" if self._keyword("AND") else ""
                self._position += len(before)
                self._skip_blanks()
            if self._is_missing:
                if parts and not before:
                    return joined(parts, is_any=False)
                self._miss(before)
            parts.append(self._alternatives())

    @property
    def _is_missing(self) -> bool:
        """Whether no condition begins here."""
        return not self._rest or self._rest in "|)" or self._keyword("OR") or self._keyword("AND")

    def _miss(self, before: str) -> NoReturn:
        """Say that a condition is missing here. Raises `QueryError`."""
        if before:
            raise QueryError(f"Something must follow “{before}”", self._position)
        if self._rest == ")":
            raise QueryError("Nothing is open that this “)” closes", self._position)
        sign = "|" if self._rest == "|" else "AND" if self._keyword("AND") else "OR"
        raise QueryError(f"Something must stand before “{sign}”", self._position)

    def _alternatives(self) -> Node:
        """What stands between bars without blanks."""
        parts = [self._one()]
        while self._rest == "|" and self._is_close(self._position + 1):
            self._position += 1
            parts.append(self._one())
        return joined(parts, is_any=True)

    def _is_close(self, position: int) -> bool:
        """Whether an alternative begins here, rather than a blank or nothing."""
        letter = self._text[position : position + 1]
        return bool(letter) and not letter.isspace() and letter not in "|)"

    def _one(self) -> Node:
        """A term or a group, turned round or not."""
        start, turned = self._position, False
        while self._keyword("NOT"):
            turned = not turned
            self._position += 3
            self._skip_blanks()
            if self._is_missing:
                self._miss("NOT")
        if self._text.startswith("-(", self._position):
            turned = not turned
            self._position += 1
        node = self._group() if self._rest == "(" else self._term()
        if self._rest and not self._rest.isspace() and self._rest not in "|)":
            raise QueryError(f"A blank is missing after {_shown(self._text[start : self._position])}", self._position)
        return turned_round(node) if turned else node

    def _group(self) -> Node:
        """What stands in parentheses."""
        start = self._position
        if self._depth == DEEPEST:
            raise QueryError("There are too many parentheses within each other", start)
        self._depth += 1
        self._position += 1
        self._skip_blanks()
        if self._rest == ")":
            raise QueryError("Nothing stands between the parentheses", start)
        if not self._rest:
            raise QueryError("The closing parenthesis is missing", start)
        node = self._any()
        if not self._rest:
            raise QueryError("The closing parenthesis is missing", start)
        self._position += 1
        self._depth -= 1
        return node

    def _term(self) -> Node:
        start, text = self._position, self._text
        negated = self._rest == "-"
        self._position += negated
        field, operator = self._field
        if found := FIELD.match(text, self._position):
            field, operator, self._position = _own_case(found[1]), found[2], found.end()
        elif self._rest == '"':
            quoted, end = in_quotes(text, self._position)
            if quoted and (sign := AFTER_QUOTES.match(text, end)):
                field, operator, self._position = _own_case(quoted), sign[0], sign.end()
        operator = "=" if operator == "==" else operator
        if self._rest == "(" and self._position > start + negated:
            outside, self._field = self._field, (field, operator)
            node = self._group()
            self._field = outside
            return turned_round(node) if negated else node
        values_at = self._position
        values = [self._value(start)]
        while self._rest == "|" and self._is_close(self._position + 1) and not self._is_term(self._position + 1):
            self._position += 1
            values.append(self._value(start))
        fault = check(field, operator, values, self._names)
        if fault.told:
            raise QueryError(fault.told, start, values_at if fault.of_value else None)
        return Term(field, operator, tuple(values), negated)

    def _is_term(self, position: int) -> bool:
        """Whether a term of its own begins here, or a group, rather than another value."""
        return self._text[position] == "(" or FIELD.match(self._text, position) is not None

    def _value(self, start: int) -> str:
        if self._rest == '"':
            value, self._position = in_quotes(self._text, self._position)
            return value
        end = bare_end(self._text, self._position)
        if end == self._position:
            raise QueryError(f"Something must follow {_shown(self._text[start:end])}", start, end)
        value = self._text[self._position : end]
        if value.count("(") > value.count(")"):
            raise QueryError("The closing parenthesis is missing", self._position + value.rindex("("))
        self._position = end
        return value


def _shown(part: str) -> str:
    return f"“{part if len(part) <= 40 else part[:39] + '…'}”"


def _own_case(field: str) -> str:
    """A field of Traindeck's in small letters; names of parameters and metrics stay as they are."""
    return field.lower() if field.lower() in FIELDS else field
