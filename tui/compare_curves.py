"""What a comparison draws of one metric: a curve for each job, or a mean with a band for each group of seeds."""

from collections.abc import Sequence
from typing import Literal

from engine.curves.shown import Band, CurveSeries, Mark
from engine.observe.compare.band import Spread, band, band_series
from engine.observe.compare.comparison import Comparison
from engine.observe.compare.results import shared_direction
from engine.observe.direction import Direction, is_judging
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
    is_judged = is_judging(metric) or any(job.best is not None and job.best.metric == metric for job in comparison.jobs)
    best = BEST[shared_direction(metric, comparison.jobs, known)] if is_judged else None
    subjects = comparison.grouped if spread is not None else comparison.each
    runs_of = {group.runs[0][-1]: group.runs for group in comparison.groups}
    curves = []
    for subject in subjects:
        first = subject.places[0]
        look = looks[first]
        series, name, edges = known[first].get(metric), names[first], None
        if spread is not None and subject.is_group:
            runs = [[known[place].get(metric, Series()) for place in run] for run in runs_of[first]]
            drawn = band_series(band(runs), spread)
            series = drawn.mean if drawn.most_runs else None
            name, edges = f"{name} +{len(runs) - 1}", Band(drawn.lower, drawn.upper)
        if series is not None:
            axes = histories[first].axes
            curves.append(CurveSeries(name, series, best, look.hue, axes, edges, look.sign_index))
    return curves


def seam_marks(
    curves: Sequence[CurveSeries],
    names: Sequence[str],
    histories: Sequence[MetricHistory],
    seams: Sequence[Sequence[int]],
) -> list[Mark]:
    """Where the curves of single jobs pass from one that is not compared to the job that went on from it.

    Args:
        curves: What is drawn.
        names: How each job is called.
        histories: The jobs' metrics.
        seams: The steps, of each job.
    """
    drawn = {one.name for one in curves}
    return [
        Mark(step, "resume", f"{name}: resumed", name, history.axes)
        for name, history, steps in zip(names, histories, seams, strict=True)
        if name in drawn
        for step in steps
    ]
