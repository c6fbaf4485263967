"""A comparison as texts in rows and columns: for the panel, the command line, the clipboard and CSV. Pure."""

import json
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from engine.format import NOTHING, duration, number, parameter, rate
from engine.observe.compare.comparison import Comparison, Subject
from engine.observe.compare.parameters import MISSING, ParameterRow, identity
from engine.observe.compare.results import Kind, ResultRow, competing, only, winners
from engine.observe.direction import Direction
from engine.record import spell_non_finite
from engine.state import JobState
from engine.text import clean

ABSENT = "·"
"""Stands for a parameter that a job does not have."""

FEWEST_DIGITS = 4
MOST_DIGITS = 17
"""Significant digits of a number: as many as it takes to see that two differ, up to what a double holds."""

ARROWS = {Direction.LOWER: "↓", Direction.HIGHER: "↑", Direction.NEITHER: ""}
"""Which way a metric gets better."""


SIMULATION = "SIMULATION"
"""Said of every job that trains nothing."""


class Section(StrEnum):
    """Parts of a sheet, from above."""

    PARAMETERS = "Parameters"
    RESULTS = "Results"
    JOBS = "Jobs"


class Cell(msgspec.Struct, frozen=True):
    """What one column says in one row."""

    text: str
    wins: bool = False
    is_faulty: bool = False
    """Whether it is no number where there should be one."""
    plain: str = ""
    """The value for another program: a number in full, nothing where there is none."""
    deviation: str = ""
    """That of a mean, in full."""


class Line(msgspec.Struct, frozen=True):
    """One row."""

    section: Section
    label: str
    cells: tuple[Cell, ...]
    """One for each subject."""
    differs: bool
    """Whether the subjects are not all alike; results always count as different."""


def sheet(comparison: Comparison, subjects: Sequence[Subject]) -> tuple[Line, ...]:
    """Everything there is to say of these subjects, whether they differ in it or not."""
    lines = [_parameter(row, subjects) for row in comparison.parameters]
    # Those of a group are all simulations or none is.
    rivals = competing([comparison.jobs[subject.places[0]] for subject in subjects])
    lines += [_result(row, subjects, rivals) for row in comparison.results]
    return (*lines, *_facts(comparison, subjects))


def _result(row: ResultRow, subjects: Sequence[Subject], rivals: Sequence[bool]) -> Line:
    spreads = [row.spread_over(subject.places) for subject in subjects]
    means = [spread[0] if spread is not None else None for spread in spreads]
    if any(subject.is_group for subject in subjects):
        judged = row.winners or row.kind in (Kind.FINAL, Kind.BEST)
        won = winners(only(means, rivals), row.direction) if judged else frozenset()
    else:
        won = frozenset(place for place, subject in enumerate(subjects) if subject.places[0] in row.winners)
    write = _writer(row.kind, means, trim=row.direction is Direction.NEITHER)
    if row.kind in (Kind.DURATION, Kind.SPEED):
        won = _seen_to_win(won, [write(mean) if mean is not None else "" for mean in only(means, rivals)])
    cells = []
    for place, (subject, spread) in enumerate(zip(subjects, spreads, strict=True)):
        if spread is None:
            cells.append(Cell(NOTHING))
            continue
        mean, deviation = spread
        text = write(mean)
        step = row.steps[subject.places[0]]
        if subject.is_group and math.isfinite(mean):
            text += f" ±{_seconds(deviation) if row.kind is Kind.DURATION else number(deviation, digits=2)}"
        elif row.kind is Kind.BEST and step is not None and math.isfinite(mean):
            text += f" @{step:,}"
        told = repr(deviation) if subject.is_group else ""
        cells.append(Cell(text, place in won, not math.isfinite(mean), repr(mean), told))
    label = row.name if row.kind is not Kind.BEST else f"{row.name} best {ARROWS[row.direction]}"
    return Line(Section.RESULTS, label, tuple(cells), differs=True)


