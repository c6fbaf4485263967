"""A filter that was read: conditions, and groups of them. Pure; printed, it is read back as it is."""

from collections.abc import Iterator, Sequence
from typing import Union

import msgspec

from engine.observe.query_lexis import NAME, quoted, spelled


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
        values = "|".join(
            spelled(value, is_word=not self.field, is_first=not place) for place, value in enumerate(self.values)
        )
        field = self.field if NAME.fullmatch(self.field) else quoted(self.field) if self.field else ""
        return f"{'-' if self.negated else ''}{field}{self.operator if self.field else ''}{values}"


class Group(msgspec.Struct, frozen=True):
    """Several conditions."""

    parts: tuple[Union[Term, "Group"], ...]
    """At least two."""
    is_any: bool
    """Whether one of them is enough; otherwise all must hold."""
    negated: bool = False

    def __str__(self) -> str:
        if self.negated:
            return f"-({msgspec.structs.replace(self, negated=False)})"
        if self.is_any:
            return " | ".join(map(str, self.parts))
        return " ".join(map(_among_all, self.parts))


Node = Term | Group
"""Anything that holds or does not."""


class Query(msgspec.Struct, frozen=True):
    """A whole filter; one without parts shows everything."""

    parts: tuple[Node, ...] = ()
    """All of these must hold."""

    def __str__(self) -> str:
        return str(self.parts[0]) if len(self.parts) == 1 else " ".join(map(_among_all, self.parts))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every condition in it, as they were typed."""
        return tuple(_terms(self.parts))

    @property
    def asks_for_archived(self) -> bool:
        """Whether jobs that were put away may be shown at all."""
        return any(
            term.field == "is" and {"archived", "all"} & set(map(str.casefold, term.values)) for term in self.terms
        )


def _among_all(node: Node) -> str:
    """A part of what must hold altogether: a blank binds closer than a bar with blanks around it."""
    return f"({node})" if isinstance(node, Group) and node.is_any and not node.negated else str(node)


def _terms(nodes: Sequence[Node]) -> Iterator[Term]:
    for node in nodes:
        if isinstance(node, Term):
            yield node
        else:
            yield from _terms(node.parts)


def joined(parts: Sequence[Node], *, is_any: bool) -> Node:
    """Several conditions as one, without a group inside a group of its kind.

    Args:
        parts: At least one.
        is_any: Whether one of them is enough.
    """
    flat: list[Node] = []
    for part in parts:
        same = isinstance(part, Group) and part.is_any == is_any and not part.negated
        flat += part.parts if isinstance(part, Group) and same else [part]
    return flat[0] if len(flat) == 1 else Group(tuple(flat), is_any)


def turned_round(node: Node) -> Node:
    """What holds where `node` does not."""
    return msgspec.structs.replace(node, negated=not node.negated)
