"""The parameters of several jobs beside each other, and in which of them the jobs differ. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.text import clean

DEEPEST = 8
"""So many levels of nested parameters become rows of their own; what lies deeper stays one value."""

ROW_LIMIT = 2_000
"""Most rows; more come only from a status file that was made to hurt."""

NAME_LIMIT = 120
"""Longest name of a parameter, in characters."""


class Missing:
    """The value of a parameter that a job does not have: not the same as one set to nothing."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""The one object of its kind."""


class ParameterRow(msgspec.Struct, frozen=True):
    """One parameter of all jobs."""

    name: str
    """Dotted where it is nested: "optimizer.lr"; harmless."""
    values: tuple[Any, ...]
    """One for each job, in their order; `MISSING` where a job has none."""
    differs: bool
    """Whether not all are equal, a missing one differing from every other."""


def parameter_rows(parameters: Sequence[Mapping[str, Any]]) -> tuple[ParameterRow, ...]:
    """Every parameter that any of the jobs has, in the order of their first appearance.

    Args:
        parameters: Those of each job, as its status file has them.
    """
    flat = [dict(_flattened(each)) for each in parameters]
    names: dict[str, None] = {}
    for each in flat:
        names.update(dict.fromkeys(each))
    rows = []
    for name in list(names)[:ROW_LIMIT]:
        values = tuple(each.get(name, MISSING) for each in flat)
        rows.append(ParameterRow(name, values, len({identity(value) for value in values}) > 1))
    return tuple(rows)


def flattened(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of one job with nested ones under dotted names."""
    return dict(_flattened(parameters))


def identity(value: object) -> object:
    """Something that can be hashed and is equal for equal values only.

    Numbers are equal as numbers, 1 and 1.0 alike, since JSON does not tell them apart; but yes is not 1, "1" is not 1,
    and a NaN is equal to another.
    """
    match value:
        case bool():
            return ("switch", value)
        case int():
            return ("number", value)
        case float():
            return ("number", "nan" if math.isnan(value) else value)
        case str():
            return ("text", value)
        case list() | tuple():
            return ("list", tuple(identity(item) for item in value))
        case dict():
            return ("object", frozenset((str(key), identity(item)) for key, item in value.items()))
        case None:
            return ("nothing",)
        case Missing():
            return ("missing",)
        case _:
            return (type(value).__name__, repr(value))


def _flattened(parameters: Mapping[str, Any], prefix: str = "", depth: int = DEEPEST) -> Iterator[tuple[str, Any]]:
    for key, value in parameters.items():
        name = clean(f"{prefix}{key}", NAME_LIMIT)
        if isinstance(value, dict) and value and depth > 1:
            yield from _flattened(value, f"{name}.", depth - 1)
        else:
            yield name, value
