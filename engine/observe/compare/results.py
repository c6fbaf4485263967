"""What came of several jobs: last and best value of each metric beside each other, and which job won. Pure."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from engine.job import JobRecord
from engine.observe.compare.band import mean_and_deviation
from engine.observe.direction import Direction, direction_of, is_throughput
from engine.observe.series import Point, Series
from engine.state import JobState
from engine.text import clean


class Kind(StrEnum):
    """What a row tells of each job."""

    FINAL = "final"
    """The value of a metric reported last."""
    BEST = "best"
    """Its best value."""
    DURATION = "duration"
    """Seconds from start to end."""
    SPEED = "speed"
    """Steps a second."""
    STEPS = "steps"
    """Steps done."""


class ResultRow(msgspec.Struct, frozen=True):
    """One result of all jobs."""

    name: str
    """Of the metric, harmless, or of what else was measured."""
    kind: Kind
    direction: Direction
    values: tuple[float | None, ...]
    """One for each job, in their order; None where it is not known, NaN where the job reported no number."""
    steps: tuple[int | None, ...]
    """At which step the value was reached, where that is known."""
    winners: frozenset[int]
    """Places of the jobs with the best value: several in a tie, none where nothing can be won."""

    def spread_over(self, places: Sequence[int]) -> tuple[float, float] | None:
        """Mean and sample deviation of what is known of some jobs; one that ended in no number makes the mean none."""
        known = [value for place in places if (value := self.values[place]) is not None]
        if not known:
            return None
        if not all(map(math.isfinite, known)):
            return (known[0] if len(known) == 1 else math.nan), 0.0
        return mean_and_deviation(known)


def result_rows(records: Sequence[JobRecord], histories: Sequence[Mapping[str, Series]]) -> tuple[ResultRow, ...]:
    """Duration, speed and steps of the jobs after the last and the best value of each metric.

    Args:
        records: The status of each job.
        histories: The metrics of each job; where one is missing, the latest value in the status counts.
    """
    rows = []
    rivals = competing(records)
    for name in metric_names(records, histories):
        direction = shared_direction(name, records, histories)
        final = [_final(name, record, history) for record, history in zip(records, histories, strict=True)]
        rows.append(_row(name, Kind.FINAL, direction, final, rivals))
        if direction is not Direction.NEITHER and not is_throughput(name):
            best = [_best(name, record, history, direction) for record, history in zip(records, histories, strict=True)]
            rows.append(_row(name, Kind.BEST, direction, best, rivals))
    return tuple(rows + _running_rows(records))


def metric_names(records: Sequence[JobRecord], histories: Sequence[Mapping[str, Series]]) -> tuple[str, ...]:
    """Every metric that any of the jobs has, those that judge before those that describe."""
    names: dict[str, None] = {}
    for record, history in zip(records, histories, strict=True):
        names.update(dict.fromkeys(history))
        names.update(dict.fromkeys(clean(name, 80) for name in record.metrics))
    return tuple(sorted(names, key=lambda name: direction_of(name) is not Direction.LOWER))


def shared_direction(name: str, records: Sequence[JobRecord], histories: Sequence[Mapping[str, Series]]) -> Direction:
    """Which value of a metric wins: the first job that makes more the better one decides."""
    found = Direction.LOWER
    for record, history in zip(records, histories, strict=True):
        found = direction_of(name, best=record.best, series=history.get(name))
        if found is not Direction.LOWER:
            break
    return found


def only(values: Sequence[float | None], rivals: Sequence[bool]) -> list[float | None]:
    """The values of those that may win, and None for the others."""
    return [value if may_win else None for value, may_win in zip(values, rivals, strict=True)]


def winners(values: Sequence[float | None], direction: Direction) -> frozenset[int]:
    """The places of the best values.

    A value that is no number never wins. Nothing is won where nothing is judged, where fewer than two have a value, or
    where all have the same.
    """
    known = {place: value for place, value in enumerate(values) if value is not None}
    numbers = {place: value for place, value in known.items() if not math.isnan(value)}
    if direction is Direction.NEITHER or len(known) < 2 or not numbers:
        return frozenset()
    target = (max if direction is Direction.HIGHER else min)(numbers.values())
    if math.isinf(target) and (target < 0) is (direction is Direction.HIGHER):
        return frozenset()  # All have run away: an infinite loss is no victory.
    won = frozenset(place for place, value in numbers.items() if value == target)
    return won if len(won) < len(known) else frozenset()


def competing(records: Sequence[JobRecord]) -> tuple[bool, ...]:
    """Which jobs may win: a simulation, for which nothing was trained, only among its own kind."""
    trained = tuple(not record.simulation for record in records)
    return trained if any(trained) else (True,) * len(records)


def _row(
    name: str, kind: Kind, direction: Direction, reached: Sequence[tuple[int | None, float] | None],
    rivals: Sequence[bool],
) -> ResultRow:  # fmt: skip
    values = tuple(each[1] if each is not None else None for each in reached)
    steps = tuple(each[0] if each is not None else None for each in reached)
    return ResultRow(name, kind, direction, values, steps, winners(only(values, rivals), direction))


def _final(name: str, record: JobRecord, history: Mapping[str, Series]) -> tuple[int | None, float] | None:
    series = history.get(name)
    if series is None or series.step_range is None:
        value = record.metrics.get(name)
        return (None, value) if value is not None else None
    if series.ends_in_gap:
        return series.step_range[1], math.nan
    return _pair(series.last)


def _best(
    name: str, record: JobRecord, history: Mapping[str, Series], direction: Direction
) -> tuple[int | None, float] | None:
    series = history.get(name)
    if series is None or series.step_range is None:
        told = record.best
        return (told.step, told.value) if told is not None and told.metric == name else None
    return _pair(series.best(highest=direction is Direction.HIGHER)) or (series.step_range[1], math.nan)


def _pair(point: Point | None) -> tuple[int | None, float] | None:
    return (point.step, point.value) if point is not None else None


def _running_rows(records: Sequence[JobRecord]) -> list[ResultRow]:
    nothing = (None,) * len(records)
    rivals = competing(records)
    durations = tuple(duration_s(record) for record in records)
    # A job that was stopped or failed early has not been faster.
    complete = [
        seconds if record.status is JobState.COMPLETED else None
        for record, seconds in zip(records, durations, strict=True)
    ]
    speeds = tuple(record.steps_per_second for record in records)
    steps = tuple(float(record.step) if record.step else None for record in records)
    return [
        ResultRow(
            "duration",
            Kind.DURATION,
            Direction.LOWER,
            durations,
            nothing,
            winners(only(complete, rivals), Direction.LOWER),
        ),
        ResultRow(
            "speed", Kind.SPEED, Direction.HIGHER, speeds, nothing, winners(only(speeds, rivals), Direction.HIGHER)
        ),
        ResultRow("steps", Kind.STEPS, Direction.NEITHER, steps, nothing, frozenset()),
    ]


def duration_s(record: JobRecord) -> float | None:
    """Seconds from start to end, or to the last report of a job that goes on."""
    end = record.finished_at if record.status.is_closed else record.updated_at
    return max(0.0, end - record.started_at) if record.started_at is not None and end is not None else None
