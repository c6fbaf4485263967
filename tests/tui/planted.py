"""Workspaces with status files as workers leave them, and waiting for the panel to show something."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from engine.files import make_private
from engine.job import Best, JobError, JobRecord
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tui.app import TraindeckApp
from tui.screens.jobs import JobsScreen

IDS = tuple(f"job_{1_700_000_000_000 + 1000 * number}_0000000{number}" for number in range(1, 7))
"""Ids of the planted jobs, oldest first."""


def plant(workspace: Workspace, job_id: str, **fields: Any) -> JobRecord:
    """Write a status file and return its record."""
    make_private(workspace.jobs)
    number = int(job_id[-8:], 16) if job_id[-8:].isdigit() else 0
    values: dict[str, Any] = {
        "name": f"job-{number}",
        "recipe": "regression",
        "status": JobState.RUNNING,
        "created_at": 1_700_000_000.0 + number,
        "epoch": 2,
        "epochs": 3,
        "step": 40,
        "total_steps": 60,
        "progress": 66.7,
        "loss": 0.1234,
        "trend": [0.9, 0.5, 0.2],
        "params": {"epochs": 3, "learning_rate": 0.01},
    }
    record = JobRecord(job_id=job_id, **(values | fields))
    write_record(workspace.status(job_id), record, durable=False)
    return record


def plant_all(root: Path) -> Workspace:
    """A workspace with a job in each kind of state, newest last, and one status file that cannot be read."""
    workspace = Workspace(root)
    plant(workspace, IDS[0], name="done", status=JobState.COMPLETED, progress=100.0, step=60, epoch=3, loss=0.002,
          started_at=1.0, finished_at=5.0, best=Best(metric="loss", value=0.0019, step=55))  # fmt: skip
    plant(workspace, IDS[1], name="broke", status=JobState.ERROR, loss=float("nan"),
          error=JobError(kind="non-finite loss", message="loss became nan at step 40", hint="Lower the learning rate."),
          started_at=1.0, finished_at=2.0)  # fmt: skip
    plant(workspace, IDS[2], name="halted", status=JobState.STOPPED, message="stopped at step 40; checkpoint saved")
    plant(workspace, IDS[3], name="pretend", simulation=True, steps_per_second=150.0, eta_seconds=42.0)
    plant(workspace, IDS[4], name="reading", status=JobState.LOADING, message="reading corpus.txt", step=0)
    workspace.status(IDS[5]).write_text('{"job_id": "job_17')
    return workspace


def write_metrics(workspace: Workspace, job_id: str, losses: list[float]) -> None:
    """Give a job a history."""
    make_private(workspace.run(job_id))
    lines = [json.dumps({"step": 5 * (place + 1), "loss": loss}) for place, loss in enumerate(losses)]
    workspace.metrics(job_id).write_text("\n".join(lines) + "\n")


async def until(pilot: Pilot[Any], condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds, or name what never happened."""
    for _ in range(1_000):
        if condition():
            return
        await pilot.pause(0.01)
    pytest.fail(f"never: {what}\n{screen_text(pilot)}")


def jobs_screen(pilot: Pilot[Any]) -> JobsScreen:
    """The main screen, also while another lies on it."""
    app = pilot.app
    assert isinstance(app, TraindeckApp)
    return app.jobs


def screen_text(pilot: Pilot[Any]) -> str:
    """Everything on the screen, as a person reads it."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips[:height])


async def shows(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until all of these are on the screen."""
    await until(pilot, lambda: all(text in screen_text(pilot) for text in texts), f"on the screen: {texts}")
