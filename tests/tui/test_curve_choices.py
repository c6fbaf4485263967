"""How somebody looks at curves is remembered for each workspace."""

import json
from pathlib import Path

from engine.config.config import Config
from engine.config.settings import CurveSettings, Settings
from engine.curves.choices import CurveChoices
from engine.files import make_private
from engine.observe.abscissa import XAxis
from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant_all, shows, until
from tui.app import TraindeckApp
from tui.layout import Layout, read_layout, write_layout
from tui.widgets.curve_pane import CurvePane


def panel(workspace: Workspace) -> TraindeckApp:
    settings = Settings(curves=CurveSettings(x="epoch", smoothing=0.5))
    return TraindeckApp(workspace, select=IDS[0], ascii=False, config=Config(settings=settings))


async def test_what_was_chosen_outlives_the_panel_and_the_configuration_is_only_the_start(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    make_private(workspace.run(IDS[0]))
    reports = [{"step": step, "epoch": step / 10, "loss": 1 / step, "lr": 0.1} for step in range(5, 100, 5)]
    workspace.metrics(IDS[0]).write_text("".join(f"{json.dumps(report)}\n" for report in reports))
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "loss")
        await until(pilot, lambda: bool(jobs_screen(pilot).query(CurvePane)), "the curves are there")
        looks = jobs_screen(pilot).query_one(CurvePane).looks
        assert (looks.axis, looks.weight) == (XAxis.EPOCH, 0.5)
        await until(pilot, lambda: bool(jobs_screen(pilot).query_one(CurvePane).collection.count), "they are read")
        await pilot.press("L", "O", "v", "a")
        await until(pilot, lambda: read_layout(workspace)[0].curves is not None, "it is remembered")
    left = read_layout(workspace)[0].curves
    assert left is not None
    assert (left.logarithmic, left.cut, left.shape, left.smoothing) == (False, True, "grid", 0.5)
    assert left.x != "epoch"
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(jobs_screen(pilot).query(CurvePane)), "the curves are there")
        assert jobs_screen(pilot).query_one(CurvePane).choices == left


async def test_filter_and_pinned_metrics_are_there_again_and_nonsense_is_not(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    left = CurveChoices(x="furlong", shape="heap", smoothing=7.0, pinned=("lr",), folded=("a", "b"), filter="lo")
    write_layout(workspace, Layout(curves=left))
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(jobs_screen(pilot).query(CurvePane)), "the curves are there")
        assert jobs_screen(pilot).query_one(CurvePane).choices == CurveChoices(
            pinned=("lr",), folded=("a", "b"), filter="lo"
        )
