"""What a column of the job table is, which of them fit into a width, and how wide each becomes. Pure.

Columns drop by priority until the rest fits at its narrowest; what is left over goes to those that can use it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from engine.observe.context import Context
from engine.observe.view import JobView

GAP = 2
"""Cells between two columns."""

NARROWEST, WIDEST = 3, 120
"""Bounds, in cells, of a width that somebody gives a column."""


class Row(NamedTuple):
    """A job to be drawn."""

    view: JobView
    context: Context
    """What is known beside the jobs."""
    ascii: bool = False
    now_s: float = 0.0
    """Unix time, for countdowns."""
    keys: frozenset[str] = frozenset()
    """Keys of the columns there is room for."""
    count_width: int = 0
    """Cells that the longest count of epochs in the table takes, so that all bars are as long."""


class Cell(msgspec.Struct, frozen=True):
    """A text at a place."""

    start: int
    width: int
    text: str
    style: str = ""
    right: bool = False


Draw = Callable[[Row, int, int], Iterator[Cell]]
"""Yields the cells of one column, given where it starts and how wide it is."""

Value = Callable[[JobView, Context], Any]
"""Returns what a column holds: a number, a text, several texts, or None."""


def nothing(view: JobView, context: Context) -> None:
    """The value of a column that has none."""
    return None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the job table; widths in cells. An entry in `tui.column_table` is all that a column needs."""

    key: str
    heading: str
    help: str
    """A few words for the dialog in which columns are chosen."""
    narrowest: int
    widest: int
    comfortable: int = 0
    """Width that it gets before others get more than their narrowest."""
    priority: int = 3
    """Low numbers stay longest."""
    numeric: bool = False
    """Whether it is aligned to the right."""
    yields: bool = False
    """Whether it gives way to what a job has to say: why it failed, that it is stopping."""
    draw: Draw
    value: Value = nothing
    """What is exported, and what is sorted by unless `rank` says otherwise."""
    rank: Value | None = None
    """What is sorted by in place of `value`; jobs with None come last."""
    falls: bool = False
    """Whether the largest comes first: what is sorted by is a number then."""

    @property
    def sortable(self) -> bool:
        """Whether the table can be sorted by it."""
        return self.rank is not None or self.value is not nothing

    def order(self, view: JobView, context: Context) -> Any:
        """What this job is sorted by, comparable with every other job's; None comes last."""
        rank = (self.rank or self.value)(view, context)
        return comparable(-rank if self.falls and rank is not None else rank)


def comparable(value: Any) -> tuple[int, float, str] | None:
    """A value that can be compared with every other one: numbers come before texts; None and NaN are no value."""
    if value is None or value == "" or value == [] or value != value:
        return None
    if isinstance(value, int | float):
        return (0, value, "")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return (1, 0.0, str(value).casefold())


class Placed(msgspec.Struct, frozen=True):
    """A column with its place."""

    column: Column
    start: int
    width: int


def place(
    columns: Sequence[Column], width: int, margin: int, widths: Mapping[str, int] | None = None
) -> tuple[Placed, ...]:
    """Fit columns into a width.

    Args:
        columns: Left to right.
        width: Cells there are.
        margin: Cells kept free on the left, for mark and glyph; one is kept on the right.
        widths: Widths that somebody chose, by key.
    """
    fixed = widths or {}
    chosen = [_of_width(column, fixed[column.key]) if column.key in fixed else column for column in columns]
    room = width - margin - 1

    def needed() -> int:
        return sum(column.narrowest for column in chosen) + GAP * (len(chosen) - 1)

    while len(chosen) > 1 and needed() > room:
        last = max(column.priority for column in chosen)
        chosen.remove(next(column for column in reversed(chosen) if column.priority == last))
    given = {column.key: column.narrowest for column in chosen}
    spare = room - needed()
    for column in chosen:
        more = max(0, min(spare, column.comfortable - column.narrowest))
        given[column.key] += more
        spare -= more
    while spare > 0:
        growing = [column for column in chosen if given[column.key] < column.widest]
        if not growing:
            break
        for column in growing[:spare]:
            given[column.key] += 1
            spare -= 1
    placed = []
    start = margin
    for column in chosen:
        placed.append(Placed(column, start, max(1, min(given[column.key], width - start))))
        start += given[column.key] + GAP
    return tuple(placed)


def _of_width(column: Column, width: int) -> Column:
    width = max(NARROWEST, min(WIDEST, width))
    return msgspec.structs.replace(column, narrowest=width, comfortable=width, widest=width)
