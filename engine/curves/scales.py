"""Which metrics can share a plot: those of one unit whose values are of like size. Pure."""

from collections.abc import Iterable, Sequence
from itertools import chain
from statistics import median

from engine.curves.metric_choice import MetricCell
from engine.curves.units import unit_of
from engine.observe.metrics import MetricHistory
from engine.observe.series import Series

LARGEST_RATIO, LARGEST_LOGARITHMIC_RATIO = 100.0, 1e6
"""By how much the sizes of metrics in one plot may differ, on either axis: behind that one of them is a flat line."""

LOOKED_AT = 15
"""Points by which a metric's size is judged; their median, so that a spike or a last step does not decide."""


def of_one_scale(
    cells: Sequence[MetricCell], focused: MetricCell | None, history: MetricHistory, *, logarithmic: bool = False
) -> tuple[MetricCell, ...]:
    """The cells that can share a plot with one of them, in their order; all without one.

    Args:
        cells: What there is.
        focused: The one that is drawn in any case.
        history: Their points.
        logarithmic: Whether the vertical axis is, which holds more.
    """
    if focused is None:
        return tuple(cells)
    size, unit = _size_of(focused, history), unit_of(focused.key)
    ratio = LARGEST_LOGARITHMIC_RATIO if logarithmic else LARGEST_RATIO

    def fits(cell: MetricCell) -> bool:
        other = _size_of(cell, history)
        if size is None or other is None:
            return size is other
        return unit_of(cell.key) == unit and 1 / ratio <= other / size <= ratio

    return tuple(cell for cell in cells if cell == focused or fits(cell))


def _size_of(cell: MetricCell, history: MetricHistory) -> float | None:
    """How large its values usually are; None for one that has no value but 0."""
    known = [history.series[name] for name in cell.names if name in history.series]
    sizes = [size for size in (median(_sample(series)) for series in known if len(series)) if size > 0]
    return max(sizes, default=None) or _largest(known)


def _sample(series: Series) -> list[float]:
    step = max(1, len(series) // LOOKED_AT)
    return [abs(series.point(place).value) for place in range(step // 2, len(series), step)]


def _largest(known: Iterable[Series]) -> float | None:
    """The largest value of metrics that are 0 most of the time."""
    ends = chain.from_iterable(each.value_range or () for each in known)
    return max(map(abs, ends), default=0.0) or None
