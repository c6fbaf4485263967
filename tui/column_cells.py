"""What each column of the job table draws in a row: texts and the names of their styles. Pure."""

import math
import time
from collections.abc import Iterator
from functools import lru_cache

from engine.format import NOTHING, duration, number, parameter, percent, progress_bar, rate, sparkline, took
from engine.job import JobRecord
from engine.text import clean
from tui.columns import GAP, Cell, Row, Value
from tui.state_signs import STYLES

SIMULATION = "SIMULATION"
"""Stands wherever a job is shown that trains nothing."""

COUNT_WIDTH = 7
"""Cells for "epoch 12/30" beside the bar, without the word."""

PERCENT_WIDTH = 5
"""Cells for " 100%" behind the bar."""

LEAST_BAR = 4
"""A shorter bar says nothing: it gets the room of the per cent."""

FIRST_SHORTENED, LONGEST_COUNT = 10_000, 5
"""From which number on a count is shortened, and how many cells one takes at most."""

LARGEST_COUNT = 999_000_000_000
"""A count that no training reaches; a file may hold one that no float does."""

MOST_TRENDS = 2_000
"""Drawn trends that are kept: those of some screens."""


def state_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The word of the state, or what is stranger than that."""
    view, style = row.view, STYLES[row.view.state]
    word = "STOPPING" if view.stop is not None else view.state or "UNREADABLE"
    if view.guard == "unsupervised":
        word = "UNSUPERVISED"  # The longest word there is may use what keeps columns apart.
    yield Cell(start, width + GAP - 1, word, "stopped" if view.stop is not None else style)


def name_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The name, marked as a simulation where nothing else does that."""
    record = row.view.record
    mark = "SIM " if record is not None and record.simulation and "recipe" not in row.keys else ""
    if mark:
        yield Cell(start, len(mark), mark, "simulation")
    yield Cell(start + len(mark), width - len(mark), row.view.title, "name")


def recipe_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The recipe, or that nothing is trained."""
    record = row.view.record
    if record is not None:
        word = SIMULATION if width >= len(SIMULATION) else "SIM"
        yield Cell(
            start, width, word if record.simulation else record.recipe, "simulation" if record.simulation else "dim"
        )


def progress_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """A bar, per cent, and epochs; where these are long ones, the bar alone says how much is done."""
    record = row.view.record
    if record is None:
        return
    state = STYLES[record.status]
    count = f"{_count(record.epoch)}/{_count(record.epochs)}" if record.epochs else ""
    count_width = max(COUNT_WIDTH, row.count_width, len(count))
    bar_width, percent_width = width - 6 - count_width, PERCENT_WIDTH
    if bar_width < LEAST_BAR <= width - 1 - count_width:
        bar_width, percent_width = width - 1 - count_width, 0
    bar_width = max(2, bar_width)  # A long count gets its room, so that it touches nothing.
    if width < bar_width + 6:
        yield Cell(start, width, f"{percent(record.progress)}%", "", right=True)
        return
    bar = progress_bar(record.progress / 100, bar_width, ascii=row.ascii)
    done = bar.rstrip("░.")
    yield Cell(start, len(done), done, f"{state}-bar" if record.status.is_closed else state)
    yield Cell(start + len(done), bar_width - len(done), bar[len(done) :], "track")
    if percent_width:
        yield Cell(start + bar_width, percent_width, f"{percent(record.progress)}%", "", right=True)
    counted = bar_width + percent_width
    yield Cell(start + counted, width - counted, count, "dim", right=True)


def count_width(epochs: int) -> int:
    """Cells of the longest count on the way to so many epochs: what a job shows now says less than it will need."""
    if not epochs:
        return 0
    return len(str(epochs)) * 2 + 1 if epochs < FIRST_SHORTENED else LONGEST_COUNT + 1 + len(_count(epochs))


def loss_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The loss, red where it is no number."""
    record = row.view.record
    if record is not None and record.loss is not None:
        style = "strong" if math.isfinite(record.loss) else "error"
        yield Cell(start, width, number(record.loss), style, right=True)


