"""A workspace that looks the same at every run, and the screens of it that are kept as pictures in text."""

import json
import math
import os
from pathlib import Path
from typing import Any, NamedTuple

from engine.files import make_private
from engine.job import Best, JobError
from engine.observe.meters.sample import DiskSample, GpuSample, Sample
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, plant

NOW = 1_700_000_600.0
"""The moment at which all pictures are taken, in Unix seconds."""

GIB = 2**30

MEASURED = Sample(
    taken_at=NOW,
    cpu_percent=41.0,
    cores=(80.0, 55.0, 20.0, 9.0),
    load=(1.2, 0.9, 0.5),
    memory_used_bytes=12 * GIB,
    memory_total_bytes=24 * GIB,
    disk=DiskSample(used_bytes=300 * GIB, free_bytes=200 * GIB),
    gpus=(GpuSample(index=0, name="GPU", utilisation=87.0, used_bytes=31 * GIB, total_bytes=80 * GIB, power_w=412.0),),
)
"""The machine, at every measurement."""


class Scene(NamedTuple):
    """A screen, and how a person gets there from the table of jobs."""

    name: str
    keys: tuple[str, ...]
    awaited: str
    """Is on the screen as soon as the picture can be taken."""


SCENES = (
    Scene("jobs", (), "churn-mlp"),
    Scene("curves", ("enter",), "best"),
    Scene("log", ("l", "enter"), "Epoch 2"),
    Scene("compare", ("space", "space", "space", "c"), "Compare 3 jobs"),
    Scene("meters", ("M",), "GPU 0"),
    Scene("form", ("n",), "Data file"),
    Scene("help", ("question_mark",), "esc closes"),
)
"""Few, since each that is kept must be looked at when it changes."""


def plant_scenes(root: Path) -> Workspace:
    """Jobs in several states, with histories and a log, newest last."""
    workspace = Workspace(root)
    sweep: list[tuple[str, JobState, dict[str, Any]]] = [
        ("smoke", JobState.COMPLETED, {"learning_rate": 0.1, "seed": 0}),
        ("lr-too-high", JobState.ERROR, {"learning_rate": 10.0, "seed": 0}),
        ("price-deep", JobState.STOPPED, {"learning_rate": 0.01, "seed": 0}),
        ("churn-s1", JobState.COMPLETED, {"learning_rate": 0.02, "seed": 1}),
        ("churn-s0", JobState.COMPLETED, {"learning_rate": 0.02, "seed": 0}),
        ("churn-mlp", JobState.RUNNING, {"learning_rate": 0.05, "seed": 0}),
    ]
    for number, (name, state, params) in enumerate(sweep):
        losses = [_loss(number, report) for report in range(1, 201)]
        closed = state.is_closed
        error = JobError(kind="non-finite loss", message="loss became nan at step 40", hint="Lower the learning rate.")
        plant(workspace, IDS[number], name=name, status=state, params={"epochs": 3, "hidden": [32], **params},
              created_at=NOW - 600 + 60 * number, started_at=NOW - 590 + 60 * number, updated_at=NOW - 1,
              finished_at=NOW - 580 + 70 * number if closed else None, progress=100.0 if closed else 67.0,
              step=1000, total_steps=1000 if closed else 1500, epoch=3 if closed else 2, epochs=3,
              loss=losses[-1], best=Best(metric="loss", value=min(losses), step=5 * losses.index(min(losses)) + 5),
              trend=losses[::5], steps_per_second=310.0, eta_seconds=None if closed else 42.0,
              error=error if state is JobState.ERROR else None,
              message="stopped at step 1,000; checkpoint saved" if state is JobState.STOPPED else "")  # fmt: skip
        _write_history(workspace, IDS[number], losses)
    return workspace


def _loss(number: int, report: int) -> float:
    """Falls, with a little noise that is the same at every run."""
    return round(1.5 / (1 + report * 0.02 * (number + 1)) + 0.05 * math.sin(report * (3.7 + number)) ** 2, 6)


def _write_history(workspace: Workspace, job_id: str, losses: list[float]) -> None:
    make_private(workspace.run(job_id))
    lines = []
    for place, loss in enumerate(losses, 1):
        line = {"step": 5 * place, "epoch": place / 100, "time": NOW - 500 + place, "loss": loss, "lr": 0.05}
        lines.append(json.dumps(line if place % 10 else {**line, "val_loss": round(loss * 1.1, 6)}))
    workspace.metrics(job_id).write_text("\n".join(lines) + "\n")
    told = ["MLP 10-32-1 predicting churn from 10 features, 442 rows of churn.csv", "354 rows for training."]
    told += [f"Epoch {epoch} of 3: loss {losses[60 * epoch]:.6f}" for epoch in range(1, 3)]
    told += ["WARNING: 2 rows without a target were left out", "Saved models/best.pt"]
    workspace.log(job_id).write_text("\n".join(told) + "\n")
    for path in (workspace.metrics(job_id), workspace.log(job_id)):
        os.utime(path, (NOW - 1, NOW - 1))
