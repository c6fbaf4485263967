"""The table as people use it: columns, groups, pins, tags, notes, export."""

import csv
import json
from pathlib import Path

from textual.widgets import OptionList

from engine.files import make_private
from engine.observe.annotations import Annotation, read_annotations
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, screen_text, shows, until
from tests.tui.table_panel import SIZE, panel, rows
from tui.layout import read_layout
from tui.screens.table_columns import TableColumnsScreen
from tui.widgets.word_input import WordInput


async def test_the_table_is_found_as_it_was_left(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"state:run", "enter")
        await pilot.click("JobTable", offset=(17, 0))
        await shows(pilot, "Name▴")
        await pilot.press("b")
        await shows(pilot, "no tag")
    assert read_layout(workspace)[0].filter == "state:run"
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "Name▴", "state:run", "1 of 6", "no tag")
        assert IDS[0] not in rows(pilot)
        await pilot.press("escape")
        await shows(pilot, "done")


async def test_what_cannot_be_read_is_told_and_a_locked_workspace_is_not_written(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    workspace.layout.write_text("{oops")
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "How the table was left cannot be read", "pretend")
    locked = Workspace(tmp_path, locked="it is looked at with --read-only")
    async with panel(locked).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("s")
        await shows(pilot, "State▴")
    assert workspace.layout.read_text() == "{oops"


async def test_columns_are_chosen_ordered_and_sized(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, TableColumnsScreen), "the dialog")
        await pilot.press("j", "j", "space")  # No recipe.
        await pilot.press("K", "K")  # And its place is the first.
        columns = pilot.app.screen._columns  # type: ignore[attr-defined]
        place = next(index for index, column in enumerate(columns) if column.key == "param:learning_rate")
        await pilot.press(*["j"] * place, "space", *["plus"] * 3, "enter")
        await shows(pilot, "learning_rate")
        arrangement = jobs_screen(pilot).arrangement
        assert arrangement.columns[0] == "state"
        assert "recipe" not in arrangement.columns
        assert arrangement.columns[-1] == "param:learning_rate"
        assert arrangement.widths["param:learning_rate"] == 17
        assert "Recipe" not in screen_text(pilot)
        await shows(pilot, "0.01")
        await pilot.press("C", "u", "enter")
        await shows(pilot, "Recipe")
        assert jobs_screen(pilot).arrangement.columns == ()


async def test_the_dialog_sorts_by_a_column_and_a_click_shows_one(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, TableColumnsScreen), "the dialog")
        await pilot.click("OptionList", offset=(5, 2))
        await pilot.press("j", "j", "s")
        await shows(pilot, "▴Loss")
        assert "Recipe" not in screen_text(pilot)
        assert rows(pilot)[0] == IDS[0]


async def test_the_edge_of_a_heading_is_dragged(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        table = jobs_screen(pilot).table
        name = next(placed for placed in table._placed if placed.column.key == "name")
        edge = name.start + name.width
        await pilot.mouse_down(table, offset=(edge, 0))
        await pilot.hover(table, offset=(edge - 8, 0))
        await pilot.mouse_up(table, offset=(edge - 8, 0))
        await until(pilot, lambda: "name" in jobs_screen(pilot).arrangement.widths, "a width of its own")
        assert jobs_screen(pilot).arrangement.widths["name"] == name.width - 8
        assert jobs_screen(pilot).arrangement.sort == "newest"


async def test_groups_open_and_close_by_key_and_by_click(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, IDS[2], name="halted", status=JobState.STOPPED, tags=["sweep"])
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("b")
        await shows(pilot, "▾ sweep", "▾ no tag  5 jobs")
        heading = rows(pilot).index(":tag:sweep")
        await pilot.click("JobTable", offset=(6, heading + 1))
        await shows(pilot, "▸ sweep")
        assert "halted" not in screen_text(pilot)
        await pilot.press("enter")
        await shows(pilot, "▾ sweep", "halted")
        await pilot.press("B")
        await until(pilot, lambda: len(rows(pilot)) == 2, "two headings")
        await pilot.press("space")
        await until(pilot, lambda: len(jobs_screen(pilot).table.marked) in (1, 5), "a group marked")
        for title in ("regression", "no relatives", "RUNNING"):
            await pilot.press("b")
            await shows(pilot, title)
        await pilot.press("b")
        await until(pilot, lambda: len(rows(pilot)) == 6, "no groups")


async def test_a_pinned_job_stays_on_top_in_every_panel(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace, select=IDS[0]).run_test(size=SIZE) as pilot:
        await shows(pilot, "done")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[0], "selected")
        await pilot.press("p")
        await until(pilot, lambda: rows(pilot)[0] == IDS[0], "pinned")
        await shows(pilot, "↑✔")
        other = read_annotations(workspace)
        assert other[IDS[0]].pinned
        await pilot.press("p")
        await until(pilot, lambda: rows(pilot)[-1] == IDS[0], "not pinned")


async def test_what_another_program_adds_is_shown(tmp_path: Path) -> None:
    from engine.control.annotate import annotate

    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        annotate(workspace, {IDS[0]: lambda known: Annotation(pinned=True)})
        await until(pilot, lambda: rows(pilot)[0] == IDS[0], "pinned elsewhere")


