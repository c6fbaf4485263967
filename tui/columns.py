"""Which columns of the job table fit into a width, and how wide each is. Pure.

Columns drop by priority until the rest fits at its narrowest; what is left over goes to those that can use it.
"""

from collections.abc import Sequence

import msgspec

GAP = 2
"""Cells between two columns."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the job table; widths in cells."""

    key: str
    heading: str
    narrowest: int
    widest: int
    comfortable: int = 0
    """Width that it gets before others get more than their narrowest."""
    priority: int
    """Low numbers stay longest."""
    numeric: bool = False
    sort: str = ""
    """Key of the order that a click on its heading asks for, if any."""


COLUMNS: tuple[Column, ...] = (
    Column(key="state", heading="State", narrowest=11, widest=11, priority=0, sort="state"),
    Column(key="name", heading="Name", narrowest=12, comfortable=18, widest=44, priority=0, sort="name"),
    Column(key="recipe", heading="Recipe", narrowest=10, widest=16, priority=5),
    Column(key="progress", heading="Progress", narrowest=18, widest=40, priority=1, sort="progress"),
    Column(key="loss", heading="Loss", narrowest=8, widest=8, priority=1, numeric=True, sort="loss"),
    Column(key="trend", heading="Trend", narrowest=8, widest=40, priority=3),
    Column(key="best", heading="Best", narrowest=12, comfortable=14, widest=16, priority=4, numeric=True, sort="best"),
    Column(key="speed", heading="Speed", narrowest=7, widest=7, priority=6, numeric=True, sort="speed"),
    Column(key="time", heading="ETA", narrowest=9, widest=12, priority=2, numeric=True, sort="time"),
)
"""Left to right."""


class Placed(msgspec.Struct, frozen=True):
    """A column with its place."""

    column: Column
    start: int
    width: int


def place(columns: Sequence[Column], width: int, margin: int) -> tuple[Placed, ...]:
    """Fit columns into a width.

    Args:
        columns: Left to right.
        width: Cells there are.
        margin: Cells kept free on the left, for mark and glyph; one is kept on the right.
    """
    chosen = list(columns)
    room = width - margin - 1

    def needed() -> int:
        return sum(column.narrowest for column in chosen) + GAP * (len(chosen) - 1)

    while len(chosen) > 1 and needed() > room:
        last = max(column.priority for column in chosen)
        chosen.remove(next(column for column in reversed(chosen) if column.priority == last))
    widths = {column.key: column.narrowest for column in chosen}
    spare = room - needed()
    for column in chosen:
        more = max(0, min(spare, column.comfortable - column.narrowest))
        widths[column.key] += more
        spare -= more
    while spare > 0:
        growing = [column for column in chosen if widths[column.key] < column.widest]
        if not growing:
            break
        for column in growing[:spare]:
            widths[column.key] += 1
            spare -= 1
    placed = []
    start = margin
    for column in chosen:
        placed.append(Placed(column, start, max(1, min(widths[column.key], width - start))))
        start += widths[column.key] + GAP
    return tuple(placed)
