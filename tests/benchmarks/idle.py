"""What the panel costs while twenty jobs run and nobody touches a key."""

import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, perf_counter, sleep

from engine.job import JobRecord
from engine.state import JobState
from tests.benchmarks.row import Row
from tests.benchmarks.terminal import Terminal, contains
from tests.benchmarks.workspace import PANEL, REPORTS, BusyWorkspace

JOBS = 20
PER_S = 2.0
"""Replacements of each job's status file."""
WARM_UP_S, MEASURED_S = 4.0, 15.0
MOST = 0.05
"""Share of one core."""


def measure() -> list[Row]:
    """Let another process write, and take the panel's CPU time from the kernel."""
    with tempfile.TemporaryDirectory() as folder:
        busy = BusyWorkspace(folder, (JobState.RUNNING,) * JOBS)
        writer = multiprocessing.get_context("fork").Process(target=_write, args=(busy, busy.records), daemon=True)
        writer.start()
        try:
            with Terminal(PANEL, Path(folder)) as terminal:
                terminal.wait_until(contains(busy.records[-1].name), "the jobs")
                terminal.follow(WARM_UP_S)
                before_s, drawn, start_s = cpu_s(terminal.pid), terminal.bytes_read, perf_counter()
                terminal.follow(MEASURED_S)
                took_s = perf_counter() - start_s
                share = (cpu_s(terminal.pid) - before_s) / took_s
                drawn = terminal.bytes_read - drawn
        finally:
            writer.kill()
            writer.join()
            busy.close()
    return [
        Row(
            f"idle panel, {JOBS} running jobs at {PER_S:g} updates/s each",
            f"{share:.1%} of one core, {drawn / took_s / 1024:.0f} KiB/s drawn",
            f"{JOBS * PER_S:g} replacements/s",
            f"≤ {MOST:.0%} of one core",
            share <= MOST,
        )
    ]


def _write(busy: BusyWorkspace, records: Sequence[JobRecord]) -> None:
    """Report each job `PER_S` times a second, evenly spread, as twenty workers that know nothing of each other do."""
    present = list(records)
    due_s = monotonic()
    while True:
        for place, record in enumerate(present):
            due_s += 1 / (PER_S * len(present))
            sleep(max(0.0, due_s - monotonic()))
            step = record.step % record.total_steps + 1
            with busy.workspace.metrics(record.job_id).open("a") as metrics:
                metrics.write(f'{{"step":{5 * REPORTS + step},"epoch":1,"loss":{0.5 + step / 1e4}}}\n')
            present[place] = busy.replace(
                record, step=step, progress=100 * step / record.total_steps, loss=0.5 + step / 1e4
            )


def cpu_s(pid: int) -> float:
    """User and system time of a process so far, proc_pid_stat(5) fields 14 and 15."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
