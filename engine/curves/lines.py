"""What a curve is in a window, before anybody draws it: its corners, and the vertical axis on which all fit. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.curves.axis import Scale, fit_scale
from engine.curves.outliers import without_outliers
from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothed
from engine.curves.window import Window
from engine.observe.abscissa import Abscissa, XAxis
from engine.observe.columns import Column

Vertex = tuple[int, float, bool]
"""A corner of a line: column of dots, value, and whether the line leads here from the corner before."""


class Edges:
    """The columns of a window in steps, one list for all series with the same axis."""

    def __init__(self, axis: XAxis, window: Window) -> None:
        self._window = window
        self._known: dict[int, Sequence[int]] = {}

    def of(self, abscissa: Abscissa) -> Sequence[int]:
        """The columns over one axis; see `Abscissa.edges`."""
        found = self._known.get(id(abscissa))
        if found is None:
            window = self._window
            found = self._known[id(abscissa)] = abscissa.edges(window.start, window.end, window.dots)
        return found


def vertices(
    one: CurveSeries, abscissa: Abscissa, window: Window, columns: Sequence[Column], smoothed: Smoothed | None
) -> Iterator[Vertex]:
    """The corners of a line, with those just outside the window to which it leads.

    Without smoothing it goes through the last report of each column: what was reported, and at its end the value that
    the legend tells; where the columns stand does not change as points come, so it does not flicker.
    """
    series = one.series
    means = smoothed.means(columns) if smoothed is not None else [column.last for column in columns]
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
    cut: bool = False,
) -> Scale:
    """The vertical axis on which everything in a window fits.

    Args:
        shown: The curves.
        axis: What they are drawn over.
        window: Which part of it.
        logarithmic: Whether the axis is.
        cut: Whether outliers need not fit on it.
    """
    ranges: list[tuple[float, float]] = []
    usual: list[tuple[float, float]] = []
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
                if cut and (kept := without_outliers(found, series.pyramid.values)):
                    usual.append(kept)
    if not ranges:
        return Scale(0.1 if logarithmic else 0.0, 1.0, logarithmic)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if logarithmic and low <= 0:
        # What of each narrow column can be drawn decides, since the whole reaches below 0.
        edges = Edges(axis, window)
        narrow = [
            column
            for one in shown
            if (abscissa := one.abscissa(axis))
            for column in one.series.columns_between(edges.of(abscissa), coarse=True)
        ]
        lows = [column.minimum if column.minimum > 0 else column.last for column in narrow if column.last > 0]
        if not lows:
            return Scale(0.1, 1.0, logarithmic)
        low = min(lows)
    if not usual:
        return fit_scale(low, high, logarithmic=logarithmic)
    scale = fit_scale(min(low for low, _ in usual), max(high for _, high in usual), logarithmic=logarithmic)
    return replace(scale, is_cut=low < scale.low or high > scale.high)
