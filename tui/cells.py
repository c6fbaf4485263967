"""What stands in one row of the job table: texts and the names of their styles. Pure."""

import math
import time
from collections.abc import Iterator, Sequence

import msgspec

from engine.format import NOTHING, duration, number, percent, progress_bar, rate, sparkline, took
from engine.job import JobRecord
from engine.observe.finding import Severity
from engine.observe.view import JobView, stopping_text
from engine.state import JobState
from tui.columns import GAP, Placed

GLYPHS: dict[JobState | None, tuple[str, str]] = {
    JobState.QUEUED: ("·", "."),
    JobState.STARTING: ("◌", "o"),
    JobState.LOADING: ("◌", "o"),
    JobState.RUNNING: ("▶", ">"),
    JobState.COMPLETED: ("✔", "+"),
    JobState.ERROR: ("✖", "x"),
    JobState.STOPPED: ("■", "#"),
    None: ("?", "?"),
}
"""Sign of each state in Unicode and in ASCII, so that nothing depends on colour alone; None is an unreadable file."""

STYLES = {
    JobState.QUEUED: "queued", JobState.STARTING: "loading", JobState.LOADING: "loading", JobState.RUNNING: "running",
    JobState.COMPLETED: "completed", JobState.ERROR: "error", JobState.STOPPED: "stopped", None: "error",
}  # fmt: skip
"""Name of the style of each state."""

SIMULATION = "SIMULATION"
"""Stands wherever a job is shown that trains nothing."""

COUNT_WIDTH = 7
"""Cells for "epoch 12/30" beside the bar, without the word."""


class Cell(msgspec.Struct, frozen=True):
    """A text at a place."""

    start: int
    width: int
    text: str
    style: str = ""
    right: bool = False


def glyph(state: JobState | None, *, ascii: bool = False) -> str:
    """The sign of a state."""
    return GLYPHS[state][1 if ascii else 0]


def row_cells(
    view: JobView, placed: Sequence[Placed], *, ascii: bool = False, now_s: float | None = None
) -> list[Cell]:
    """The cells of one row, left to right.

    Args:
        view: The job.
        placed: The columns there is room for.
        ascii: Whether to keep to ASCII.
        now_s: Unix time for countdowns; by default the present.
    """
    record = view.record
    words = "trend" if any(place.column.key == "trend" for place in placed) else "progress"
    shown = ("progress", "loss") if words == "trend" else ()
    cells = list(_labels(view, placed, ascii=ascii))
    if record is None:
        return [*cells, *_span(placed, "progress", f"unreadable: {view.problem}", "error")]
    if view.stop is not None:
        text = stopping_text(view.stop, time.time() if now_s is None else now_s)
        return [
            *cells,
            *_numbers(view, placed, shown, ascii=ascii),
            *_span(placed, words, text, "stopped"),
        ]
    if view.problem:
        return [*cells, *_span(placed, "progress", view.problem, "error")]
    match record.status:
        case JobState.QUEUED | JobState.STARTING | JobState.LOADING:
            dots = "... " if ascii else "⋯ "
            return [*cells, *_span(placed, "progress", dots + (record.message or record.status.lower()), "dim")]
        case JobState.ERROR if record.step == 0:
            return [*cells, *_span(placed, "progress", _why(record), "error")]
        case JobState.ERROR:
            return [
                *cells,
                *_numbers(view, placed, shown, ascii=ascii),
                *_span(placed, words, _why(record), "error"),
            ]
        case JobState.STOPPED if record.step == 0:
            return [*cells, *_span(placed, "progress", record.message, "dim")]
    return [*cells, *_numbers(view, placed, ("progress", "loss", "trend", "best", "speed", "time"), ascii=ascii)]


def _why(record: JobRecord) -> str:
    if record.error is None:
        return record.message
    # The messages of all kinds speak for themselves; the detail below names the kind as well.
    return record.error.message.rstrip(".") + (f": {record.error.hint}" if record.error.hint else "")


