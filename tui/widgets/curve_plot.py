"""The plot area of curves: series, a window and a scale become dots in cells; pure, no widgets.

Pens 1 to n are the lines of the n series, pens n+1 to 2n the areas behind them. Everything asked of a series is a
number of columns, so the cost follows the width.
"""

from collections.abc import Iterator, Sequence

from engine.curves.axis import Scale, fit_scale
from engine.curves.shown import Band, CurveSeries
from engine.curves.smoothing import Smoothed, Smoothing
from engine.curves.window import Window
from engine.observe.abscissa import Abscissa, XAxis
from engine.observe.series import Column
from tui.widgets.braille import DOTS_X, DOTS_Y, Canvas

Vertex = tuple[int, float, bool]
"""A corner of a line: column of dots, value, and whether the line leads here from the corner before."""


class Plot:
    """What is drawn for some series.

    Args:
        shown: In the order in which they are drawn, the last on top.
        axis: What they are drawn over.
        window: Which part of it.
        height: In cells.
        scale: The vertical axis, see `scale_of`; where it is logarithmic, values not above 0 are gaps.
        smoothing: The moving averages that are there.
        weight: Which of them is drawn; 0 draws the mean of each column.
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
        lines = Canvas(self.canvas.width, height)
        edges = _Edges(axis, window)
        for pen, one in enumerate(shown, 1):
            abscissa = one.abscissa(axis)
            if abscissa is None:
                continue
            steps = edges.of(abscissa)
            columns = one.series.columns_between(steps, coarse=True)
            if one.band is None:
                self._envelope(columns, pen + len(shown))
            else:
                self._band(one.band, steps, pen + len(shown))
            smoothed = smoothing.of(one.series, weight) if smoothing is not None else None
            self._line(list(_vertices(one, abscissa, window, columns, smoothed)), lines, pen)
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
        return [(1 - share) * lowest for share in self.scale.shares(values)]

    def _envelope(self, columns: Sequence[Column], pen: int) -> None:
        wide = [column for column in columns if column.maximum > column.minimum]
        tops = self._heights([column.maximum for column in wide])
        bottoms = self._heights([column.minimum for column in wide])
        span, floor = self.canvas.span, self.canvas.height * DOTS_Y
        for column, top, bottom in zip(wide, tops, bottoms, strict=True):
            if top < floor:
                span(column.slot, round(top), round(bottom), pen)

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

    def _line(self, vertices: Sequence[Vertex], canvas: Canvas, pen: int) -> None:
        before: tuple[int, float] | None = None
        end: tuple[int, float] | None = None
        reached = False
        heights = self._heights([value for _, value, _ in vertices])
        for (x, value, joined), y in zip(vertices, heights, strict=True):
            if self.scale.logarithmic and value <= 0:
                self._keep_lone(before, reached, pen)
                before, reached = None, False
                continue
            if before is not None and joined:
                if x > before[0]:
                    canvas.line(*before, x, y, pen)
                reached = True
            else:
                self._keep_lone(before, reached, pen)
                reached = False
                canvas.span(x, round(y), round(y), pen)
            before = x, y
            if 0 <= x < self.window.dots:
                end = x, value
        if end is not None:
            self.ends[pen] = end
        self._keep_lone(before, reached, pen)

    def _keep_lone(self, point: tuple[int, float] | None, reached: bool, pen: int) -> None:
        if point is not None and not reached:
            row, cell = round(point[1]) >> 2, point[0] // DOTS_X
            if 0 <= row < self.canvas.height and 0 <= cell < self.canvas.width:
                self.lone[row * self.canvas.width + cell] = pen


class _Edges:
    """The columns of a window in steps, one list for all series with the same axis."""

    def __init__(self, axis: XAxis, window: Window) -> None:
        self._window = window
        self._known: dict[int, Sequence[int]] = {}

    def of(self, abscissa: Abscissa) -> Sequence[int]:
        found = self._known.get(id(abscissa))
        if found is None:
            window = self._window
            found = self._known[id(abscissa)] = abscissa.edges(window.start, window.end, window.dots)
        return found


def _vertices(
    one: CurveSeries, abscissa: Abscissa, window: Window, columns: Sequence[Column], smoothed: Smoothed | None
) -> Iterator[Vertex]:
    """The corners of a line, with those just outside the window to which it leads."""
    series = one.series
    means = smoothed.means(columns) if smoothed is not None else [column.mean for column in columns]
    first = columns[0].start if columns else series.index_from(abscissa.step_at(window.start))
    after = columns[-1].start + columns[-1].points if columns else first

    def outside(index: int, dot: int) -> Vertex | None:
        value = smoothed.value(index) if smoothed is not None else series.point(index).value
        return None if value is None else (dot, value, False)

    before_it = outside(first - 1, window.dot(abscissa.x_of(series.point(first - 1).step))) if first else None
    behind_it = (
        outside(after, window.dot(abscissa.x_of(series.point(after).step)))
        if after < len(series) and len(means) == len(columns)
        else None
    )
    inside = [(column.slot, mean, column.joined) for column, mean in zip(columns, means, strict=False)]
    if before_it is not None:
        into = inside[0] if inside else behind_it
        index = columns[0].start + columns[0].points - 1 if columns else after
        if into is not None and into[0] > before_it[0] and not series.is_cut(first - 1, min(index, len(series) - 1)):
            yield _clipped(into, before_it, -1)
            inside = [(*inside[0][:2], True), *inside[1:]] if inside else inside
    yield from inside
    if behind_it is not None:
        origin = inside[-1] if inside else before_it
        if origin is not None and behind_it[0] > origin[0] and not series.is_cut(after - 1, after):
            x, value, _ = _clipped(origin, behind_it, window.dots)
            yield x, value, True


def _clipped(inner: Vertex, outer: Vertex, dot: int) -> Vertex:
    """Where the line from `inner` to `outer` passes `dot`, unless it ends before."""
    if (outer[0] - dot) * (dot - inner[0]) <= 0:
        return outer
    share = (dot - inner[0]) / (outer[0] - inner[0])
    return dot, inner[1] + share * (outer[1] - inner[1]), False


def scale_of(
    shown: Sequence[CurveSeries],
    axis: XAxis,
    window: Window,
    *,
    logarithmic: bool,
) -> Scale:
    """The vertical axis on which everything in a window fits."""
    ranges: list[tuple[float, float]] = []
    for one in shown:
        abscissa = one.abscissa(axis)
        if abscissa is None:
            continue
        steps = abscissa.edges(window.start, window.end, 1)
        for series in (one.series,) if one.band is None else (one.series, one.band.lower, one.band.upper):
            found = series.value_range_within(steps[0], steps[-1])
            if found is None:
                # Nothing lies in the window, but a line leads through it.
                index = series.index_from(steps[0])
                around = [series.point(place).value for place in (index - 1, index) if 0 <= place < len(series)]
                found = (min(around), max(around)) if len(around) == 2 else None
            if found is not None:
                ranges.append(found)
    if not ranges:
        return Scale(0.1 if logarithmic else 0.0, 1.0, logarithmic)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if logarithmic and low <= 0:
        # What of each narrow column can be drawn decides, since the whole reaches below 0.
        edges = _Edges(axis, window)
        narrow = [
            column
            for one in shown
            if (abscissa := one.abscissa(axis))
            for column in one.series.columns_between(edges.of(abscissa), coarse=True)
        ]
        lows = [column.minimum if column.minimum > 0 else column.mean for column in narrow if column.mean > 0]
        if not lows:
            return Scale(0.1, 1.0, logarithmic)
        low = min(lows)
    return fit_scale(low, high, logarithmic=logarithmic)
