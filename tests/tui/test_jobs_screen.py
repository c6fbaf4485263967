import os
from pathlib import Path

import pytest
from textual import events
from textual.strip import Strip

from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, screen_text, shows, until
from tui.app import TraindeckApp
from tui.tabs import TITLES
from tui.widgets.job_table import JobTable
from tui.widgets.tab_bar import TabBar

SIZES = [(80, 24), (120, 36), (160, 45)]


def panel(workspace: Workspace, **options: object) -> TraindeckApp:
    return TraindeckApp(workspace, ascii=False, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
async def test_every_kind_of_job_is_shown_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=size) as pilot:
        await shows(
            pilot, "done", "broke", "halted", "pretend", "reading", "unreadable", "SIM", "✔", "✖", "■", "▶", "◌"
        )
        await shows(pilot, "reading corpus.txt", "loss became nan at step 40")


async def test_the_first_frame_already_has_the_columns_in_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    render_line = JobTable.render_line

    def note(table: JobTable, y: int) -> Strip:
        strip = render_line(table, y)
        if y == 1:
            drawn.append(strip.text)
        return strip

    monkeypatch.setattr(JobTable, "render_line", note)
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "corpus.txt")

    assert [text for text in drawn if "unreadable" not in text] == []


async def test_an_empty_workspace_says_what_to_press(tmp_path: Path) -> None:
    async with panel(Workspace(tmp_path)).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No jobs here yet", "launch a job from a form")
        assert "Stop" not in screen_text(pilot)
        plant(Workspace(tmp_path), IDS[0], name="first")
        await shows(pilot, "first", "RUNNING")


async def test_a_change_on_disk_changes_the_row(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        plant(workspace, IDS[3], name="pretend", loss=0.0777, status=JobState.COMPLETED)
        await shows(pilot, "0.07770")
        os.unlink(workspace.status(IDS[2]))
        await until(pilot, lambda: "halted" not in screen_text(pilot), "the removed job gone")


async def test_the_frame_that_moves_the_cursor_names_the_job_below(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "reading corpus.txt")
        table, bar = jobs_screen(pilot).table, jobs_screen(pilot).query_one(TabBar)
        for name in ("reading", "pretend"):
            table.move(1)
            assert bar.title == name, "nothing was awaited since, so nothing can have been drawn"
        await shows(pilot, "─ pretend ─")


async def test_the_cursor_stays_with_its_job_when_rows_move(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        table = jobs_screen(pilot).table
        await pilot.press("j", "j")
        selected = table.selected
        assert selected == IDS[3]
        plant(workspace, "job_1800000000000_00000009", name="newer", created_at=1_800_000_000.0)
        await shows(pilot, "newer")
        assert table.selected == selected
        await pilot.press("S")
        assert table.selected == selected


async def test_keys_move_the_cursor(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        table = jobs_screen(pilot).table
        for key, expected in (("G", IDS[0]), ("k", IDS[1]), ("g", IDS[5]), ("down", IDS[4]), ("up", IDS[5])):
            await pilot.press(key)
            assert table.selected == expected


async def test_sorting_by_key_and_by_click(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(160, 45)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("s")
        await shows(pilot, "State▴")
        await pilot.click("JobTable", offset=(17, 0))
        await shows(pilot, "Name▴")
        await pilot.click("JobTable", offset=(17, 0))
        await shows(pilot, "Name▾")


async def test_filtering_and_leaving_the_filter(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"halt", "enter")
        await until(pilot, lambda: jobs_screen(pilot).table.row_count == 1, "one row")
        assert jobs_screen(pilot).table.selected == IDS[2]
        await pilot.press("escape")
        await until(pilot, lambda: jobs_screen(pilot).table.row_count == 6, "all rows again")


async def test_keys_typed_in_the_same_breath_as_the_slash_go_into_the_filter(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        for key in ("slash", "d", "o"):
            pilot.app.post_message(events.Key(key, None if len(key) > 1 else key))
        await until(pilot, lambda: jobs_screen(pilot).table.row_count == 1, "filtered by do")
        assert jobs_screen(pilot).table.selected == IDS[0]
        assert len(pilot.app.screen_stack) == 1


async def test_help_shows_every_action_and_the_palette_finds_one(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 50)) as pilot:
        await shows(pilot, "halted")
        await pilot.press("question_mark")
        await shows(pilot, "Launch a job from a form.", "Kill the selected")
        await pilot.press("escape", "colon")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2, "the palette")
        await pilot.press(*"unmark")
        await shows(pilot, "Unmark all")


async def test_the_theme_changes(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "halted")
        assert pilot.app.current_theme.dark
        await pilot.press("t")
        assert not pilot.app.current_theme.dark


async def test_stopping_asks_first_and_names_the_job(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("j", "j", "x")
        await shows(pilot, "Stop this job?", f"pretend  ({IDS[3]})")
        await pilot.press("n")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1, "the question gone")
        await pilot.press("X", "y")
        await shows(pilot, "was not launched by")


async def test_marked_jobs_are_stopped_together(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("j", "space", "space", "x")
        await shows(pilot, "Stop 2 jobs?", "pretend", "reading")
        await pilot.press("escape", "u")
        assert not jobs_screen(pilot).table.marked


async def test_a_finished_job_has_nothing_to_stop(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "x")
        await shows(pilot, "Nothing to stop: done has ended.")


async def test_a_mark_on_an_ended_job_is_told_when_it_keeps_another_from_being_stopped(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(160, 45), notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "space", "g", "j", "j", "x")
        await shows(pilot, "which is marked, has ended.", "removes the marks.")


@pytest.mark.parametrize("hidden_by", ["filter", "group"])
async def test_a_job_is_gone_to_wherever_it_is(tmp_path: Path, hidden_by: str) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "halted")
        if hidden_by == "filter":
            await pilot.press("slash", *"halt", "enter")
        else:
            await pilot.press("b", "B")
        await until(pilot, lambda: "broke" not in screen_text(pilot), "the job out of sight")
        jobs_screen(pilot).go_to(IDS[1])
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[1], "the cursor on it")
        await shows(pilot, "broke")


async def test_a_fault_in_the_background_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("odd [/] thing")

    monkeypatch.setattr(TraindeckApp, "survives_faults", True)
    monkeypatch.setattr("engine.control.resume.resume_spec", broken)
    monkeypatch.setattr("tui.tabs.files.run_files", broken)
    async with panel(plant_all(tmp_path), select=IDS[2]).run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "halted")
        await pilot.press("r")
        await shows(pilot, "by a fault of", "ValueError")
        pilot.app.clear_notifications()
        await until(pilot, lambda: "ValueError" not in screen_text(pilot), "the toast gone")
        jobs_screen(pilot).detail.tab = TITLES.index("Files")
        await shows(pilot, "by a fault of", "ValueError")
        await pilot.press("k")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[3], "the panel goes on")