def _labels(view: JobView, placed: Sequence[Placed], *, ascii: bool) -> Iterator[Cell]:
    record = view.record
    style = STYLES[view.state]
    has_recipe = any(place.column.key == "recipe" for place in placed)
    simulated = record is not None and record.simulation
    for place in placed:
        match place.column.key:
            case "state":
                sign = glyph(view.state, ascii=ascii)
                yield Cell(place.start - 2, 1, sign, style)
                if view.findings:
                    alarm = view.findings[0].severity is Severity.ALARM
                    yield Cell(place.start - 1, 1, "!", "error" if alarm else "simulation")
                word = "STOPPING" if view.stop is not None else view.state or "UNREADABLE"
                if view.guard == "unsupervised":
                    word = "UNSUPERVISED"  # The longest word there is may use what keeps columns apart.
                yield Cell(place.start, place.width + GAP - 1, word, "stopped" if view.stop is not None else style)
            case "name":
                mark = "SIM " if simulated and not has_recipe else ""
                if mark:
                    yield Cell(place.start, len(mark), mark, "simulation")
                width = place.width - len(mark)
                yield Cell(place.start + len(mark), width, view.title, "name")
            case "recipe" if record is not None:
                yield Cell(place.start, place.width, SIMULATION if simulated else record.recipe,
                           "simulation" if simulated else "dim")  # fmt: skip


def _numbers(view: JobView, placed: Sequence[Placed], keys: Sequence[str], *, ascii: bool) -> Iterator[Cell]:
    record = view.record
    assert record is not None
    for place in placed:
        if place.column.key in keys:
            yield from _number_cells(record, place, ascii=ascii)


def _number_cells(record: JobRecord, place: Placed, *, ascii: bool) -> Iterator[Cell]:
    start, width, state = place.start, place.width, STYLES[record.status]
    match place.column.key:
        case "progress":
            count = f"{_count(record.epoch)}/{_count(record.epochs)}" if record.epochs else ""
            count_width = max(COUNT_WIDTH, len(count))
            bar_width = max(2, width - 6 - count_width)  # A long count gets its room, so that it touches no percent.
            bar = progress_bar(record.progress / 100, bar_width, ascii=ascii)
            done = bar.rstrip("░.")
            yield Cell(start, len(done), done, f"{state}-bar" if record.status.is_closed else state)
            yield Cell(start + len(done), bar_width - len(done), bar[len(done) :], "track")
            yield Cell(start + bar_width, 5, f"{percent(record.progress)}%", "", right=True)
            yield Cell(start + bar_width + 5, width - bar_width - 5, count, "dim", right=True)
        case "loss" if record.loss is not None:
            bad = not math.isfinite(record.loss)
            yield Cell(start, width, number(record.loss), "error" if bad else "strong", right=True)
        case "trend":
            values = list(record.trend)
            while values and values[-1] is None:
                values.pop()
            yield Cell(
                start, width, sparkline(values, width, ascii=ascii), "old-trend" if record.status.is_closed else "trend"
            )
        case "best" if record.best is not None:
            value, step = number(record.best.value), f" @{_count(record.best.step)}"
            yield Cell(start, width, value + step if len(value + step) <= width else value, "", right=True)
        case "speed" if record.steps_per_second:
            yield Cell(start, width, rate(record.steps_per_second), "dim", right=True)
        case "time":
            yield Cell(start, width, _time(record, width), "dim" if record.status.is_closed else "", right=True)


def _count(number: int) -> str:
    """A count in at most five cells: 8777, 12.3k, 1.2M."""
    return str(number) if number < 10_000 else rate(number).removesuffix("/s")


def _time(record: JobRecord, width: int) -> str:
    if not record.status.is_closed:
        return duration(record.eta_seconds) if record.eta_seconds is not None else NOTHING
    if record.started_at is None or record.finished_at is None:
        return ""
    long = took(record.finished_at - record.started_at)
    return long if len(long) <= width else duration(record.finished_at - record.started_at)


def _span(placed: Sequence[Placed], first: str, text: str, style: str) -> Iterator[Cell]:
    """A text over all columns from `first` on, or from the nearest one to the right of it that is shown."""
    order = [place.column.key for place in placed]
    after = ("progress", "loss", "trend", "best", "speed", "time")
    keys = after[after.index(first) :]
    start = next((placed[order.index(key)].start for key in keys if key in order), None)
    if start is None:
        start = placed[-1].start + placed[-1].width + GAP
    end = placed[-1].start + placed[-1].width
    if end > start:
        yield Cell(start, end - start, text, style)
