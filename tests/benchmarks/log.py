"""A log of 1 GB: opened at its end, searched for what stands at its start, and what memory that takes.

The panel's widget runs without a terminal in a process of its own. The file has just been written and so is in memory,
for the panel as for `tail` and `grep`, which read the same file in the same run.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.row import Row

SIZE_BYTES = 1_000_000_000
NEEDLE = "the only needle in this log"
ROUNDS = 5


def measure() -> list[Row]:
    """Write the log, open and search it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output.log"
        _write(path)
        tail_s = _took_s(["tail", "-c", "4096", str(path)])
        grep_s = _took_s(["grep", "-c", NEEDLE, str(path)])
        ignoring_s = _took_s(["grep", "-ci", NEEDLE, str(path)])
        runs = [_panel(path) for _ in range(ROUNDS)]
    opened_s = median(run["opened_s"] for run in runs)
    back_s = median(run["back_s"] for run in runs)
    round_s = median(run["round_s"] for run in runs)
    counted_s = median(run["counted_s"] for run in runs)
    memory_bytes = max(run["memory_bytes"] for run in runs)
    greps = f"grep -c {grep_s:.2f} s, grep -ci {ignoring_s:.2f} s"
    return [
        Row("log of 1 GB opened at its end", f"{opened_s * 1e3:.0f} ms", f"tail -c 4096 {tail_s * 1e3:.0f} ms",
            "≤ 150 ms", opened_s <= 0.15),
        Row("its only hit, at its start, sought backwards", f"{back_s:.2f} s", greps, "≤ 2 s", back_s <= 2),
        Row("the same, sought forwards round the end", f"{round_s * 1e3:.0f} ms", greps, "≤ 2 s", round_s <= 2),
        Row("all hits counted", f"{counted_s:.2f} s", greps, "", True),
        Row("memory for opening, counting lines and searching, peak", f"{memory_bytes / (1 << 20):.1f} MiB", "",
            "≤ 30 MiB", memory_bytes <= 30 << 20),
    ]  # fmt: skip


def _write(path: Path) -> None:
    chance = random.Random(0)
    lines = []
    for number in range(10_000):
        loss = chance.random()
        lines.append(
            f"2026-01-01 12:00:{number % 60:02} INFO trainer: epoch {number // 100} step {number} loss {loss:.6f} ok\n"
        )
    block = "".join(lines).encode()
    with path.open("wb") as file:
        file.write(NEEDLE.encode() + b"\n")
        while file.tell() + len(block) < SIZE_BYTES:
            file.write(block)
        file.write(block[: SIZE_BYTES - file.tell() - 9] + b"\nthe end\n")


def _took_s(command: list[str]) -> float:
    times_s = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.PIPE, check=True)  # Into /dev/null, grep ends early.
        times_s.append(time.perf_counter() - start)
    return median(times_s)


def _panel(path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.log_reader", str(path), NEEDLE]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures
