"""All points of metrics as comma-separated values: a row for each step, whatever was not finite spelled out."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import TextIO

from engine.observe.csv_text import no_formula
from engine.observe.metrics import MetricHistory
from engine.observe.series import Series

_Cell = tuple[int, int, int, float]
"""Step, how many reports of the same metric at that step came before, column, value."""


@dataclass(frozen=True)
class JobPoints:
    """What is written of one job."""

    title: str
    history: MetricHistory
    names: tuple[str, ...]
    """Its metrics, in the order of the columns."""


def write_points(jobs: Sequence[JobPoints], file: TextIO) -> None:
    """Write a heading and all rows; with several jobs the first column says whose a row is.

    Args:
        jobs: In the order of the rows.
        file: Opened for text, without translation of line ends.
    """
    names = list(dict.fromkeys(name for job in jobs for name in job.names))
    writer = csv.writer(file, lineterminator="\n")
    whose = len(jobs) > 1
    writer.writerow([*(["job"] if whose else []), "step", "epoch", "time", *map(no_formula, names)])
    for job in jobs:
        for row in _rows(job, names):
            writer.writerow([no_formula(job.title), *row] if whose else row)


def _rows(job: JobPoints, names: Sequence[str]) -> Iterator[list[str]]:
    history = job.history
    own = set(job.names)
    columns = [history.epochs, history.times]
    columns += [history.series[name] if name in own and name in history.series else Series() for name in names]
    cells = merge(*(_cells(place, series) for place, series in enumerate(columns)))
    for (step, _), group in groupby(cells, key=lambda cell: cell[:2]):
        row = [""] * len(columns)
        for _, _, place, value in group:
            row[place] = _number(value)
        if any(row[2:]):
            yield [str(step), *row]


def _cells(place: int, series: Series) -> Iterable[_Cell]:
    """The reports of a metric, numbered where several have the same step."""
    before, again = None, 0
    for step, value in _sorted(series):
        again = again + 1 if step == before else 0
        before = step
        yield step, again, place, value


def _sorted(series: Series) -> Iterator[tuple[int, float]]:
    """Points and gaps, ascending."""
    return ((point.step, point.value) for point in series.reports())


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")
