"""Training speed of Traindeck's loop, all reporting on, against two loops written by hand."""

import json
import os
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.utils.data import DataLoader, TensorDataset

from engine.dataset import Table
from engine.files import make_private
from engine.job import JobRecord
from engine.paths import Workspace, new_job_id
from engine.state import JobState
from engine.worker.recipes.regression import RegressionParams
from engine.worker.report import Reporter
from engine.worker.stop import StopSignal
from engine.worker.training.checkpoint import CheckpointFolder
from engine.worker.training.data import Split, make_split
from engine.worker.training.loop import Trainer
from engine.worker.training.model import build_model
from engine.worker.training.optimizer import Optimizer
from tests.benchmarks.row import Row

ROWS, FEATURES, BATCH = 200_000, 8, 64
REPEATS = 9
MOST_ADDED_US = 5.0


def make_data() -> Split:
    """200,000 rows of 8 features, all for training."""
    generator = torch.Generator().manual_seed(1)
    x_NF = torch.randn(ROWS, FEATURES, generator=generator, dtype=torch.float64)
    y_N = x_NF.sum(dim=1).sin() + 0.1 * torch.randn(ROWS, generator=generator, dtype=torch.float64)
    columns = {f"x{place}": array("d", x_NF[:, place].tolist()) for place in range(FEATURES)}
    table = Table(columns={**columns, "y": array("d", y_N.tolist())})
    return make_split(table, validation_fraction=0.0, standardise=True, seed=0, device=torch.device("cpu"))


class SilentTrainer(Trainer):
    """The product's loop without any reporting: losses are dropped, and nothing is written."""

    def _report(self) -> None:
        self._pending.clear()

    def _save(self, *, periodic: bool) -> None:
        pass


def traindeck_loop(split: Split, folder: Path, kind: type[Trainer] = Trainer) -> float:
    """Steps per second of the product's own loop: status file, metrics, checkpoints."""
    workspace, job_id = Workspace(folder), new_job_id()
    make_private(workspace.jobs)
    make_private(workspace.run(job_id))
    params = RegressionParams(data="unused.csv", epochs=1, batch_size=BATCH, validation_fraction=0.0)
    reporter = Reporter(workspace, JobRecord(job_id=job_id, status=JobState.STARTING))
    reporter.change(JobState.LOADING, "")
    model = build_model(FEATURES, params.hidden, params.activation, params.seed)
    optimizer = Optimizer(params.optimizer, list(model.parameters()), params.learning_rate, params.weight_decay)
    checkpoints = CheckpointFolder(workspace.checkpoints(job_id), 3, reporter)
    trainer = kind(model, optimizer, split, params, reporter, StopSignal(), checkpoints, {})
    reporter.begin("", step=0, epoch=1, epochs=1, total_steps=trainer.steps_per_epoch, device="cpu")
    # The log goes to standard output, where the benchmark table stands; a file takes the same work.
    output = os.dup(1)
    with (folder / "output.log").open("wb") as file:
        os.dup2(file.fileno(), 1)
    start = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - start
    os.dup2(output, 1)
    os.close(output)
    reporter.close(JobState.COMPLETED, "")
    return trainer.step / seconds


def silent_loop(split: Split, folder: Path) -> float:
    """Steps per second of the product's own loop, but for all that it tells the world."""
    return traindeck_loop(split, folder, SilentTrainer)


def bare_loop(split: Split, folder: Path) -> float:
    """Steps per second of a tensor loop that reports nothing, with our optimizer."""
    model = build_model(FEATURES, (32,), "relu", 0)
    weights = list(model.parameters())
    optimizer = Optimizer("adam", weights, 0.001, 0.0)

    def step(x_BF: torch.Tensor, y_B1: torch.Tensor) -> None:
        optimizer.step(torch.autograd.grad(mse_loss(model(x_BF), y_B1), weights))

    return _bare_epoch(split, step)


