"""From a status file replaced on disk to the changed cell on the screen."""

import random
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from engine.state import JobState
from tests.benchmarks.row import Row
from tests.benchmarks.terminal import Terminal, contains
from tests.benchmarks.workspace import PANEL, BusyWorkspace

JOBS = 20
REPLACEMENTS = 200
APART_S = (0.15, 0.25)
"""Time between two replacements, drawn at random so that no timer can fall into step with them."""
FRAME_S = 1 / 60
P50_S, P99_S = 0.030, 0.100


def measure() -> list[Row]:
    """Replace the files of jobs that a person sees, one at a time."""
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        busy = BusyWorkspace(folder, (JobState.RUNNING,) * JOBS)
        # The newest jobs stand on top; the topmost one has its detail open and costs the most.
        shown = list(reversed(busy.records))[: JOBS // 2]
        with Terminal(PANEL, Path(folder)) as terminal:
            terminal.wait_until(contains(shown[0].name), "the jobs")
            terminal.follow(2.0)
            times_s = []
            for number in range(REPLACEMENTS):
                terminal.follow(chance.uniform(*APART_S))
                place = chance.randrange(len(shown))
                loss = f"7.{100 + number}"
                replaced_s = perf_counter()
                shown[place] = busy.replace(shown[place], loss=float(loss), step=shown[place].step + 1)
                times_s.append(terminal.wait_until(contains(loss), f"loss {loss}", timeout_s=5.0) - replaced_s)
        busy.close()
    times_s.sort()
    p50_s, p99_s = median(times_s), times_s[int(0.99 * len(times_s))]
    return [
        Row(
            "status replaced on disk → cell changed on screen",
            f"p50 {p50_s * 1e3:.1f} ms, p99 {p99_s * 1e3:.1f} ms, worst of {len(times_s)} {times_s[-1] * 1e3:.1f} ms",
            f"Textual's 60 Hz frame {FRAME_S * 1e3:.1f} ms",
            f"p50 ≤ {P50_S * 1e3:.0f} ms, p99 ≤ {P99_S * 1e3:.0f} ms",
            p50_s <= P50_S and p99_s <= P99_S,
        )
    ]
