"""The plot area of curves: series, a window and a scale become dots in cells; pure, no widgets.

Pens 1 to n are the lines of the n series, pens n+1 to 2n the areas behind them. Everything asked of a series is a
number of columns, so the cost follows the width.
"""

from collections.abc import Sequence

from engine.curves.axis import Scale
from engine.curves.lines import Edges, Vertex, vertices
from engine.curves.shown import Band, CurveSeries
from engine.curves.smoothing import Smoothing
from engine.curves.window import Window
from engine.observe.abscissa import XAxis
from engine.observe.columns import Column
from tui.widgets.braille import DOTS_X, DOTS_Y, Canvas

FILLED = 0.4
"""Part of a plot from which on an envelope hides more than it tells."""


class Plot:
    """What is drawn for some series.

    Args:
        shown: In the order in which they are drawn, the last on top.
        axis: What they are drawn over.
        window: Which part of it.
        height: In cells.
        scale: The vertical axis, see `scale_of`; where it is logarithmic, values not above 0 are gaps.
        smoothing: The moving averages that are there.
        weight: Which of them is drawn; 0 draws the last value of each column.
    """

    def __init__(
        self,
        shown: Sequence[CurveSeries],
        axis: XAxis,
        window: Window,
        height: int,
        scale: Scale,
        smoothing: Smoothing | None = None,
        weight: float = 0.0,
    ) -> None:
        self.window = window
        self.scale = scale
        self.canvas = Canvas(window.dots // DOTS_X, height)
        self.lone: dict[int, int] = {}
        """Cells with a point that no line leads to, and their pens: a single dot would be overlooked."""
        self.gaps: set[int] = set()
        """Cells, from the left, in which something was not finite."""
        self.ends: dict[int, tuple[int, float]] = {}
        """Pen of each line to where it ends: column of dots, value."""
        self.above: dict[int, int] = {}
        """Cells, from the left, in which something lies above a cut axis, and the pens of these lines."""
        self.below: dict[int, int] = {}
        """The same below it."""
        self.filled: set[int] = set()
        """Which of the series, from 0, have an envelope that covers much of the plot."""
        lines = Canvas(self.canvas.width, height)
        edges = Edges(axis, window)
        for pen, one in enumerate(shown, 1):
            abscissa = one.abscissa(axis)
            if abscissa is None:
                continue
            steps = edges.of(abscissa)
            columns = one.series.columns_between(steps, coarse=True)
            if one.band is None:
                if self._envelope(columns, pen + len(shown)) > FILLED:
                    self.filled.add(pen - 1)
            else:
                self._band(one.band, steps, pen + len(shown))
            if scale.is_cut:
                self._note_outside(one, steps, columns, pen)
            smoothed = smoothing.of(one.series, weight) if smoothing is not None else None
            self._line(list(vertices(one, abscissa, window, columns, smoothed)), lines, pen)
            for slot in one.series.gap_columns_between(steps):
                self.gaps.add(slot // DOTS_X)
        self.canvas.covered_by(lines)

    def row(self, value: float) -> int | None:
        """The row of cells in which a value lies, or None when it lies outside."""
        share = self.scale.share(value)
        return round(self.canvas.row_of(share)) >> 2 if -1e-9 <= share <= 1 + 1e-9 else None

    def _height(self, value: float) -> float:
        return self.canvas.row_of(self.scale.share(value))

    def _heights(self, values: Sequence[float]) -> list[float]:
        lowest = self.canvas.height * DOTS_Y - 1
        # A constant half way between two dots keeps to one of them, whatever its last digit.
        return [(1 - share) * lowest + 1e-6 for share in self.scale.shares(values)]

    def _envelope(self, columns: Sequence[Column], pen: int) -> float:
        """Draw what lies between the extremes; how much of the plot that takes."""
        wide = [column for column in columns if column.maximum > column.minimum]
        tops = self._heights([column.maximum for column in wide])
        bottoms = self._heights([column.minimum for column in wide])
        span, floor = self.canvas.span, self.canvas.height * DOTS_Y
        for column, top, bottom in zip(wide, tops, bottoms, strict=True):
            if top < floor:
                span(column.slot, round(top), round(bottom), pen)
        if self.scale.is_cut or self.scale.logarithmic:  # Else nothing lies outside.
            tops, bottoms = ([max(0.0, min(floor, height)) for height in heights] for heights in (tops, bottoms))
        return (sum(bottoms) - sum(tops)) / (floor * max(1, self.window.dots))

    def _band(self, band: Band, steps: Sequence[int], pen: int) -> None:
        uppers = {column.slot: column.mean for column in band.upper.columns_between(steps)}
        before: tuple[int, float, float] | None = None
        for column in band.lower.columns_between(steps):
            if column.slot not in uppers:
                continue
            top, bottom = self._height(uppers[column.slot]), self._height(column.mean)
            x, high, low = before if before is not None and column.joined else (column.slot, top, bottom)
            width = column.slot - x
            for dot in range(x, column.slot + 1):
                share = (dot - x) / width if width else 1.0
                self.canvas.span(dot, round(high + share * (top - high)), round(low + share * (bottom - low)), pen)
            before = column.slot, top, bottom

    def _note_outside(self, one: CurveSeries, steps: Sequence[int], columns: Sequence[Column], pen: int) -> None:
        uppers, lowers = (columns, columns) if one.band is None else (
            one.band.upper.columns_between(steps), one.band.lower.columns_between(steps)
        )  # fmt: skip
        self.above.update((each.slot // DOTS_X, pen) for each in uppers if each.maximum > self.scale.high)
        self.below.update((each.slot // DOTS_X, pen) for each in lowers if each.minimum < self.scale.low)

    def _line(self, vertices: Sequence[Vertex], canvas: Canvas, pen: int) -> None:
        heights = self._heights([value for _, value, _ in vertices])
        is_logarithmic, dots = self.scale.logarithmic, self.window.dots
        path: list[tuple[int, float]] = []
        for (x, value, joined), y in zip(vertices, heights, strict=True):
            positive = value > 0 or not is_logarithmic
            if path and not (joined and positive):
                self._draw_path(path, canvas, pen)
                path = []
            if not positive:
                continue
            path.append((x, y))
            if 0 <= x < dots:
                self.ends[pen] = x, value
        if path:
            self._draw_path(path, canvas, pen)

    def _draw_path(self, path: Sequence[tuple[int, float]], canvas: Canvas, pen: int) -> None:
        canvas.path(path, pen)
        if len(path) == 1:
            self._keep_lone(path[0], pen)

    def _keep_lone(self, point: tuple[int, float], pen: int) -> None:
        row, cell = round(point[1]) >> 2, point[0] // DOTS_X
        if 0 <= row < self.canvas.height and 0 <= cell < self.canvas.width:
            self.lone[row * self.canvas.width + cell] = pen
