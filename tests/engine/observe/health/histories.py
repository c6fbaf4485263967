"""Histories of jobs as rules see them."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.job import JobRecord
from engine.observe.finding import Finding
from engine.observe.health import examine
from engine.observe.health.evidence import Evidence
from engine.observe.metrics import MetricHistory
from engine.state import JobState

NOW_S = 1_700_000_000.0


def history_of(**metrics: Iterable[float]) -> MetricHistory:
    """A report a second, a step each, from step 1; values that are nan at a step leave a gap."""
    history = MetricHistory()
    for name, values in metrics.items():
        history.add({"step": step, "time": NOW_S + step, name: value} for step, value in enumerate(values, 1))
    return history


def noisy(shape: Callable[[int], float], count: int, spread: float = 0.1, seed: int = 0) -> list[float]:
    """A curve with noise of so large a share of its value."""
    chance = random.Random(seed)
    return [shape(step) * (1 + chance.gauss(0, spread)) for step in range(1, count + 1)]


def record_of(history: MetricHistory | None = None, **fields: Any) -> JobRecord:
    """A running job that has come as far as its history."""
    steps = max((series.step_range or (0, 0))[1] for series in history.series.values()) if history else 0
    values: dict[str, Any] = {"status": JobState.RUNNING, "step": steps, "total_steps": 2 * steps, "updated_at": NOW_S}
    return JobRecord(job_id="job_1", **(values | fields))


def found(
    history: MetricHistory | None = None, *, record: JobRecord | None = None, disabled: Sequence[str] = (), **facts: Any
) -> dict[str, Finding]:
    """What all rules find, by the name of the rule."""
    chosen = record if record is not None else record_of(history)
    evidence = Evidence(record=chosen, history=history, **({"now_s": NOW_S} | facts))
    return {finding.rule: finding for finding in examine(evidence, disabled)}
