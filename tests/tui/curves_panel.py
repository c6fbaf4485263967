"""A panel whose curves are tested."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from engine.files import make_private
from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant_all, shows
from tui.app import TraindeckApp
from tui.tabs.curves import CurvesTab
from tui.widgets.curve_pane import CurvePane

DONE = IDS[0]
STEPS = range(5, 1005, 5)


def report(step: int) -> dict[str, Any]:
    return {
        "step": step,
        "epoch": step / 100,
        "time": 1_700_000_000 + step / 10,
        "loss": math.exp(-step / 300) + 0.1 * math.sin(step),
        "lr": 0.01,
        "grad/norm": 1.0 + step / 1000,
        "train/acc": 1 - math.exp(-step / 300),
    }


def write(workspace: Workspace, job_id: str, reports: Sequence[dict[str, Any]]) -> None:
    make_private(workspace.run(job_id))
    with workspace.metrics(job_id).open("a") as file:
        file.writelines(json.dumps(each) + "\n" for each in reports)


def planted_curves(tmp_path: Path) -> Workspace:
    """A workspace whose finished job has reported several metrics."""
    planted = plant_all(tmp_path)
    write(planted, DONE, [report(step) for step in STEPS])
    write(planted, DONE, [{"step": step, "val_loss": 0.5, "val/acc": 0.6} for step in (500, 1000)])
    return planted


def panel(workspace: Workspace, select: str = DONE) -> TraindeckApp:
    return TraindeckApp(workspace, select=select, ascii=False)


def tab(pilot: Pilot[Any]) -> CurvesTab:
    return jobs_screen(pilot).query_one(CurvesTab)


def pane(pilot: Pilot[Any]) -> CurvePane:
    return jobs_screen(pilot).query_one(CurvePane)


def said(pilot: Pilot[Any], text: str) -> bool:
    return any(text in each.message for each in pilot.app._notifications)


async def open_curves(pilot: Pilot[Any]) -> None:
    await shows(pilot, "val_loss")
    await pilot.press("enter")
    await shows(pilot, "1 of 4")


def wheel() -> type:
    from textual.events import MouseScrollUp

    return MouseScrollUp
