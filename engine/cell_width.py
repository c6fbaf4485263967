"""How many cells a text takes in a terminal, and cutting it to so many. Pure; for what is printed without a panel."""

import unicodedata


def cell_width(text: str) -> int:
    """Cells that a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with blanks up to a width, before it if it is to stand on the right."""
    blank = " " * (width - cell_width(text))
    return blank + text if right else text + blank


def shortened(text: str, width: int, sign: str = "…") -> str:
    """A text of at most so many cells; a longer one ends in a sign.

    Args:
        text: On one line.
        width: Cells there are.
        sign: Stands for what was left out, one cell wide.
    """
    return text if cell_width(text) <= width else _head(text, width - 1).rstrip() + sign[: max(0, width)]


def shortened_inside(text: str, width: int, sign: str = "…") -> str:
    """The same, but what is left out is left out in the middle: of paths and the like the end tells them apart."""
    if cell_width(text) <= width:
        return text
    tail = _head(text[::-1], (width - 1) * 2 // 3)[::-1]
    return _head(text, width - 1 - cell_width(tail)) + sign[: max(0, width)] + tail


def _head(text: str, width: int) -> str:
    """As much of the beginning of a text as so many cells hold."""
    taken = 0
    for place, letter in enumerate(text):
        taken += _width(letter)
        if taken > width:
            return text[:place]
    return text