def bare_torch_loop(split: Split, folder: Path) -> float:
    """Steps per second of a tensor loop that reports nothing, with torch.optim.Adam."""
    model = build_model(FEATURES, (32,), "relu", 0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def step(x_BF: torch.Tensor, y_B1: torch.Tensor) -> None:
        optimizer.zero_grad()
        mse_loss(model(x_BF), y_B1).backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    return _bare_epoch(split, step)


def loader_loop(split: Split, folder: Path) -> float:
    """Steps per second of the loop of most tutorials: DataLoader, Adam, and a status file written every 5 steps."""
    model: nn.Module = build_model(FEATURES, (32,), "relu", 0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    loader = DataLoader(TensorDataset(split.x_NF, split.y_N1), batch_size=BATCH, shuffle=True)
    status = folder / "status.json"
    start = time.perf_counter()
    for step, (x_BF, y_B1) in enumerate(loader, start=1):
        optimizer.zero_grad()
        loss = mse_loss(model(x_BF), y_B1)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 5 == 0:
            with status.open("w") as file:
                json.dump({"status": "RUNNING", "step": step, "loss": loss.item()}, file)
    return len(loader) / (time.perf_counter() - start)


def _bare_epoch(split: Split, step: Callable[[torch.Tensor, torch.Tensor], None]) -> float:
    start = time.perf_counter()
    batches = torch.randperm(ROWS).split(BATCH)  # type: ignore[no-untyped-call]
    for rows in batches:
        step(split.x_NF[rows], split.y_N1[rows])
    return len(batches) / (time.perf_counter() - start)


def measure() -> list[Row]:
    """Run the loops in turn, several times, and compare the medians."""
    threads_before = torch.get_num_threads()
    torch.set_num_threads(1)
    loops: tuple[Callable[[Split, Path], float], ...] = (
        traindeck_loop, silent_loop, bare_loop, bare_torch_loop, loader_loop,
    )  # fmt: skip
    speeds: dict[str, list[float]] = {loop.__name__: [] for loop in loops}
    try:
        split = make_data()
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(REPEATS):
                for loop in loops:
                    speeds[loop.__name__].append(loop(split, Path(folder)))
    finally:
        torch.set_num_threads(threads_before)
    ours, silent, bare, bare_torch, loader = (statistics.median(speeds[loop.__name__]) for loop in loops)
    pairs = zip(speeds["traindeck_loop"], speeds["silent_loop"], strict=True)
    added_us = statistics.median(1e6 / reporting - 1e6 / without for reporting, without in pairs)
    measured = f"{ours:,.0f} steps/s ({min(speeds['traindeck_loop']):,.0f} to {max(speeds['traindeck_loop']):,.0f})"
    return [
        Row(
            "training, 200,000 rows × 8, MLP 8-32-1, batch 64, 1 thread, all reporting on",
            f"{measured}: {ours / bare:.2f} ×",
            f"bare tensor loop {bare:,.0f} steps/s (torch.optim.Adam: {bare_torch:,.0f}, {ours / bare_torch:.2f} ×)",
            "≥ 0.95 ×",
            ours >= 0.95 * bare,
        ),
        Row(
            "the same",
            f"{measured}: {ours / loader:.2f} ×",
            f"DataLoader loop with a status write every 5 steps {loader:,.0f} steps/s",
            "≥ 1.5 ×",
            ours >= 1.5 * loader,
        ),
        Row(
            "what reporting, checkpoints and supervision add to one of these steps",
            f"{added_us:+.1f} µs, median of {REPEATS} pairs",
            f"the same loop without any of it {silent:,.0f} steps/s, {1e6 / silent:.0f} µs a step",
            f"≤ {MOST_ADDED_US:g} µs",
            added_us <= MOST_ADDED_US,
        ),
    ]


if __name__ == "__main__":
    for row in measure():
        print(
            f"{row.what} | {row.measured} | {row.reference} | {row.target} | {'reached' if row.reached else 'MISSED'}"
        )