def _seen_to_win(won: Collection[int], texts: Sequence[str]) -> frozenset[int]:
    """Winners among times and speeds, which are written in few digits: nobody wins by what is not seen."""
    best = {texts[place] for place in won}
    alike = frozenset(place for place, text in enumerate(texts) if text in best)
    return alike if {text for text in texts if text} - best else frozenset()


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds)


def _writer(kind: Kind, values: Sequence[float | None], *, trim: bool) -> Callable[[float], str]:
    """How the numbers of a row are written: with as many digits as it takes to tell them apart."""
    match kind:
        case Kind.DURATION:
            return _seconds
        case Kind.SPEED:
            return rate
        case Kind.STEPS:
            return lambda value: f"{value:,.0f}"
    digits = _digits([value for value in values if value is not None])
    return lambda value: number(value, digits=digits, trim=trim)


def _digits(values: Sequence[float]) -> int:
    different = {value for value in values if math.isfinite(value)}
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        if len({number(value, digits=digits) for value in different}) == len(different):
            return digits
    return MOST_DIGITS


def _facts(comparison: Comparison, subjects: Sequence[Subject]) -> Iterator[Line]:
    titles = {record.job_id: record.title for record in comparison.jobs}
    tells: dict[str, list[str]] = {"state": [], "recipe": [], "resumed from": [], "tags": [], "device": [], "host": []}
    for record in comparison.jobs:
        simulated = record.simulation and record.status is not JobState.QUEUED
        tells["state"].append(f"{record.status}{f' {SIMULATION}' if simulated else ''}")
        tells["recipe"].append(record.recipe)
        parent = record.resumed_from or ""
        tells["resumed from"].append(titles.get(parent, parent))
        tells["tags"].append(", ".join(record.tags))
        tells["device"].append(record.device)
        tells["host"].append(record.host)
    for label, texts in tells.items():
        if not any(texts):
            continue
        shown = [", ".join(dict.fromkeys(texts[place] for place in subject.places)) for subject in subjects]
        cells = tuple(Cell(clean(text, 200) or NOTHING, plain=clean(text, 200)) for text in shown)
        # That nothing was trained is always said.
        differs = len(set(shown)) > 1 or (label == "state" and any(SIMULATION in text for text in shown))
        yield Line(Section.JOBS, label, cells, differs=differs)


def _parameter(row: ParameterRow, subjects: Sequence[Subject]) -> Line:
    values = {identity(value): value for value in row.values}
    texts = _texts(values)
    cells = []
    for subject in subjects:
        wanted = dict.fromkeys(identity(row.values[place]) for place in subject.places)
        plain = ", ".join(_exact(values[each]) for each in wanted)
        cells.append(Cell(", ".join(texts[each] for each in wanted), plain=plain))
    return Line(Section.PARAMETERS, row.name, tuple(cells), differs=len({cell.text for cell in cells}) > 1)


def _texts(values: dict[object, Any]) -> dict[object, str]:
    """What is written for each of these values, which all differ: no two the same."""
    numbers = [value for value in values.values() if isinstance(value, float) and math.isfinite(value)]
    digits = _digits(numbers)
    texts = {key: _plain(value, digits) for key, value in values.items()}
    if len(set(texts.values())) == len(texts):
        return texts
    # 1 and "1", say: as JSON they look different.
    spelled = {key: _spelled(value) for key, value in values.items()}
    return {key: ABSENT if value is MISSING else spelled[key] for key, value in values.items()}


def _plain(value: object, digits: int) -> str:
    if value is MISSING:
        return ABSENT
    if isinstance(value, float):
        return number(value, digits=digits, trim=True)
    return clean(parameter(value), 500)


def _exact(value: object) -> str:
    return "" if value is MISSING or value is None else value if isinstance(value, str) else _spelled(value)


def _spelled(value: object) -> str:
    try:
        return clean(json.dumps(spell_non_finite(value), ensure_ascii=False, default=str), 500)
    except (ValueError, RecursionError):
        return clean(repr(value), 500)
