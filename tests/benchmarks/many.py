"""Ten thousand finished jobs: from the start to a table that can be used, and from a key to its paint."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, time

from engine.job import JobRecord
from engine.observe.context import Context
from engine.observe.predicate import predicate
from engine.observe.query import parse
from engine.observe.query_lexis import QueryError
from engine.observe.view import JobView
from engine.state import JobState
from tests.benchmarks.row import Row
from tests.benchmarks.terminal import Terminal, contains
from tests.benchmarks.workspace import PANEL, BusyWorkspace

JOBS = 10_000
ENDED = (JobState.COMPLETED, JobState.COMPLETED, JobState.ERROR, JobState.STOPPED)
RUNS = 5
FILTERS = ("sweep-99", "state:error", "loss<0.3", "step>900", "tag:sweep", "seed=77", "-(state:error|loss<0.3)")
DELETE_LINE = "\x15"
"""Ctrl-U."""
KEYS = 60
"""Keys of each kind."""
MOST_S, MOST_BYTES, MOST_TIMES, KEY_S = 1.5, 150 << 20, 3.0, 0.050

BARE = """
import json, os, sys, time
start = time.perf_counter()
kept = []
with os.scandir(sys.argv[1]) as entries:
    for entry in entries:
        with open(entry.path, "rb") as file:
            kept.append(json.loads(file.read()))
print(time.perf_counter() - start)
"""
"""The least that any program in Python has to do with these files."""


def measure() -> list[Row]:
    """Start panel and reference in turn; then type into one panel."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        busy = BusyWorkspace(folder, tuple(ENDED[number % len(ENDED)] for number in range(JOBS)), reports=2)
        stack.callback(busy.close)
        jobs = str(busy.workspace.jobs)
        bare_s, ours_s, used = [], [], []
        _bare(jobs), _start(folder)
        for _ in range(RUNS):
            bare_s.append(_bare(jobs))
            took_s, used_bytes = _start(folder)
            ours_s.append(took_s)
            used.append(used_bytes)
        rows = _start_rows(bare_s, ours_s, used)
        terminal = stack.enter_context(Terminal(PANEL, folder))
        _wait_for_all(terminal)
        terminal.follow(3.0)
        rows.append(_key_row("move", _move(terminal)))
        rows.append(_key_row("move, with the detail below", _turn(terminal)))
        rows.append(_key_row("sort", _sort(terminal)))
        rows.append(_key_row("filter", _filter(terminal, busy.records)))
    return rows


def _bare(jobs: str) -> float:
    return float(subprocess.check_output([sys.executable, "-c", BARE, jobs]))


def _wait_for_all(terminal: Terminal) -> float:
    """Wait until the top bar counts every job."""
    return terminal.wait_until(_counts_all, f"{JOBS} jobs counted")


def _counts_all(terminal: Terminal) -> bool:
    words = [word.replace(",", "") for word in terminal.lines[0].split()]
    return sum(int(word) for word in words if word.isdigit()) == JOBS


def _start(folder: Path) -> tuple[float, int]:
    """Seconds from the start of the process until all jobs are there and a key is answered, and bytes in use then."""
    with Terminal(PANEL, folder) as terminal:
        _wait_for_all(terminal)
        first = _top(terminal)
        terminal.press("G")
        answered_s = terminal.wait_until(lambda now: _top(now) != first, "the last job")
        terminal.follow(3.0)
        with open(f"/proc/{terminal.pid}/statm", "rb") as file:
            used = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return answered_s - terminal.started_s, used


def _top(terminal: Terminal) -> str:
    """The first row of the table."""
    return terminal.lines[2]


def _move(terminal: Terminal) -> list[float]:
    """Down a row, up a row, to the last and to the first, until another row or other rows are under the cursor."""
    return [_press(terminal, key, _is_other(_cursor, terminal)) for key in _keys("jjjjGkkkkg")]


def _turn(terminal: Terminal) -> list[float]:
    """The same, until the detail below has the job's name above its curves."""
    return [_press(terminal, key, _is_other(_line_of_tabs, terminal)) for key in _keys("jjjjGkkkkg")]


