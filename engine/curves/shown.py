"""What can be drawn: a metric of a job, a band around a mean, a mark at a step. Anyone may import this."""

from dataclasses import dataclass
from typing import Literal

from engine.observe.abscissa import STEPS, Abscissa, Axes, XAxis
from engine.observe.series import Series


@dataclass(frozen=True)
class Band:
    """An area around a line, such as lowest to highest over jobs that differ in their seed only."""

    lower: Series
    upper: Series


@dataclass(frozen=True)
class CurveSeries:
    """One metric to draw."""

    name: str
    series: Series
    best: Literal["min", "max"] | None = "min"
    """Which value the legend calls best; None for a metric that is not judged, such as a learning rate."""
    hue: int | None = None
    """Which of the colours, from 0; None takes the next. A job that keeps its colour everywhere says so here."""
    axes: Axes | None = None
    """The horizontal axes of the job beside the steps; None where there are none."""
    band: Band | None = None
    """Drawn in place of the extremes of each column."""
    sign: int | None = None
    """Which of the signs stands at its end, from 0; None takes the next. A job that keeps its sign says so here."""

    @property
    def best_word(self) -> str:
        """What the legend calls the best value: that of a mean is no value that any job has had."""
        return "best mean" if self.band is not None else "best"

    def abscissa(self, axis: XAxis) -> Abscissa | None:
        """What it is drawn over, or None where its job reports nothing of the kind."""
        if self.axes is None:
            return STEPS if axis is XAxis.STEP else None
        return self.axes.abscissa(axis)


@dataclass(frozen=True)
class Mark:
    """Something worth seeing at a step."""

    step: int
    kind: str
    """One of `engine.curves.marks.SIGNS`, or any other word, which gets the common sign."""
    label: str = ""
    """A few words for whoever puts the cursor there."""
    series: str = ""
    """Name of the curve on which it stands; empty puts it on the axis."""
    axes: Axes | None = None
    """The axes of its job, as those of its curves."""