def trend_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The loss since the start."""
    record = row.view.record
    if record is None:
        return
    style = "old-trend" if record.status.is_closed else "trend"
    yield Cell(start, width, _trend(tuple(record.trend), width, row.ascii), style)


@lru_cache(maxsize=MOST_TRENDS)
def _trend(values: tuple[float | None, ...], width: int, ascii: bool) -> str:
    """A drawn trend, kept because it is the dearest part of a row and changes least."""
    known = len(values)
    while known and values[known - 1] is None:
        known -= 1
    return sparkline(values[:known], width, ascii=ascii)


def best_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """The best value, and at which step it was if there is room."""
    record = row.view.record
    if record is not None and record.best is not None:
        value, step = number(record.best.value), f" @{_count(record.best.step)}"
        yield Cell(start, width, value + step if len(value + step) <= width else value, "", right=True)


def speed_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """Steps a second."""
    record = row.view.record
    if record is not None and record.steps_per_second:
        yield Cell(start, width, rate(record.steps_per_second), "dim", right=True)


def time_cells(row: Row, start: int, width: int) -> Iterator[Cell]:
    """What is left of a running job, or what a closed one took."""
    record = row.view.record
    if record is not None:
        yield Cell(start, width, _time(record, width), "dim" if record.status.is_closed else "", right=True)


class ValueCells:
    """Draws a value as people write it: numbers to the right with four digits, texts to the left.

    Args:
        value: What the column holds.
        style: Style of its text.
    """

    def __init__(self, value: Value, style: str = "") -> None:
        self._value = value
        self._style = style

    def __call__(self, row: Row, start: int, width: int) -> Iterator[Cell]:
        """Yield the cell."""
        value = self._value(row.view, row.context)
        if value is None or value == "" or value == []:
            return
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        # What is not a number may come from anywhere.
        text = number(value, trim=True) if is_number else clean(parameter(value), 300)
        yield Cell(start, width, text, self._style, right=is_number)


class MomentCells:
    """Draws a moment: the time of day where it is of today, otherwise the date.

    Args:
        value: Unix seconds that the column holds.
    """

    def __init__(self, value: Value) -> None:
        self._value = value

    def __call__(self, row: Row, start: int, width: int) -> Iterator[Cell]:
        """Yield the cell."""
        unix_s = self._value(row.view, row.context)
        if unix_s is None:
            return
        moment, today = time.localtime(unix_s), time.localtime(row.now_s)
        is_today = (moment.tm_year, moment.tm_yday) == (today.tm_year, today.tm_yday)
        form = "%H:%M:%S" if is_today else "%b %d %H:%M" if moment.tm_year == today.tm_year else "%Y-%m-%d"
        yield Cell(start, width, time.strftime(form, moment), "dim", right=True)


class LengthCells:
    """Draws a length of time.

    Args:
        value: Seconds that the column holds.
    """

    def __init__(self, value: Value) -> None:
        self._value = value

    def __call__(self, row: Row, start: int, width: int) -> Iterator[Cell]:
        """Yield the cell."""
        seconds = self._value(row.view, row.context)
        if seconds is not None:
            yield Cell(start, width, duration(seconds), "dim", right=True)


def _count(number: int) -> str:
    """A count in at most five cells: 8777, 12.3k, 1.2M."""
    return str(number) if number < FIRST_SHORTENED else rate(min(number, LARGEST_COUNT)).removesuffix("/s")


def _time(record: JobRecord, width: int) -> str:
    if not record.status.is_closed:
        return duration(record.eta_seconds) if record.eta_seconds is not None else NOTHING
    if record.started_at is None or record.finished_at is None:
        return ""
    long = took(record.finished_at - record.started_at)
    return long if len(long) <= width else long.removeprefix("took ")
