"""The line of column headings, and the line above a group, as cells. Pure."""

from collections.abc import Sequence, Set

from rich.cells import cell_len

from engine.format import number
from engine.text import clean, count_of
from tui.columns import Cell, Placed
from tui.grouping import Heading
from tui.state_signs import STYLES, glyph


def column_headings(
    placed: Sequence[Placed], order: tuple[str, bool], *, left_out: int = 0, ascii: bool = False
) -> list[Cell]:
    """The headings, with an arrow at the one that the table is sorted by.

    Args:
        placed: The columns there is room for.
        order: Key of the column, and whether it is turned round.
        left_out: How many columns are chosen for which there is no room; told at the right end if that has room.
        ascii: Whether to keep to ASCII.
    """
    cells = []
    for place in placed:
        column, arrow = place.column, ""
        if column.key == order[0]:
            falls = column.falls is not order[1]  # From above.
            arrow = ("v" if falls else "^") if ascii else ("▾" if falls else "▴")
        heading = column.heading
        if len(heading) + len(arrow) > place.width:  # The arrow says more than the end of a name.
            heading = heading[: max(0, place.width - len(arrow) - 1)] + ("~" if ascii else "…")
        text = f"{arrow}{heading}" if column.numeric else f"{heading}{arrow}"
        width = place.width
        ways = (f"+{left_out} more", f"+{left_out}") if left_out and place is placed[-1] else ()
        told = next((way for way in ways if len(text) + 1 + len(way) <= width), "")
        if told:
            width -= len(told) + 1
            cells.append(Cell(place.start + width + 1, len(told), told, "dim"))
        cells.append(Cell(place.start, width, text, "heading", right=column.numeric))
    return sorted(cells, key=lambda cell: cell.start)


MARKS = "*"
"""Stands where a row has its mark, for marks below a heading and for all of them in the top bar."""


def group_cells(heading: Heading, width: int, marked: Set[str] = frozenset(), *, ascii: bool = False) -> list[Cell]:
    """The line above a group: whether it is open, its title, how many jobs in which state, the best of them.

    Args:
        heading: The group.
        width: Cells there are.
        marked: Ids of the marked jobs: those of a closed group are seen here alone.
        ascii: Whether to keep to ASCII.
    """
    arrow = ("+" if ascii else "▸") if heading.is_closed else ("-" if ascii else "▾")
    parts = [(arrow, "group"), (clean(heading.title, 60), "group"), (count_of(len(heading.job_ids), "job"), "dim")]
    marks = sum(1 for job_id in heading.job_ids if job_id in marked) if marked else 0
    parts += [(f"{marks:,} marked", "mark")] if marks else []
    parts += [(f"{glyph(state, ascii=ascii)} {count:,}", STYLES[state]) for state, count in heading.counts]
    if heading.best is not None:
        best = heading.best
        parts += [("SIM", "simulation")] if best.simulation else []
        named = f"best {clean(best.metric, 30)}" if best.metric else "best"
        parts += [(f"{named} {number(best.value)}", "strong"), (clean(best.title, 40), "dim")]
    cells = [Cell(0, 1, MARKS, "mark")] if marks else []
    start = 1
    for place, (text, style) in enumerate(parts):
        size = cell_len(text)
        if start + size > width:
            break
        cells.append(Cell(start, size, text, style))
        start += size + (1 if place == 0 else 2)
    return cells
