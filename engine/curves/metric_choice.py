"""Which metrics are drawn, together or apart, and in what order: cells, sections, a filter, pins.

Metrics of one kind over different parts of the data (`loss` and `val_loss`, `train/loss` and `val/loss`) share a cell.
Every other prefix (`optim/`, `grad/`), up to its first slash, makes a section.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from engine.expression.expression import Expression, TookTooLong, compiled, is_quick
from engine.observe.direction import Direction, direction_of, is_judging

_PARTS = ("train", "training", "val", "valid", "validation", "test", "eval", "dev")
"""Prefixes that name a part of the data, not another thing that is measured."""

_PART = re.compile(rf"^({'|'.join(_PARTS)})([/_.\-])(?=.)", re.IGNORECASE)
_BEST: dict[Direction, Literal["min", "max"] | None] = {
    Direction.LOWER: "min",
    Direction.HIGHER: "max",
    Direction.NEITHER: None,
}


MOST_KNOWN = 2_000
"""How many names are kept in mind with what follows from them."""


@dataclass(frozen=True)
class MetricCell:
    """Metrics that share a plot."""

    key: str
    """What they have in common; a cell keeps it for the life of a job."""
    section: str
    """The prefix of the group of cells to which it belongs; empty for those without."""
    names: tuple[str, ...]
    pinned: bool = False

    @property
    def title(self) -> str:
        """The name over the plot."""
        return self.names[0] if len(self.names) == 1 else self.key

    @property
    def short_title(self) -> str:
        """The same below the heading of its group."""
        return self.title.removeprefix(f"{self.section}/") if self.section and not self.pinned else self.title


FILTER_LIMIT_S = 0.25
"""How long an expression may look through the names; the start of its process (15 ms) comes on top."""


@dataclass
class MetricFilter:
    """A text or regular expression by which metrics are chosen, upper and lower case alike."""

    text: str = ""
    _too_slow: str = field(default="", init=False, compare=False)

    @property
    def problem(self) -> str:
        """What is wrong with the expression, as one sentence; empty when nothing is that is known by now."""
        found = self._pattern()
        return found if isinstance(found, str) else self._too_slow

    def chosen(self, names: Iterable[str]) -> list[str]:
        """Those of some names that fit; with an expression that is none, those that hold it as a text."""
        plain, pattern, names = self.text.casefold(), self._pattern(), list(names)
        chosen = {place for place, name in enumerate(names) if plain in name.casefold()}
        if not isinstance(pattern, str) and not self._too_slow and len(chosen) < len(names):
            chosen |= self._matching(pattern, names)
        return [names[place] for place in sorted(chosen)]

    def _matching(self, pattern: re.Pattern[str], names: Sequence[str]) -> set[int]:
        """Which names an expression matches; one that takes too long matches none, and is told as a problem."""
        if is_quick(self.text):
            return {place for place, name in enumerate(names) if pattern.search(name)}
        expression = Expression(pattern)
        try:
            return expression.matching(names, FILTER_LIMIT_S)
        except TookTooLong as error:
            self._too_slow = str(error)
            return set()
        finally:
            expression.close()

    def _pattern(self) -> re.Pattern[str] | str:
        """The expression, or what is wrong with it."""
        try:
            return compiled(self.text, re.IGNORECASE)
        except ValueError as error:
            return f"This is no regular expression: {error}."


@lru_cache(MOST_KNOWN)
def best_of(name: str) -> Literal["min", "max"] | None:
    """Which value of a metric is its best; None where its name does not tell, and for what is not judged."""
    return _BEST[direction_of(name)] if is_judging(name) else None


def stem_of(name: str) -> str:
    """A metric's name without the part of the data over which it was measured."""
    return _PART.sub("", name)


def part_of(name: str) -> str:
    """The part of the data over which a metric was measured; the name itself where it names none."""
    return given_part_of(name) or name


def given_part_of(name: str) -> str | None:
    """The part of the data that a metric's name begins with, if it names one."""
    found = _PART.match(name)
    return None if found is None else found[1]


def cells_of(
    names: Sequence[str], pinned: frozenset[str] = frozenset(), judged_by: str = "loss"
) -> tuple[MetricCell, ...]:
    """Divide metrics into cells.

    Pinned cells come first, then the section of the metric by which the job is judged, with that one first, then those
    without a section, then section by section; among equals the order of the names stays.

    Args:
        names: In the order of their first appearance.
        pinned: Keys of cells.
        judged_by: The metric that matters most.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(stem_of(name), []).append(name)
    cells = []
    for key, members in groups.items():
        section = key.partition("/")[0] if "/" in key else ""
        cells.append(MetricCell(key, section, tuple(sorted(members, key=_part_order)), key in pinned))
    sections = list(dict.fromkeys(cell.section for cell in cells))
    first = stem_of(judged_by)
    leading = next((cell.section for cell in cells if cell.key == first), "")
    return tuple(
        sorted(
            cells,
            key=lambda cell: (
                not cell.pinned,
                cell.section != leading,
                cell.section != "",
                sections.index(cell.section),
                cell.key != first,
                direction_of(cell.key) is Direction.NEITHER,
            ),
        )
    )


def _part_order(name: str) -> int:
    """Training before validation before test, whichever was reported first: colours keep their meaning."""
    found = _PART.match(name)
    return 0 if found is None else 1 + _PARTS.index(found[1].lower())
