"""Where the small plots of a grid stand, and the headings of their groups; pure.

A group begins beside the one before where all of it finds room in that row, so that headings cost few rows.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from engine.curves.groups import MetricGroup

LEAST_WIDTH = 36
"""Cells of a small plot from side to side."""

LEAST_HEIGHT = 8
"""Rows of a small plot, heading and axis included."""

SHAPE = 4.0
"""How many times wider than high, in cells, a small plot is at best."""

SPACE = 2
"""Cells between two plots."""


class GridRow(NamedTuple):
    """Plots beside each other, with the headings above them."""

    places: tuple[tuple[int, int], ...]
    """Column and place of each plot; none below the headings of folded groups."""
    heads: tuple[tuple[int, int], ...] = ()
    """Column and place of each group that begins here."""

    def height(self, plot: int) -> int:
        """How many lines it takes where a plot takes so many."""
        return bool(self.heads) + plot * bool(self.places)


class Layout(NamedTuple):
    """How plots are arranged."""

    columns: int
    width: int
    height: int
    rows: tuple[GridRow, ...]


def layout_of(groups: Sequence[MetricGroup], count: int, width: int, height: int) -> Layout:
    """The arrangement in which plots come closest to their best shape; all in sight if that can be.

    Args:
        groups: What the plots are divided into; empty where they stand without headings.
        count: How many plots there are.
        width: Cells there are.
        height: Rows there are.
    """
    most = max(1, min(count, (width + SPACE) // (LEAST_WIDTH + SPACE)))
    best: tuple[float, Layout] | None = None
    for columns in range(1, most + 1):
        rows = grid_rows(groups, count, columns)
        plots = [row for row in rows if row.places]
        if not plots:
            return Layout(columns, width, 1, rows)
        room = height - sum(bool(row.heads) for row in rows)
        found = Layout(columns, (width + SPACE) // columns - SPACE, room // len(plots), rows)
        if found.height < LEAST_HEIGHT:
            continue
        # A place left empty is wasted, a shape too flat or too high is hard to read.
        shown = sum(len(row.places) for row in plots)
        cost = abs(log(max(1, found.width) / found.height / SHAPE)) + (columns * len(plots) - shown) / shown
        if best is None or cost < best[0]:
            best = (cost, found)
    if best is not None:
        return best[1]
    rows = grid_rows(groups, count, most)
    # Each row in sight may have a heading.
    heading = 1 if groups else 0
    room = height - 1 if height > LEAST_HEIGHT else height
    in_sight = max(1, room // (LEAST_HEIGHT + heading))
    return Layout(most, (width + SPACE) // most - SPACE, max(1, room // in_sight - heading), rows)


def grid_rows(groups: Sequence[MetricGroup], count: int, columns: int) -> tuple[GridRow, ...]:
    """The rows of a grid of so many columns."""
    if not groups:
        return tuple(_plain(range(count), columns))
    rows: list[GridRow] = []
    for number, group in enumerate(groups):
        last = rows[-1] if rows else GridRow(())
        used = len(last.places) if last.places else len(last.heads)
        if group.is_folded:
            if last.heads and not last.places and used < columns:
                rows[-1] = GridRow((), (*last.heads, (used, number)))
            else:
                rows.append(GridRow((), ((0, number),)))
        elif last.places and last.heads and used + len(group.shown) <= columns:
            beside = tuple((used + index, place) for index, place in enumerate(group.shown))
            rows[-1] = GridRow((*last.places, *beside), (*last.heads, (used, number)))
        else:
            first, *more = _plain(group.shown, columns)
            rows += [GridRow(first.places, ((0, number),)), *more]
    return tuple(rows)


def _plain(places: range, columns: int) -> list[GridRow]:
    return [GridRow(tuple(enumerate(places[first : first + columns]))) for first in range(0, len(places), columns)]


def row_of(rows: Sequence[GridRow], groups: Sequence[MetricGroup], focus: int) -> int:
    """Which row holds a plot, or the heading of the folded group in which it lies."""
    folded = next(
        (number for number, each in enumerate(groups) if each.is_folded and each.start <= focus < each.stop), None
    )
    for number, row in enumerate(rows):
        if any(place == focus for _, place in row.places):
            return number
        if folded is not None and any(group == folded for _, group in row.heads):
            return number
    return 0


def fitted(layout: Layout, first: int, focused: int, height: int) -> tuple[Layout, range]:
    """Which rows are seen, and the arrangement with plots so high that these leave no room.

    Where rows are out of sight the last line is kept free, so that it can say so.
    """
    seen = rows_in_sight(layout, first, focused, height)
    if len(seen) == len(layout.rows) or height <= LEAST_HEIGHT:
        return layout, seen
    seen = rows_in_sight(layout, first, focused, height - 1)
    rows = layout.rows[seen.start : seen.stop]
    plots = sum(bool(row.places) for row in rows)
    room = height - 1 - sum(bool(row.heads) for row in rows)
    return layout._replace(height=max(layout.height, room // plots) if plots else layout.height), seen


def rows_in_sight(layout: Layout, first: int, focused: int, height: int) -> range:
    """Which rows are seen: as few as possible go by, the one in focus among them, and no room is wasted at the end."""
    tall = [row.height(layout.height) for row in layout.rows]
    first = max(0, min(first, focused))
    while first < focused and sum(tall[first : focused + 1]) > height:
        first += 1
    while first > 0 and sum(tall[first - 1 :]) <= height:
        first -= 1
    stop, used = first, 0
    while stop < len(tall) and (stop == first or used + tall[stop] <= height):
        used += tall[stop]
        stop += 1
    return range(first, stop)
