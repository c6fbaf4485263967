"""What keys do at moments that nobody chooses: before something is drawn, while it goes, where there is no room."""

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Input

from engine.observe.compare.sheet import Cell, Line, Section
from engine.paths import Workspace
from tests.tui.planted import IDS, plant, plant_all, shows, until
from tui import column_cells
from tui.app import TraindeckApp
from tui.compare_columns import Layout
from tui.job_colours import JobLook
from tui.palette import Palette
from tui.screens.help import HelpScreen
from tui.widgets.compare_table import CompareTable, Heading
from tui.widgets.editors import TextEditor
from tui.widgets.launch_form import LaunchForm


def test_a_comparison_without_room_forgets_the_columns_of_other_rows() -> None:
    table = CompareTable("a")
    table._layout = Layout(widths=(9, 9), names=("one", "two"), room=40)
    table.show([Line(Section.RESULTS, "loss", (Cell("0.1"),), differs=True)], [Heading("one", JobLook(0))])
    assert table.size == Size(0, 0)
    assert table._layout.placed == []


@pytest.mark.parametrize("size", [(8, 5), (20, 6)])
async def test_the_page_of_keys_opens_in_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=size) as pilot:
        await pilot.press("?")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen), "help is there")


async def test_the_page_of_keys_is_resized_before_anything_stands_on_it(tmp_path: Path) -> None:
    page = HelpScreen(Workspace(tmp_path), ())
    async with TraindeckApp(plant_all(tmp_path)).run_test():
        page._write()
    assert not page.query(Input)


async def test_paging_in_a_palette_that_is_not_laid_out_does_nothing(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=(20, 4)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette is there")
        await pilot.press("pagedown", "pageup", "pagedown")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Palette), "it is left")


@pytest.mark.parametrize(("key", "line"), [("T", ".edit-tags"), ("o", ".edit-note")])
async def test_a_line_that_is_opened_while_it_closes_comes_back(tmp_path: Path, key: str, line: str) -> None:
    app = TraindeckApp(plant_all(tmp_path), select=IDS[3])
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        jobs = app.jobs
        act = {"T": jobs.action_tags, "o": jobs.action_note}[key]
        act()
        jobs.leave_line()
        act()
        act()
        await until(pilot, lambda: len(jobs.query(line)) == 1 and jobs.query_one(line).has_focus, "one line")


def test_a_count_that_no_float_holds_is_drawn_as_a_large_one(tmp_path: Path) -> None:
    assert column_cells._count(10**400) == column_cells._count(999_000_000_000)


async def test_a_job_with_an_endless_epoch_is_shown(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    plant(workspace, IDS[0], name="endless", epoch=10**17, epochs=10**18)
    async with TraindeckApp(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "endless")


def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Keys that a slow line or a macro brings at once."""
    for key in keys:
        pilot.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_what_comes_in_one_burst_is_done_in_its_order(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"broke")
        field = pilot.app.screen.query_one("#filter", Input)
        burst(pilot, "ctrl+u", *"halt", "backspace", "left", "X", "end", "Z")
        await until(pilot, lambda: field.value == "haXlZ", "the letters behind ctrl+u")
        await pilot.press("escape", "escape", "n")
        await until(pilot, lambda: len(pilot.app.screen.query(LaunchForm)) == 1, "the form")
        epochs = pilot.app.screen.query_one(LaunchForm).rows["epochs"].editor
        assert isinstance(epochs, TextEditor)
        await until(pilot, lambda: epochs.is_mounted, "the field")
        epochs.focus()
        await until(pilot, lambda: epochs.has_focus, "the field")
        burst(pilot, "ctrl+a", "ctrl+k", *"12")
        await until(pilot, lambda: epochs.value == "12", "the new number")
