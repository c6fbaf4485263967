"""How soon a launched job is there, how soon it trains, and what its guardian weighs."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, sleep, time

from engine.control.launch import launch
from engine.control.stop import stop_job
from engine.job import JobRecord, JobSpec
from engine.paths import Workspace
from engine.record import read_status
from engine.request import make_spec
from tests.benchmarks.row import Row

SAMPLE = Path(__file__).parents[2] / "sample_data" / "sample_dataset.csv"
RUNS = 7
STARTING_EXTRA_S, TRAINING_EXTRA_S = 0.25, 0.6
SHIM_MOST_BYTES = 15_000_000
POLL_S = 0.002
LIMIT_S = 60.0


def measure() -> list[Row]:
    """Launch jobs that train for long, one after the other, each beside bare Pythons."""
    times_s: dict[str, list[float]] = {"pass": [], "torch": [], "starting": [], "training": [], "cli": []}
    sizes: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        _run("import torch")
        for _ in range(RUNS):
            times_s["pass"].append(_timed(lambda: _run("pass")))
            times_s["torch"].append(_timed(lambda: _run("import torch")))
            starting_s, training_s, size = _launch_here(workspace)
            times_s["starting"].append(starting_s)
            times_s["training"].append(training_s)
            sizes.append(size)
            times_s["cli"].append(_launch_by_command(workspace))
    bare_s, torch_s, starting_s, training_s, cli_s = (
        median(times_s[name]) for name in ("pass", "torch", "starting", "training", "cli")
    )
    bare = f"bare python -P -c pass {bare_s * 1e3:.0f} ms"
    resident, proportional = median(size[0] for size in sizes), median(size[1] for size in sizes)
    return [
        _row("launch → STARTING on disk", starting_s, bare, bare_s, STARTING_EXTRA_S),
        _row("traindeck launch ... → STARTING on disk, by the command", cli_s, bare, bare_s, STARTING_EXTRA_S),
        _row(
            "launch → first training step",
            training_s,
            f"python -c 'import torch' {torch_s * 1e3:.0f} ms",
            torch_s,
            TRAINING_EXTRA_S,
        ),
        Row(
            "memory of the shim",
            f"RSS {resident / 1e6:.1f} MB, PSS {proportional / 1e6:.1f} MB",
            "",
            "≤ 15 MB",
            resident <= SHIM_MOST_BYTES,
        ),
    ]


def _row(what: str, took_s: float, reference: str, reference_s: float, extra_s: float) -> Row:
    return Row(
        what,
        f"{took_s * 1e3:.0f} ms: reference {took_s - reference_s:+.3f} s",
        reference,
        f"≤ reference + {extra_s} s",
        took_s <= reference_s + extra_s,
    )


def _spec() -> JobSpec:
    values = {"data": str(SAMPLE), "epochs": 1_000_000, "batch_size": 16}
    return make_spec("regression", values, name="bench", grace_s=0.0)


def _launch_here(workspace: Workspace) -> tuple[float, float, tuple[int, int]]:
    """Seconds to STARTING and to the first step reported, and the shim's memory in bytes while the job trains."""
    spec = _spec()
    start_s, start_at = perf_counter(), time()
    record = launch(workspace, spec)
    # `launch` returns a moment after STARTING was written; the file itself tells when.
    starting_s = workspace.status(record.job_id).stat().st_mtime - start_at
    metrics = workspace.metrics(record.job_id)
    _wait(lambda: metrics.exists() and metrics.stat().st_size > 0)
    training_s = perf_counter() - start_s
    assert record.shim is not None
    size = _memory(record.shim.pid)
    _end(workspace, record)
    return starting_s, training_s, size


def _launch_by_command(workspace: Workspace) -> float:
    """Seconds from the start of `traindeck launch` to STARTING on disk."""
    seen = set(os.listdir(workspace.jobs))
    command = [str(Path(sys.executable).with_name("traindeck")), "--workspace", str(workspace.root)]
    command += ["launch", "regression", "--data", str(SAMPLE), "--epochs", "1000000"]
    start_s = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: list[JobRecord] = []

    def started() -> bool:
        for name in set(os.listdir(workspace.jobs)) - seen:
            if not name.startswith("."):
                record = read_status(workspace.jobs / name)[0]
                if record.worker is not None:
                    found.append(record)
        return bool(found)

    _wait(started)
    took_s = perf_counter() - start_s
    process.wait()
    _end(workspace, found[0])
    return took_s


def _end(workspace: Workspace, record: JobRecord) -> None:
    stop_job(workspace, record.job_id, now=True)
    _wait(lambda: read_status(workspace.status(record.job_id))[0].status.is_closed)


def _memory(pid: int) -> tuple[int, int]:
    """Resident and proportional set size, proc_pid_smaps_rollup(5)."""
    facts = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, kib, *_ = line.split()
        facts[name] = int(kib) * 1024
    return facts["Rss:"], facts["Pss:"]


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-P", "-c", code], check=True)


def _timed(work: Callable[[], object]) -> float:
    start_s = perf_counter()
    work()
    return perf_counter() - start_s


def _wait(condition: Callable[[], bool]) -> None:
    deadline_s = perf_counter() + LIMIT_S
    while not condition():
        if perf_counter() > deadline_s:
            raise TimeoutError("the launched job did not get there")
        sleep(POLL_S)
