"""What a comparison draws of one metric: a curve for each job, or a mean with a band for each group of seeds."""

from collections.abc import Sequence
from typing import Literal

from engine.curves.shown import Band, CurveSeries
from engine.observe.compare.band import Spread, band, band_series
from engine.observe.compare.comparison import Comparison
from engine.observe.compare.results import shared_direction
from engine.observe.direction import Direction
from engine.observe.metrics import MetricHistory
from engine.observe.series import Series
from tui.job_colours import JobLook

BEST: dict[Direction, Literal["min", "max"] | None] = {
    Direction.LOWER: "min",
    Direction.HIGHER: "max",
    Direction.NEITHER: None,
}
"""What the legend calls best."""


def compared_curves(
    comparison: Comparison,
    histories: Sequence[MetricHistory],
    metric: str,
    names: Sequence[str],
    looks: Sequence[JobLook],
    spread: Spread | None,
) -> list[CurveSeries]:
    """The curves of one metric.

    Args:
        comparison: The jobs.
        histories: Their metrics, in the same order.
        metric: Its name.
        names: How each job is called.
        looks: How each looks.
        spread: How wide the bands are; None draws each job by itself.
    """
    known = [history.series for history in histories]
    best = BEST[shared_direction(metric, comparison.jobs, known)]
    subjects = comparison.grouped if spread is not None else comparison.each
    runs_of = {group.runs[0][-1]: group.runs for group in comparison.groups}
    curves = []
    for subject in subjects:
        first = subject.places[0]
        if spread is None or not subject.is_group:
            series = known[first].get(metric)
            if series is not None:
                curves.append(CurveSeries(names[first], series, best, looks[first].hue, histories[first].axes))
            continue
        runs = [[known[place].get(metric, Series()) for place in run] for run in runs_of[first]]
        drawn = band_series(band(runs), spread)
        if drawn.most_runs:
            name = f"{names[first]} +{len(runs) - 1}"
            edges = Band(drawn.lower, drawn.upper)
            curves.append(CurveSeries(name, drawn.mean, best, looks[first].hue, histories[first].axes, edges))
    return curves
