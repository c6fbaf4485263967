"""What one cell says: a number, nothing, or text. Standard library only."""

import re

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none"})
"""How programs write "no value", in lower case."""

DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
"""A number as much of Europe writes it, which Python does not read."""


def is_missing(cell: str) -> bool:
    """Whether a cell holds no value."""
    return cell.strip().lower() in MISSING


def number_of(cell: str) -> float | None:
    """The number in a cell, infinite ones included, or None when it is missing or text.

    Stricter than `float`: no underscores, no digits but ASCII ones, and NaN counts as missing.
    """
    try:
        number = float(cell)
    except ValueError:
        return None
    if number != number or not cell.isascii() or "_" in cell:
        return None
    return number
