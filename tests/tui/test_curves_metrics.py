"""Which metrics are drawn and how they are arranged."""

from pathlib import Path

import pytest
from textual.widgets import Input

from engine.observe.abscissa import XAxis
from engine.paths import Workspace
from tests.tui.curves_panel import (
    DONE,
    open_curves,
    pane,
    panel,
    planted_curves,
    tab,
    wheel,
    write,
)
from tests.tui.planted import jobs_screen, screen_text, shows, until
from tui.widgets.curve_grid import CurveGrid
from tui.widgets.curve_pane import CurvePane
from tui.widgets.metric_line import MetricLine


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return planted_curves(tmp_path)


async def test_loss_and_validation_loss_share_a_plot_and_the_next_metric_is_a_key_away(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("full_stop")
        await shows(pilot, "acc  2 of 4", "train/acc", "val/acc")
        await pilot.press("comma", "comma")
        await shows(pilot, "grad/norm  4 of 4")


async def test_a_goes_through_grid_and_all_in_one(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("a")
        await shows(pilot, "▾ grad", "norm", "train", "lr", "grid")
        grid = pane(pilot).query_one(CurveGrid)
        assert len(grid.in_sight) == 4
        await pilot.press("down")
        assert pane(pilot).collection.focus == 3
        await pilot.press("space")
        await shows(pilot, "grad/norm  4 of 4")
        await pilot.press("space", "up", "a")
        await shows(pilot, "together")
        assert len(pane(pilot).surface.curves()) == 6
        await pilot.press("a")
        await shows(pilot, "one plot")


async def test_a_small_plot_is_focused_by_a_click_and_enlarged_by_two(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("a")
        grid = pane(pilot).query_one(CurveGrid)
        await until(pilot, lambda: len(grid.in_sight) == 4 and grid.size.height > 0, "the grid")
        await pilot.click(CurveGrid, offset=(20, grid.size.height - 8))
        await until(pilot, lambda: pane(pilot).collection.focus == 3, "the last one in focus")
        await pilot.click(CurveGrid, offset=(20, 5), times=2)
        await shows(pilot, "loss  1 of 4")


async def test_metrics_are_filtered_by_an_expression_with_a_count_and_a_sentence_for_a_bad_one(
    workspace: Workspace,
) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("slash", *"acc$")
        await shows(pilot, "2 of 6 metrics", "val/acc")
        await pilot.press("(")
        await shows(pilot, "This is no regular expression")
        await pilot.press("backspace", "enter", "v")
        await until(pilot, lambda: pane(pilot).looks.axis is XAxis.EPOCH, "keys go to the curves again")
        await pilot.press("escape")
        await shows(pilot, "1 of 4", "6 metrics")
        assert jobs_screen(pilot).is_opened
        assert not pane(pilot).query_one("#metric-filter", Input).has_focus


async def test_a_pinned_metric_comes_first(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("comma", "P")
        await shows(pilot, "grad/norm  1 of 4")
        await pilot.press("a")
        await shows(pilot, "◈ grad/norm")


async def test_small_plots_share_window_and_cursor_by_mouse(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("a")
        grid, looks = pane(pilot).query_one(CurveGrid), pane(pilot).looks
        await until(pilot, lambda: len(grid._drawings) == 4, "four plots")
        await pilot.click(CurveGrid, offset=(grid.size.width - 20, 5))
        await until(pilot, lambda: looks.cursor is not None and pane(pilot).collection.focus == 2, "a cursor")
        await until(pilot, lambda: screen_text(pilot).count("┊") > 20, "it stands in all of them")
        await pilot._post_mouse_events([wheel()], grid, offset=(20, 5))
        await until(pilot, lambda: looks.window is not None, "zoomed")
        windows = {drawing.window.start for drawing in grid._drawings.values() if drawing.window is not None}
        assert len(windows) == 1


async def test_small_plots_are_smoothed_as_well(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press(*["greater_than_sign"] * 5, "a")
        surface = pane(pilot).query_one(CurveGrid)

        def is_smooth() -> bool:
            averages = [surface.smoothing.of(one.series, pane(pilot).looks.weight) for one in surface.curves()]
            return len(averages) == 6 and not any(each is None or each.is_behind for each in averages)

        await until(pilot, is_smooth, "all of them smoothed")


async def test_an_arrangement_wanted_while_a_job_is_read_is_kept(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(jobs_screen(pilot).query(CurvePane)), "the curves")
        await pilot.press("a", "greater_than_sign", "L")
        await shows(pilot, "grid 1/4", "▾ grad", "log")
        assert (pane(pilot).looks.weight, pane(pilot).looks.logarithmic) == (0.3, True)


async def test_groups_are_folded_by_key_and_by_a_click_on_their_heading(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await open_curves(pilot)
        await pilot.press("a")
        await shows(pilot, "▾ metrics", "▾ grad  1 metric")
        grid = pane(pilot).query_one(CurveGrid)
        await pilot.press("comma", "z")
        await shows(pilot, "▸ grad  1 metric")
        assert len(grid.in_sight) == 3
        line = next(y for y in range(grid.size.height) if "▸ grad" in grid.render_line(y).text)
        await pilot.click(CurveGrid, offset=(3, line))
        await shows(pilot, "▾ grad  1 metric")
        assert len(grid.in_sight) == 4


async def test_escape_leaves_the_filter_of_metrics_below_the_table_as_well(workspace: Workspace) -> None:
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "val_loss", "6 metrics")
        tab(pilot).action_filter_metrics()
        await until(pilot, lambda: isinstance(jobs_screen(pilot).focused, Input), "it is being typed")
        await pilot.press("v", "a", "l")
        await shows(pilot, "2 of 6 metrics")
        await pilot.press("escape")
        await until(pilot, lambda: not pane(pilot).query_one(MetricLine).display, "the filter is closed")
        await shows(pilot, "1 of 4")
        assert not isinstance(jobs_screen(pilot).focused, Input)


async def test_what_shares_a_plot_is_of_one_scale_and_the_next_one_is_a_key_away(workspace: Workspace) -> None:
    write(workspace, DONE, [{"step": step, "tokens": 5_000.0, "loss": 0.1} for step in range(1005, 2005, 5)])
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "val_loss")
        await pilot.press("enter", "a", "a")
        await shows(pilot, "6 of 7; the others have another scale")
        assert {one.name for one in pane(pilot).surface.curves()}.isdisjoint({"tokens"})
        await pilot.press("full_stop")
        await shows(pilot, "1 of 7; the others have another scale")
        assert [one.name for one in pane(pilot).surface.curves()] == ["tokens"]
        await pilot.press("L")
        await until(pilot, lambda: len(pane(pilot).surface.curves()) == 7, "a logarithmic axis holds all")
        exported = {name for cell in pane(pilot).chosen() for name in cell.names}
        assert exported == {"loss", "val_loss", "lr", "grad/norm", "train/acc", "val/acc", "tokens"}
