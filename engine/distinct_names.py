"""Shortening several texts so that they can still be told apart. Pure."""

from collections.abc import Sequence
from itertools import takewhile

from engine.cell_width import cell_width

LEAST_PREFIX = 4
"""A common beginning is left out from this many characters on."""

LEAST_WIDTH = 6
"""In less room than this a text is only cut off."""


def distinct_names(texts: Sequence[str], width: int, *, ascii: bool = False) -> list[str]:
    """Each text in at most `width` cells, those that differ still different as far as that is possible.

    What all of them begin with gives way first, then their middle, then everything but the end.

    Args:
        texts: Printable.
        width: Cells there are for each.
        ascii: Whether to cut with "~" and not with an ellipsis.
    """
    if all(cell_width(text) <= width for text in texts):
        return list(texts)
    sign = "~" if ascii else "…"
    ways = (_without_prefix(texts, width, sign), [_middle(text, width, sign) for text in texts],
            [cut_start(text, width, sign) for text in texts],
            [_start(text, width, sign) for text in texts])  # fmt: skip
    return max(ways, key=lambda shortened: len(set(shortened)))


def _without_prefix(texts: Sequence[str], width: int, sign: str) -> list[str]:
    different = set(texts)
    same = (
        takewhile(lambda letters: len(set(letters)) == 1, zip(*different, strict=False)) if len(different) > 1 else ()
    )
    prefix = "".join(letters[0] for letters in same)
    # Back to the beginning of a word, so that a number is not cut in two.
    while prefix and (prefix[-1].isalnum() or prefix[-1] == "."):
        prefix = prefix[:-1]
    if len(prefix) < LEAST_PREFIX:
        return [_middle(text, width, sign) for text in texts]
    return [cut_start(sign + text[len(prefix) :], width, sign) for text in texts]


def _middle(text: str, width: int, sign: str) -> str:
    if cell_width(text) <= width or width < LEAST_WIDTH:
        return _start(text, width, sign)
    tail = (width - 1) // 2
    return _start(text, width - tail, sign) + _last(text, tail)


def _start(text: str, width: int, sign: str) -> str:
    if cell_width(text) <= width:
        return text
    return _first(text, width - 1).rstrip() + sign if width > 1 else _first(text, max(0, width))


def cut_start(text: str, width: int, sign: str) -> str:
    """As much of the end of a text as has room in so many cells, behind a sign where something is cut off."""
    if cell_width(text) <= width or width < 2:
        return _start(text, width, sign)
    return sign + _last(text, width - 1)


def _first(text: str, width: int) -> str:
    """The longest beginning of a text in so many cells."""
    stop = 0
    while stop < len(text) and cell_width(text[: stop + 1]) <= width:
        stop += 1
    return text[:stop]


def _last(text: str, width: int) -> str:
    """The longest end of a text in so many cells."""
    start = len(text)
    while start > 0 and cell_width(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]