async def test_tags_are_edited_in_place_for_all_marked(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, IDS[2], name="halted", status=JobState.STOPPED, tags=["old", "own"])
    plant(workspace, IDS[1], name="broke", status=JobState.ERROR, tags=["old"])
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"halted|broke", "enter", "asterisk", "T")
        await shows(pilot, "tags of 2 jobs")
        assert pilot.app.screen.query_one(".edit-tags", WordInput).value == "old"
        await pilot.press("ctrl+u", *"keep, v2", "enter")
        await until(pilot, lambda: len(read_annotations(workspace)) == 2, "written")
        records = {view.job_id: view.record for view in pilot.app.store}  # type: ignore[attr-defined]
        tags = {job_id: each.tags(records[job_id]) for job_id, each in read_annotations(workspace).items()}
        assert tags == {IDS[2]: ["own", "keep", "v2"], IDS[1]: ["keep", "v2"]}
        await pilot.press("u", "escape", "slash", *"tag:keep")
        await shows(pilot, "2 of 6")


async def test_a_note_is_written_and_left_by_escape(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "o", *"never", "escape")
        assert not workspace.annotations.exists()
        await pilot.press("o", *"q baseline", "enter")
        await until(pilot, lambda: workspace.annotations.exists(), "written")
        assert read_annotations(workspace) == {IDS[0]: Annotation(note="q baseline")}
        await pilot.press("slash", *"note:base")
        await shows(pilot, "1 of 6")


async def test_the_table_is_exported_with_raw_values(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, IDS[0], name="=1+1", status=JobState.COMPLETED, loss=0.002, progress=100.0)
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"is:ended", "enter", "ctrl+e")
        await shows(pilot, "Wrote 3 jobs to")
    [path] = tmp_path.glob("jobs-*.csv")
    read = list(csv.DictReader(path.read_text().splitlines()))
    assert [row["job_id"] for row in read] == [IDS[2], IDS[1], IDS[0]]
    assert read[2]["loss"] == "0.002"
    assert read[2]["name"] == "'=1+1"
    assert "trend" not in read[0]


async def test_nothing_of_this_is_possible_in_a_locked_workspace(tmp_path: Path) -> None:
    plant_all(tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    locked = Workspace(tmp_path, locked="it is looked at with --read-only")
    async with panel(locked).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G")
        for key in ("p", "T", "o", "A", "D", "U", "ctrl+e"):
            await pilot.press(key)
            await pilot.pause()
        await shows(pilot, "Nothing can be changed here")
        assert len(pilot.app.screen_stack) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


async def test_the_neighbouring_job_of_an_opened_one_is_never_a_heading(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("b", "b", "b", "b")
        await until(pilot, lambda: ":state:RUNNING" in rows(pilot), "grouped by state")
        await pilot.press("g", "j", "enter")
        assert jobs_screen(pilot).is_opened
        seen = [jobs_screen(pilot).table.selected]
        for _ in range(5):
            await pilot.press("j")
            seen.append(jobs_screen(pilot).table.selected)
        assert len({job_id for job_id in seen if job_id in IDS}) == 6


def test_a_layout_of_nonsense_becomes_the_default(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.artifacts)
    workspace.layout.write_text(json.dumps({"group": "moon", "sort": "loss", "columns": ["x", "loss"]}))
    arrangement, problem = read_layout(workspace)
    assert (arrangement.group, arrangement.sort, problem) == ("", "loss", "")
    workspace.layout.write_text(json.dumps({"columns": 7}))
    assert read_layout(workspace)[1].endswith("it starts afresh.")


async def test_bars_give_way_together_to_the_longest_count(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    plant(workspace, IDS[0], name="short", epoch=2, epochs=3)
    plant(workspace, IDS[1], name="long", epoch=1, epochs=3)
    async with panel(workspace).run_test(size=(160, 45)) as pilot:

        def ends() -> list[int]:
            """Where the per cents of the two rows end, which is where their bars do."""
            table = jobs_screen(pilot).table
            lines = [table.render_line(row).text for row in (1, 2)]
            return [line.find("%") for line in lines]

        await until(pilot, lambda: ends()[0] == ends()[1] > 0, "two rows")
        before = ends()[0]
        plant(workspace, IDS[1], name="long", epoch=99_000, epochs=100_000)
        await shows(pilot, "99k/100k")
        await until(pilot, lambda: ends()[0] == ends()[1] == before - 3, "shorter bars")


async def test_columns_without_room_are_told_and_one_is_found_by_its_name(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "pretend", "ETA +4")
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, TableColumnsScreen), "the dialog")
        await until(pilot, lambda: screen_text(pilot).count("no room at this width") == 4, "four marked")
        options = pilot.app.screen.query_one(OptionList)
        await pilot.press("slash", *"sp")
        await until(pilot, lambda: options.highlighted == 7, "Speed")
        await pilot.press("enter", "space")
        await until(pilot, lambda: screen_text(pilot).count("no room at this width") == 3, "three marked")
        await pilot.press("slash", *"qsJ", "escape")
        assert isinstance(pilot.app.screen, TableColumnsScreen)
        await pilot.press("enter")
        await shows(pilot, "ETA +3")
