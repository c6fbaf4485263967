"""The signs of what is marked on a curve. A new kind is one entry here; a kind without one gets the common sign.

Each has a glyph of its own, so that none depends on its colour. Standard library only.
"""

from typing import NamedTuple


class Sign(NamedTuple):
    """How a kind of mark looks."""

    glyph: str
    ascii: str
    word: str
    """What the legend calls it."""
    rank: int
    """Where several fall into one cell the highest is seen."""
    is_fault: bool = False
    """Whether it wears the colour of faults."""


SIGNS: dict[str, Sign] = {
    "checkpoint": Sign("◆", "c", "checkpoint", 1),
    "resume": Sign("↻", "r", "resumed", 2),
    "best": Sign("★", "*", "best", 3),
    "gap": Sign("×", "x", "not finite", 5, is_fault=True),
}
"""By kind."""

ABOVE, BELOW = Sign("↑", "u", "cut above", 0), Sign("↓", "d", "cut below", 0)
"""Stand at the edge of a plot beyond which something lies that the axis leaves out; never on the axis itself."""

COMMON = Sign("▲", "^", "", 4, is_fault=True)
"""The sign of every other kind: what a rule about the job's health found, say."""


def sign_of(kind: str) -> Sign:
    """The sign of a kind of mark; the legend calls an unknown kind by its own name."""
    return SIGNS.get(kind) or COMMON._replace(word=kind)