def _cursor(terminal: Terminal) -> tuple[list[str], str]:
    return terminal.backgrounds[2:20], _table(terminal)


def _sort(terminal: Terminal) -> list[float]:
    """By the next column, and the other way round: each changes headings or rows."""
    return [_press(terminal, key, _is_other(_table, terminal)) for key in _keys("sS")]


def _keys(pattern: str) -> list[str]:
    return list(islice(cycle(pattern), KEYS))


def _table(terminal: Terminal) -> str:
    """Headings and rows."""
    return "\n".join(terminal.lines[1:20])


def _line_of_tabs(terminal: Terminal) -> str:
    return next((line for line in terminal.lines if line.startswith("─")), "")


def _is_other(part: Callable[[Terminal], object], terminal: Terminal) -> Callable[[Terminal], bool]:
    """A condition: a part of the screen is not what it is now."""
    before = part(terminal)
    return lambda now: part(now) != before


def _filter(terminal: Terminal, records: Sequence[JobRecord]) -> list[float]:
    """Letter by letter: words, a state, comparisons; the line must show what was typed and how many match."""
    views = [JobView(job_id=record.job_id, record=record) for record in records]
    context = Context(now_s=time())
    names = {*records[0].params, *records[0].metrics}
    times_s: list[float] = []
    terminal.press("/")
    everything = f"{JOBS:,} of {JOBS:,}"
    terminal.wait_until(contains(everything), "the line of the filter")
    for text in cycle(FILTERS):
        told = everything
        for end in range(1, len(text) + 1):
            with suppress(QueryError):  # The filter before stays in force.
                test = predicate(parse(text[:end], names), context)
                told = f"{sum(map(test, views)):,} of {JOBS:,}"
            times_s.append(_press(terminal, text[end - 1], _has_line(text[:end], told)))
        terminal.press(DELETE_LINE)
        terminal.wait_until(contains(everything), "all jobs again")
        if len(times_s) >= KEYS:
            return times_s
    return times_s


def _has_line(typed: str, told: str) -> Callable[[Terminal], bool]:
    return lambda now: any(line.strip().startswith(typed) and told in line for line in now.lines)


def _press(terminal: Terminal, key: str, seen: Callable[[Terminal], bool]) -> float:
    """Seconds from a key to the bytes of what it does."""
    pressed_s = perf_counter()
    terminal.press(key)
    took_s = terminal.wait_until(seen, f"what {key!r} does") - pressed_s
    terminal.follow(0.15)
    return took_s


def _start_rows(bare_s: Sequence[float], ours_s: Sequence[float], used: Sequence[int]) -> list[Row]:
    ours, bare, most = median(ours_s), median(bare_s), max(used)
    return [
        Row(
            f"{JOBS:,} finished jobs: start of the process to usable",
            f"{ours:.2f} s ({min(ours_s):.2f} to {max(ours_s):.2f}): {ours / bare:.2f} ×",
            f"scandir + read + json of the same files {bare:.2f} s",
            f"≤ {MOST_S} s, ≤ {MOST_TIMES:g} ×",
            ours <= MOST_S and ours <= MOST_TIMES * bare,
        ),
        Row(
            f"{JOBS:,} finished jobs: memory of the panel",
            f"{most / (1 << 20):.0f} MiB",
            "its resident set, 3 s after the start",
            f"≤ {MOST_BYTES >> 20} MiB",
            most <= MOST_BYTES,
        ),
    ]


def _key_row(what: str, times_s: list[float]) -> Row:
    times_s.sort()
    p95_s, worst_s = times_s[int(0.95 * len(times_s))], times_s[-1]
    return Row(
        f"{JOBS:,} jobs: key to paint, {what}",
        f"p50 {median(times_s) * 1e3:.0f} ms, p95 {p95_s * 1e3:.0f} ms, worst of {len(times_s)} {worst_s * 1e3:.0f} ms",
        "one frame of 60 Hz 17 ms",
        f"p95 ≤ {KEY_S * 1e3:.0f} ms",
        p95_s <= KEY_S,
    )
