"""A long run as a person opens it: from the key that selects the job to its complete curve on the screen, then live.

The panel runs in a terminal of 160x45 with another job selected; `j` goes to the long one. The curve is complete when
the legend shows the last value of the file.
"""

import json
import math
import multiprocessing
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, perf_counter, sleep

from engine.job import JobRecord
from engine.state import JobState
from tests.benchmarks.idle import cpu_s
from tests.benchmarks.row import Row
from tests.benchmarks.terminal import Terminal, contains
from tests.benchmarks.workspace import PANEL, BusyWorkspace

TARGETS_S = {100_000: 0.3, 1_000_000: 1.5}
"""Steps of the run, each with three metrics, and within what time its curve must be complete."""

ROUNDS = 3
"""Openings of each, every one in a panel of its own; the median counts."""

LAST = 0.4711
"""Last value of the loss: seen on the screen, it says that everything has been read."""

LIVE_PER_S = 100
WARM_UP_S, MEASURED_S = 3.0, 15.0
MOST = 0.05
"""Share of one core."""


def measure() -> list[Row]:
    """Open both, and follow the longer one."""
    rows = []
    for steps, target_s in TARGETS_S.items():
        with tempfile.TemporaryDirectory() as folder:
            busy, long = _workspace(folder, steps)
            took_s = sorted(_open_s(Path(folder)) for _ in range(ROUNDS))
            reference = f"json.loads of its lines in bare Python {_decode_s(busy.workspace.metrics(long.job_id)):.2f} s"
            rows.append(
                Row(
                    f"run of {steps:,} steps x 3 metrics: key to complete curve",
                    f"{took_s[ROUNDS // 2]:.2f} s, worst of {ROUNDS} {took_s[-1]:.2f} s",
                    reference,
                    f"≤ {target_s:g} s",
                    took_s[ROUNDS // 2] <= target_s,
                )
            )
            if steps == max(TARGETS_S):
                rows.append(_live(busy, long, Path(folder)))
            busy.close()
    return rows


def _workspace(folder: str, steps: int) -> tuple[BusyWorkspace, JobRecord]:
    """A running job of so many steps, and a newer one."""
    busy = BusyWorkspace(folder, (JobState.RUNNING, JobState.RUNNING))
    long = busy.replace(busy.records[0], step=steps, total_steps=2 * steps, loss=LAST)
    chance = random.Random(0)
    noise = [chance.gauss(0, 0.05) for _ in range(1 << 12)]
    with busy.workspace.metrics(long.job_id).open("w") as file:
        for step in range(1, steps + 1):
            loss = 0.5 + math.exp(-step / steps * 5) + noise[step & 4095] if step < steps else LAST
            file.write(_line(step, loss))
    return busy, long


def _line(step: int, loss: float) -> str:
    return (
        f'{{"step":{step},"epoch":{step / 1000},"time":{1.7e9 + step / 100},"loss":{loss},"accuracy":{1 - loss / 2},'
        f'"lr":0.001}}\n'
    )


def _open_s(folder: Path) -> float:
    with Terminal(PANEL, folder) as terminal:
        terminal.wait_until(contains("sweep-01-wide ─"), "the newer job's detail")
        terminal.follow(2.0)
        pressed_s = perf_counter()
        terminal.press("j")
        return terminal.wait_until(_is_complete, "the complete curve") - pressed_s


def _is_complete(terminal: Terminal) -> bool:
    return any("━" in line and f"{LAST}" in line for line in terminal.lines)


def _decode_s(path: Path) -> float:
    start_s = perf_counter()
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
    return perf_counter() - start_s


def _live(busy: BusyWorkspace, long: JobRecord, folder: Path) -> Row:
    with Terminal(PANEL, folder) as terminal:
        terminal.wait_until(contains("sweep-01-wide ─"), "the newer job's detail")
        terminal.press("j")
        terminal.wait_until(_is_complete, "the complete curve")
        writer = multiprocessing.get_context("fork").Process(target=_write, args=(busy, long), daemon=True)
        writer.start()
        try:
            terminal.follow(WARM_UP_S)
            before_s, start_s = cpu_s(terminal.pid), perf_counter()
            terminal.follow(MEASURED_S)
            share = (cpu_s(terminal.pid) - before_s) / (perf_counter() - start_s)
        finally:
            writer.kill()
            writer.join()
    return Row(
        f"run of {long.step:,} steps opened, live at {LIVE_PER_S} points/s",
        f"{share:.1%} of one core",
        "its status replaced four times a second",
        f"≤ {MOST:.0%} of one core",
        share <= MOST,
    )


def _write(busy: BusyWorkspace, record: JobRecord) -> None:
    """Report as a worker does: metrics as they come, the status four times a second."""
    due_s, step = monotonic(), record.step
    with busy.workspace.metrics(record.job_id).open("a") as file:
        while True:
            due_s += 0.25
            for line in _lines(step, LIVE_PER_S // 4):
                file.write(line)
                file.flush()
                sleep(0.2 / (LIVE_PER_S // 4))
            step += LIVE_PER_S // 4
            record = busy.replace(record, step=step, loss=0.5)
            sleep(max(0.0, due_s - monotonic()))


def _lines(step: int, count: int) -> Sequence[str]:
    return [_line(step + number, 0.5 + 0.01 * (number % 5)) for number in range(1, count + 1)]
