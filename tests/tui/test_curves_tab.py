"""How one looks at curves: axes, window, cursor, smoothing, marks, exports."""

from pathlib import Path

import pytest

from engine.job import JobSpec
from engine.paths import Workspace
from engine.record import write_record
from tests.tui.curves_panel import (
    DONE,
    STEPS,
    open_curves,
    pane,
    panel,
    planted_curves,
    said,
    tab,
    wheel,
    write,
)
from tests.tui.planted import IDS, jobs_screen, plant, screen_text, shows, until
from tui.widgets.curve_bar import CurveBar
from tui.widgets.curve_pane import CurvePane


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return planted_curves(tmp_path)


async def test_the_axis_turns_to_epochs_and_times(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(160, 45)) as pilot:
        await open_curves(pilot)
        await pilot.press("v")
        await shows(pilot, "x epoch")
        await pilot.press("v")
        await shows(pilot, "x relative time", "0:50", "1:20")
        await pilot.press("v")
        await shows(pilot, "x wall time")
        await pilot.press("v")
        await shows(pilot, "x step")


async def test_the_cursor_reads_all_curves_and_keeps_its_report_on_another_axis(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("left")
        await shows(pilot, "step 1,000", "0.5000")
        await pilot.press("left")
        await until(pilot, lambda: (pane(pilot).looks.cursor or 1000) < 1000, "the cursor further left")
        await pilot.press("right", "v")
        await shows(pilot, "epoch 10")
        await pilot.press("backspace")
        await until(pilot, lambda: "epoch 10" not in screen_text(pilot), "the cursor gone")


async def test_zoom_pan_fit_and_follow(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        looks = pane(pilot).looks
        await pilot.press("plus", "plus")
        await shows(pilot, "part")
        assert looks.window is not None
        start, end = looks.window
        assert (start, end) == pytest.approx((500 - 500 * 4 / 9, 500 + 500 * 4 / 9), abs=5)
        await pilot.press("shift+right")
        await until(pilot, lambda: looks.window is not None and looks.window[0] > start, "further right")
        await pilot.press("f")
        await shows(pilot, "following")
        await pilot.press("0")
        await until(pilot, lambda: looks.window is None and not looks.follows, "everything in sight")


async def test_smoothing_by_key_and_by_the_slider_and_log_scale(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("greater_than_sign", "greater_than_sign", "L")
        await shows(pilot, "0.5 ", "log")
        await pilot.press("less_than_sign")
        await shows(pilot, "0.3 ")
        bar = pane(pilot).query_one(CurveBar)
        await pilot.click(CurveBar, offset=(bar._slider.start + 7, 0))
        await shows(pilot, "0.9 ")
        await pilot.press("left")
        await shows(pilot, "smooth 0.")


async def test_outliers_are_cut_by_key_and_by_the_word_in_the_bar(workspace: Workspace) -> None:
    reports = [{"step": step, "loss": 5e4 if step == 250 else 1 + step / 1000} for step in STEPS]
    write(workspace, IDS[3], reports)
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("k", "k", "k", "k", "k")
        while tab(pilot).view is None or tab(pilot).view.job_id != IDS[3]:  # type: ignore[union-attr]
            await pilot.press("j")
        await shows(pilot, "all values", "50,000")
        await pilot.press("O")
        await shows(pilot, "outliers cut", "↑ cut above")
        assert "50,000" not in screen_text(pilot)
        await pilot.press("L")
        await until(pilot, lambda: "outliers cut" not in screen_text(pilot), "a logarithmic axis has room for all")
        await pilot.press("L")
        await shows(pilot, "outliers cut")
        bar = pane(pilot).query_one(CurveBar)
        start = next(start for start, _, each in bar._buttons if each == "cut_outliers")
        await pilot.click(CurveBar, offset=(start, 0))
        await shows(pilot, "all values", "50,000")


async def test_thewheel_zooms_about_the_pointer_a_drag_pans_and_a_click_sets_the_cursor(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        curve, looks = pane(pilot).surface, pane(pilot).looks
        await pilot.click(curve, offset=(40, 10))
        await until(pilot, lambda: looks.cursor is not None, "a cursor")
        at = looks.cursor or 0.0
        assert at in STEPS
        await pilot._post_mouse_events([wheel()], curve, offset=(40, 10))
        await until(pilot, lambda: looks.window is not None, "zoomed")
        assert looks.window is not None
        start, end = looks.window
        assert start < at < end
        assert (at - start) / (end - start) == pytest.approx(at / 1000, abs=0.05)
        await pilot.mouse_down(curve, offset=(40, 10))
        await pilot.hover(curve, offset=(60, 10))
        await pilot.mouse_up(curve, offset=(60, 10))
        assert looks.window is not None
        assert looks.window[0] < start
        assert looks.cursor == at


async def test_buttons_do_what_keys_do(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(160, 45)) as pilot:
        await open_curves(pilot)
        bar = pane(pilot).query_one(CurveBar)
        for action, seen in (("arrange", "grid 1/4"), ("x_axis", "x epoch"), ("log_scale", "log"), ("zoom_in", "part")):
            start = next(start for start, _, each in bar._buttons if each == action)
            await pilot.click(CurveBar, offset=(start, 0))
            await shows(pilot, seen)


async def test_what_was_chosen_stays_for_the_next_job_and_back_is_at_once(workspace: Workspace) -> None:
    write(workspace, IDS[3], [{"step": step, "loss": 0.3, "lr": 0.1} for step in STEPS])
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("L", "greater_than_sign", "plus", "k", "k", "k", "k", "k")
        await until(pilot, lambda: tab(pilot).view is not None, "a job")
        while tab(pilot).view is None or tab(pilot).view.job_id != IDS[3]:  # type: ignore[union-attr]
            await pilot.press("j")
        await shows(pilot, "1 of 2", "0.3000")
        assert (pane(pilot).looks.logarithmic, pane(pilot).looks.weight, pane(pilot).looks.window) == (True, 0.3, None)
        while tab(pilot).view.job_id != DONE:  # type: ignore[union-attr]
            await pilot.press("j")
        await pilot.pause()
        assert "val_loss" in screen_text(pilot)


async def test_checkpoints_findings_and_where_a_job_was_resumed_are_marked(workspace: Workspace) -> None:
    folder = workspace.checkpoints(DONE)
    folder.mkdir(parents=True)
    (folder / "step_500.pt").write_bytes(b"x")
    plant(workspace, DONE, name="done", checkpoint=f"models/{DONE}/step_500.pt", resumed_from=IDS[1])
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await shows(pilot, "◆ checkpoint", "↻ resumed", "★ best")


async def test_a_history_that_begins_anew_is_drawn_anew(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        workspace.metrics(DONE).write_text('{"step":5,"loss":0.75}\n')
        plant(workspace, DONE, name="done")
        await shows(pilot, "0.7500")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 8)])
async def test_nothing_breaks_in_a_small_terminal(workspace: Workspace, size: tuple[int, int]) -> None:
    async with panel(workspace).run_test(size=size) as pilot:
        await until(pilot, lambda: bool(jobs_screen(pilot).query(CurvePane)), "the curves")
        for key in ("enter", "a", "plus", "left", "greater_than_sign", "v", "a", "L", "slash", "escape", "a", "escape"):
            await pilot.press(key)
        await pilot.pause()


async def test_curves_are_exported_as_picture_and_points(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("E")
        await until(pilot, lambda: said(pilot, "Wrote done-curves.svg and done-curves.csv into"), "word of it")
    assert (workspace.root / "done-curves.svg").read_text().startswith("<svg")
    rows = (workspace.root / "done-curves.csv").read_text().splitlines()
    assert rows[0] == "step,epoch,time,loss,val_loss"
    assert len(rows) == 1 + len(STEPS)


async def test_in_a_locked_workspace_they_are_written_where_one_stands(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.locked = "it was opened for reading only"
    here = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("E")
        await until(pilot, lambda: said(pilot, f"Wrote done-curves.svg and done-curves.csv into {here}"), "word of it")
    assert {each.name for each in here.iterdir()} == {"done-curves.svg", "done-curves.csv"}
    assert not list(workspace.root.glob("*curves*"))


async def test_a_resumed_job_shows_what_it_went_on_from_with_a_sign_at_the_seam(workspace: Workspace) -> None:
    write(workspace, IDS[1], [{"step": step, "loss": 7.0} for step in range(1005, 1105, 5)])
    spec = JobSpec(job_id=IDS[1], recipe="regression", params={}, resumed_from=DONE,
                   resume_checkpoint=f"models/{DONE}/step_500.pt")  # fmt: skip
    write_record(workspace.spec(IDS[1]), spec, durable=False)
    plant(workspace, IDS[1], name="again", status="COMPLETED", resumed_from=DONE)
    async with panel(workspace, IDS[1]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "↻ resumed")
        await until(pilot, lambda: "loss" in pane(pilot)._history.series, "read")  # type: ignore[union-attr]
        steps = pane(pilot)._history.series["loss"].steps  # type: ignore[union-attr]
        await until(pilot, lambda: len(steps) == 120, "both are there")
        assert steps[99:101].tolist() == [500, 1005]
        assert [(mark.step, mark.kind) for mark in pane(pilot).marks] == [(500, "resume")]
