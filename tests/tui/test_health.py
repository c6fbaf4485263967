"""Findings on the way from the files to the screen."""

import json
import time
from pathlib import Path

import pytest

from engine.config.config import Config
from engine.config.settings import Settings
from engine.files import make_private
from engine.observe.health import thread
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, screen_text, shows, until
from tui import app as app_module
from tui.app import TraindeckApp

FALLING = [1 / step for step in range(1, 50)]
"""A loss that is well."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "EXAMINE_AFTER_S", 0.01)
    monkeypatch.setattr(thread, "EVERY_S", 0.05)


def report(workspace: Workspace, job_id: str, losses: list[float]) -> None:
    make_private(workspace.run(job_id))
    with workspace.metrics(job_id).open("w") as file:
        for step, loss in enumerate(losses, 1):
            file.write(json.dumps({"step": step, "time": time.time() - 100 + step, "loss": loss}) + "\n")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_an_unhealthy_job_is_marked_explained_and_told_once(tmp_path: Path, size: tuple[int, int]) -> None:
    workspace = plant_all(tmp_path)
    report(workspace, IDS[3], FALLING[:40] + [float("nan")] * 2)
    async with TraindeckApp(workspace, select=IDS[3], ascii=False).run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "▶!RUNNING", "! non-finite: loss is not a finite number since step")
        await until(pilot, lambda: bool(pilot.app._notifications), "a toast")
        (told,) = pilot.app._notifications
        assert (told.title, told.severity) == ("! pretend", "error")

        plant(workspace, IDS[3], name="pretend", step=41)
        report(workspace, IDS[3], FALLING[:43])
        await until(pilot, lambda: "!RUNNING" not in screen_text(pilot), "well again")
        report(workspace, IDS[3], FALLING[:40] + [float("nan")] * 4)
        await shows(pilot, "▶!RUNNING")
        assert len(pilot.app._notifications) == 1


async def test_a_rule_that_is_switched_off_is_not_heard(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    report(workspace, IDS[3], FALLING[:40] + [float("nan")] * 2)
    report(workspace, IDS[4], FALLING[:40] + [float("nan")] * 2)
    values = [*FALLING[:40], 90.0, 0.5]
    app = TraindeckApp(workspace, ascii=False, config=Config(settings=Settings(health={"non-finite": False})))
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        plant(workspace, IDS[3], name="pretend")
        report(workspace, IDS[3], values)
        await until(pilot, lambda: bool(app.store.health), "the other rules")
        assert list(app.store.health) == [IDS[3]]
        assert app.store.health[IDS[3]].startswith("spike: loss jumped to 90")


async def test_a_job_that_ends_is_told_and_one_that_had_ended_is_not(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with TraindeckApp(workspace, ascii=False).run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "pretend")
        plant(workspace, IDS[3], name="pretend", status=JobState.COMPLETED, started_at=1.0, finished_at=4.0)
        await shows(pilot, "✔ pretend completed", "took 3 s")
        assert len(pilot.app._notifications) == 1


async def test_the_timeline_tells_of_it(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    report(workspace, IDS[3], FALLING[:40] + [float("nan")] * 2)
    async with TraindeckApp(workspace, select=IDS[3], ascii=False).run_test(size=(160, 45)) as pilot:
        await shows(pilot, "▶!RUNNING")
        jobs_screen(pilot).detail.tab = 6
        await shows(pilot, "non-finite", "RUNNING  ")


async def test_a_silent_job_is_told_to_be_with_its_rhythm_and_not_twice(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    now_s = time.time()
    plant(workspace, IDS[0], name="mute", updated_at=now_s - 300)
    make_private(workspace.run(IDS[0]))
    with workspace.metrics(IDS[0]).open("w") as file:
        for step in range(1, 41):
            file.write(json.dumps({"step": step, "time": now_s - 400 + 2 * step, "loss": 0.5}) + "\n")
    async with TraindeckApp(workspace, select=IDS[0], ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "silent 5 min, usually every 2 s")
        await until(pilot, lambda: "last report" not in screen_text(pilot), "the plain words gone")


@pytest.mark.parametrize("status", [JobState.RUNNING, JobState.COMPLETED])
async def test_the_curve_is_marked_where_it_began(tmp_path: Path, status: JobState) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, IDS[3], name="pretend", status=status)
    report(workspace, IDS[3], [*FALLING[:40], 90.0, 0.02])
    async with TraindeckApp(workspace, select=IDS[3], ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "▲ health")
