"""What the rules see of a job."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from engine.job import JobRecord
from engine.observe.direction import words_of
from engine.observe.metrics import MetricHistory
from engine.observe.series import Point, Series

_HELD_OUT = frozenset({"val", "valid", "validation", "test", "eval", "evaluation", "dev"})
"""Words of the names of what is measured on data held back."""


class Reading(NamedTuple):
    """Something measured at a time."""

    at_s: float
    """Unix time."""
    value: float


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one job; whatever is not known is empty, and the rules that need it are silent."""

    record: JobRecord
    now_s: float
    """Unix time."""
    history: MetricHistory | None = None
    """Its metrics, at least the latest ones."""
    begun_at: int | None = 0
    """Step at which a resumed job began to report, None while it has not; 0 for any other job."""
    heard_at: float | None = None
    """When it last made a step, by this machine's clock."""
    intervals: Sequence[float] = ()
    """Seconds between two words of it, the latest last."""
    speeds: Sequence[Reading] = ()
    """Steps a second, the latest last."""
    gpu_percent: Sequence[Reading] = ()
    """Utilisation of the GPU that it trains on."""
    free_bytes: Sequence[Reading] = ()
    """Room on the disk of the workspace."""

    def time_of(self, step: int) -> float | None:
        """When a step was reported, if its history says so."""
        if self.history is None:
            return None
        times = self.history.times.value_range_within(step, step + 1)
        return times[0] if times is not None else None


def latest(series: Series, count: int) -> list[Point]:
    """The last `count` points, in their order."""
    return [series.point(place) for place in range(max(0, len(series) - count), len(series))]


def training_loss(history: MetricHistory) -> tuple[str, Series] | None:
    """The loss that the job trains on, with its name."""
    names = ("loss", "train_loss", "train/loss", "loss/train", "training_loss")
    found = next((name for name in names if name in history.series), None)
    if found is None:
        found = next((name for name in history.series if is_loss(name) and not is_validation(name)), None)
    return (found, history.series[found]) if found is not None else None


def validation_losses(history: MetricHistory) -> list[tuple[str, Series]]:
    """The losses on data held back, with their names."""
    return [(name, series) for name, series in history.series.items() if is_loss(name) and is_validation(name)]


def is_loss(name: str) -> bool:
    """Whether a metric is a loss, going by its name: the lower the better."""
    return "loss" in name.casefold()


def is_validation(name: str) -> bool:
    """Whether a metric is measured on data held back, going by its name."""
    return any(word.rstrip("0123456789") in _HELD_OUT for word in words_of(name))
