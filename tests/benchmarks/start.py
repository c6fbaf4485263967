"""First paint: from the start of the process to a job's name in the table, against a bare Textual app."""

import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.row import Row
from tests.benchmarks.terminal import Terminal, contains
from tests.benchmarks.workspace import MIXED, PANEL, BusyWorkspace

JOBS = 50
RUNS = 11
MOST = 1.3
"""Times the reference."""


def measure() -> list[Row]:
    """Start both in turn, and compare the medians."""
    hello = [sys.executable, "-P", str(Path(__file__).with_name("hello.py"))]
    with tempfile.TemporaryDirectory() as folder:
        busy = BusyWorkspace(folder, tuple(MIXED[number % len(MIXED)] for number in range(JOBS)))
        name = busy.records[-2].name  # Of the newest one the detail speaks as well.
        _first_paint(hello, "hello world"), _first_paint(PANEL, name, Path(folder))
        times_s: dict[str, list[float]] = {"hello": [], "panel": []}
        for _ in range(RUNS):
            times_s["hello"].append(_first_paint(hello, "hello world"))
            times_s["panel"].append(_first_paint(PANEL, name, Path(folder)))
        busy.close()
    ours_s, bare_s = median(times_s["panel"]), median(times_s["hello"])
    ratio = median(ours / bare for ours, bare in zip(times_s["panel"], times_s["hello"], strict=True))
    return [
        Row(
            f"first paint of the panel with {JOBS} jobs",
            f"{ours_s * 1e3:.0f} ms ({min(times_s['panel']) * 1e3:.0f} to {max(times_s['panel']) * 1e3:.0f}): "
            f"{ours_s / bare_s:.2f} × (pair by pair {ratio:.2f} ×)",
            f"bare Textual hello-world {bare_s * 1e3:.0f} ms",
            f"≤ {MOST} ×",
            ours_s <= MOST * bare_s,
        )
    ]


def _first_paint(command: list[str], text: str, folder: Path | None = None) -> float:
    with Terminal(command, folder) as terminal:
        return terminal.wait_until(contains(text), text) - terminal.started_s