async def test_killing_says_what_is_lost(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    plant(workspace, IDS[4], name="reading", checkpoint="models/x/last.pt")
    async with panel(workspace, select=IDS[3]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("X")
        await shows(pilot, "No checkpoint has been saved yet")
        await pilot.press("escape", "*", "X")
        await shows(pilot, "since the last checkpoint", "saved none yet")


async def test_quitting_says_how_many_jobs_go_on(tmp_path: Path) -> None:
    app = panel(plant_all(tmp_path))
    async with app.run_test(size=(160, 45)) as pilot:
        await shows(pilot, "pretend", "jobs go on when you quit")
        await pilot.press("q")
    assert app.going_on() == 2


HOSTILE = "\x1b]0;title\x07\x9b31m\u202eevil [/] [@click=app.quit]x[/] \ud800 ‮"


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_harmless_everywhere(tmp_path: Path, size: tuple[int, int]) -> None:
    workspace = Workspace(tmp_path)
    plant(workspace, IDS[0])
    text = workspace.status(IDS[0]).read_text()
    hostile = HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x1b", "\\u001b")
    hostile = hostile.replace("\x07", "\\u0007")
    text = text.replace('"job-1"', f'"{hostile}"').replace('"regression"', f'"{hostile}"')
    text = text.replace('"message":""', f'"message":"{hostile}"').replace('"learning_rate"', f'"{hostile}"')
    workspace.status(IDS[0]).write_text(text)
    async with panel(workspace).run_test(size=size) as pilot:
        await shows(pilot, "evil [/] [@c")
        for key in ("l", "right_square_bracket", "right_square_bracket", "x"):
            await pilot.press(key)
            await pilot.pause()
            assert all(letter.isprintable() or letter == "\n" for letter in screen_text(pilot))
