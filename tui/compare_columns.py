"""Where the columns of a comparison stand and what of their texts fits. Pure."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from engine.distinct_names import distinct_names
from engine.observe.compare.sheet import Line, Section

MARGIN = 3
"""Cells before the labels."""

GAP = 4
"""Cells between two columns: the sign of a winner stands there."""

NARROWEST, WIDEST = 8, 32
"""Cells of a column."""

LABEL_SHARE = 0.3
"""Largest part of the width that the labels take."""

LEAST_LABEL = 14
"""Cells of the labels that are left to them in any case."""


@dataclass(frozen=True)
class Layout:
    """The columns that are in sight."""

    label_width: int = LEAST_LABEL
    widths: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """What stands above each column."""
    room: int = 0
    """Cells for all columns together."""
    first: int = 0
    """Index of the leftmost column in sight."""
    ascii: bool = False

    @property
    def placed(self) -> list[tuple[int, int, int]]:
        """Index, start and width of each column in sight."""
        found: list[tuple[int, int, int]] = []
        start = MARGIN + self.label_width + GAP
        end = MARGIN + self.label_width + self.room
        for place in range(self.first, len(self.widths)):
            if found and start + self.widths[place] > end:
                break
            found.append((place, start, min(self.widths[place], max(1, end - start))))
            start += self.widths[place] + GAP
        return found

    @property
    def hidden(self) -> tuple[int, int]:
        """How many columns are out of sight on the left and on the right."""
        return self.first, len(self.widths) - self.first - len(self.placed)

    def scrolled_to(self, column: int) -> "Layout":
        """The layout in which that column is in sight, moved no farther than needed."""
        if column < self.first:
            return replace(self, first=max(0, column))
        moved = self
        while moved.first < column and column not in [place for place, _, _ in moved.placed]:
            moved = replace(moved, first=moved.first + 1)
        return moved

    def cells(self, line: Line) -> list[str]:
        """The texts of a row, each in the width of its column."""
        texts = [cell.text for cell in line.cells]
        if all(cell_len(text) <= width for text, width in zip(texts, self.widths, strict=True)):
            return texts
        by_width = {width: distinct_names(texts, width, ascii=self.ascii) for width in set(self.widths)}
        return [by_width[width][place] for place, width in enumerate(self.widths)]


def layout(lines: Sequence[Line], names: Sequence[str], width: int, *, ascii: bool = False) -> Layout:
    """Fit columns into a width: each as wide as its texts, the names shortened where they are wider than that.

    Args:
        lines: All rows.
        names: What stands above each column.
        width: Cells there are.
        ascii: Whether to keep to ASCII.
    """
    widest_label = max((cell_len(line.label) for line in lines), default=LEAST_LABEL)
    label_width = min(max(widest_label, LEAST_LABEL), max(LEAST_LABEL, int(width * LABEL_SHARE)))
    room = max(GAP + NARROWEST, width - MARGIN - label_width - 1)
    wanted, floors = [], []
    for place, name in enumerate(names):
        texts = [cell_len(line.cells[place].text) for line in lines]
        results = [cell_len(line.cells[place].text) for line in lines if line.section is Section.RESULTS]
        floors.append(max([NARROWEST, *results]))
        wanted.append(max(floors[-1], min(WIDEST, max([cell_len(name) + 2, *texts], default=0))))
    # Where not all fit, long names and paths give way before anybody has to scroll; numbers never do.
    while sum(wanted) + GAP * len(wanted) > room and any(map(operator.gt, wanted, floors)):
        largest = max(width for width, floor in zip(wanted, floors, strict=True) if width > floor)
        wanted = [min(width, max(floor, largest - 1)) for width, floor in zip(wanted, floors, strict=True)]
    widths = tuple(min(each, room - GAP) for each in wanted)
    by_width = {width: distinct_names(names, max(1, width - 2), ascii=ascii) for width in set(widths)}
    fitting = tuple(
        name if cell_len(name) <= width - 2 else by_width[width][place]
        for place, (name, width) in enumerate(zip(names, widths, strict=True))
    )
    return Layout(label_width, widths, fitting, room, ascii=ascii)
