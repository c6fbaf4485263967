"""Groups of metrics that begin alike (`optim/`, `system/`), each with a name; they can be folded away. Pure."""

from collections.abc import Sequence, Set
from itertools import groupby
from typing import NamedTuple

from engine.curves.metric_choice import MetricCell, given_part_of

PINNED = "pinned"
"""What the cells that come first are called together."""

PLAIN = "metrics"
"""What those are called that have no prefix."""


class MetricGroup(NamedTuple):
    """Cells beside each other."""

    name: str
    start: int
    """Place of its first cell."""
    stop: int
    """Place behind its last one."""
    metrics: int
    """How many metrics are drawn in them."""
    is_folded: bool = False

    @property
    def shown(self) -> range:
        """The places of the cells that are seen."""
        return range(self.start, self.start if self.is_folded else self.stop)


def groups_of(cells: Sequence[MetricCell], folded: Set[str] = frozenset()) -> tuple[MetricGroup, ...]:
    """Divide cells into groups; one group alone needs no heading and gives none.

    Args:
        cells: As `cells_of` orders them.
        folded: Names of the groups whose cells are not seen.
    """
    groups = []
    start = 0
    for (is_pinned, section), run in groupby(
        cells, key=lambda cell: (cell.pinned, "" if cell.pinned else cell.section)
    ):
        members = list(run)
        name = PINNED if is_pinned else section or _parts(members)
        stop = start + len(members)
        groups.append(MetricGroup(name, start, stop, sum(len(cell.names) for cell in members), name in folded))
        start = stop
    return tuple(groups) if len(groups) > 1 else ()


def _parts(cells: Sequence[MetricCell]) -> str:
    """Cells without a section are called by the parts of the data they are about, where all of them name one."""
    parts = dict.fromkeys(given_part_of(name) for cell in cells for name in cell.names)
    return PLAIN if None in parts else ", ".join(str(part) for part in parts)
