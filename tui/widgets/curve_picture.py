"""What is to be drawn and in which colours, and what came of it; no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.style import Style
from textual.strip import Strip

from engine.curves.shown import CurveSeries, Mark
from engine.curves.units import NO_UNIT, Unit
from engine.curves.window import Window

Span = tuple[str, Style]
"""Text in one style."""


@dataclass(frozen=True)
class Picture:
    """What one plot shows; see `Curve.show`."""

    series: tuple[CurveSeries, ...] = ()
    total_steps: int | None = None
    note: str = ""
    title: str = ""
    marks: tuple[Mark, ...] = ()
    unit: Unit = NO_UNIT
    small: bool = False
    """Whether it is one of many: its legend is short and marks are not explained."""
    brief: bool = False
    """Whether something else tells how one looks at it."""
    focused: bool = False
    """Whether it is the one of many that keys apply to."""


@dataclass(frozen=True)
class CurveStyles:
    """The colours of one theme."""

    base: Style
    lines: tuple[Style, ...]
    """One for each hue."""
    areas: tuple[Style, ...]
    """The envelope of each hue."""
    axis: Style
    label: Style
    title: Style
    grid: Style
    gap: Style
    empty: Style
    cursor: Style
    """The line of the cursor and the place where it stands."""
    mark: Style
    washes: tuple[Style, ...] = field(default=(), kw_only=True)
    """The envelope of each hue where it fills the plot and would hide the line; without them the areas serve."""


@dataclass(frozen=True)
class Signs:
    """The characters of axes and legend."""

    upright: str = "│"
    upright_tick: str = "┤"
    corner: str = "└"
    level: str = "─"
    level_tick: str = "┴"
    grid: str = "┈"
    key: str = "━"
    cursor: str = "┊"
    lone: str = "•"
    ends: tuple[str, ...] = ("●", "◼", "✚", "◐", "○", "□", "◉", "▣")
    """Where curves end and where the cursor reads them, one for each, so that none depends on its colour."""

    def end(self, shown: CurveSeries, place: int) -> str:
        """The sign of a curve.

        Args:
            shown: The curve.
            place: Which one it is, from 0.
        """
        return self.ends[(place if shown.sign is None else shown.sign) % len(self.ends)]


UNICODE = Signs()
ASCII = Signs("|", "+", "+", "-", "+", " ", "=", ":", "o", ("o", "#", "A", "V", "@", "%", "&", "$"))


@dataclass(frozen=True)
class Drawing:
    """A picture in cells."""

    strips: Sequence[Strip]
    window: Window | None = None
    """What the plot shows; None where it shows nothing."""
    left: int = 0
    """The cell in which the plot begins, axis not included."""
    top: int = 0
    bottom: int = 0
    """The rows of the plot, axis and labels included: [top, bottom)."""

    def x_at(self, cell: int) -> float | None:
        """What lies in a column of cells, or None beside the plot."""
        if self.window is None or not 0 <= cell - self.left < (self.window.dots + 1) // 2:
            return None
        return self.window.x_at(2 * (cell - self.left) + 1)
