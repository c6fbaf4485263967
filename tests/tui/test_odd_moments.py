"""What keys do at moments that nobody chooses: before something is drawn, while it goes, where there is no room."""

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Input

from engine.config.config import Config
from engine.config.settings import Settings
from engine.observe.compare.sheet import Cell, Line, Section
from engine.observe.error_lines import TROUBLE
from engine.paths import Workspace
from tests.tui.planted import IDS, plant, plant_all, screen_text, shows, until
from tui import column_cells
from tui.app import TraindeckApp
from tui.compare_columns import Layout
from tui.job_colours import JobLook
from tui.palette import Palette
from tui.screens.help import HelpScreen
from tui.text_table import TextColumn, TextRow, lay_out
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


async def test_a_form_is_reset_before_its_choices_are_built(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        burst(pilot, "n", "ctrl+r")
        await shows(pilot, "Optimizer           adam", "Activation          relu")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1, "left")


@pytest.mark.timeout(60)
def test_a_long_word_of_a_log_is_looked_at_once() -> None:
    for word in ("_" * 1_000_000, "x" * 1_000_000):  # Were the time to grow with the square it would be hours.
        assert TROUBLE.pattern.search(word) is None
        assert TROUBLE.pattern.search(word + "Warning: x") is not None


def test_a_long_word_is_wrapped_without_losing_anything() -> None:
    word = "äx" * 50_000
    lines = lay_out([TextColumn(widest=40, wrap=True)], [TextRow(cells=((word, ""),))], 40)
    assert "".join(text for line in lines for text, _ in line.parts) == word
    assert max(len(text) for line in lines for text, _ in line.parts) == 40


@pytest.mark.parametrize("opened", [True, False])
async def test_columns_have_the_room_that_the_hidden_table_would_have(tmp_path: Path, opened: bool) -> None:
    app = TraindeckApp(plant_all(tmp_path), select=IDS[3], opened=opened)
    async with app.run_test(size=(160, 36)) as pilot:
        await shows(pilot, "pretend")
        if not opened:
            await pilot.press("enter")
        await until(pilot, lambda: app.jobs.is_opened and not app.jobs.table.size.width, "the table is out of sight")
        await pilot.press("C")
        await shows(pilot, "training loss", "time left, or time taken")
        assert "no room" not in screen_text(pilot)


async def test_a_line_names_the_keys_that_were_chosen(tmp_path: Path) -> None:
    keys: dict[str, tuple[str, ...]] = {"back": ("f9",), "field_submit": ("f7",), "field_cursor_right": ("f6",)}
    app = TraindeckApp(plant_all(tmp_path), config=Config(settings=Settings(keys=keys)), ascii=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash")
        await shows(pilot, "f7 Keep", "f9 Leave", "f6 Take the offered word")
        await pilot.press(*"halt", "f7")
        await until(pilot, lambda: app.jobs.listing.lines == [IDS[2]], "filtered")
        await pilot.press("slash", "f9")
        await until(pilot, lambda: len(app.jobs.listing.lines) == 6, "left")


async def test_letters_of_a_burst_that_has_left_the_filter_are_dropped(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash")
        field = pilot.app.screen.query_one("#filter", Input)
        burst(pilot, *"loss<", "escape")
        await until(pilot, lambda: not field.value and not field.display, "the line is empty and gone")
        assert "must follow" not in screen_text(pilot)
