"""The filter as people type it."""

from pathlib import Path

import pytest

from tests.tui.planted import IDS, jobs_screen, plant_all, screen_text, shows, until
from tests.tui.table_panel import SIZE, has_rows, panel, rows
from tui.screens import filter_acting
from tui.widgets.word_input import WordInput


async def test_the_filter_counts_tells_faults_and_keeps_the_last_that_could_be_read(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"state:running|loading")
        await shows(pilot, "2 of 6")
        await has_rows(pilot, IDS[4], IDS[3])
        await pilot.press("space", *"los")  # On the way to a field; no job holds such a word.
        assert rows(pilot) == [IDS[4], IDS[3]]
        await pilot.press(*"<1")
        await shows(pilot, "There is no field “los”, perhaps “loss” is meant", "2 of 6 as before")
        assert rows(pilot) == [IDS[4], IDS[3]]
        await pilot.press("enter")
        await until(pilot, lambda: "There is no field" not in screen_text(pilot), "the fault gone")
        assert pilot.app.screen.query_one("#filter", WordInput).value.startswith("state:running|loading")
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(pilot)) == 6, "all rows")


async def test_filters_are_joined_and_grouped_and_a_mistake_is_pointed_at(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"-(state:run | name:read) name:(done | broke)")
        await has_rows(pilot, IDS[1], IDS[0])
        await pilot.press(*" OR los")
        assert rows(pilot) == [IDS[1], IDS[0]]
        await pilot.press(*"t:1")
        await shows(pilot, "There is no field “lost”")
        typed, told = (line for line in screen_text(pilot).splitlines() if "OR lost" in line or "^" in line)
        assert told.index("^") == typed.index("lost")


async def test_a_table_without_rows_says_why(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"nowhere", "enter")
        await shows(pilot, "No job matches the filter; esc shows all.")
        await pilot.press("escape", "asterisk", "A")
        await shows(pilot, "All jobs are archived: / is:archived shows them.")


async def test_the_filter_offers_how_a_word_goes_on(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"learn")
        field = pilot.app.screen.query_one("#filter", WordInput)
        await until(pilot, lambda: field._suggestion == "learning_rate", "a suggestion")
        await pilot.press("right", *"<0.1")
        await shows(pilot, "learning_rate<0.1", "5 of 6")


async def test_all_that_the_filter_shows_are_marked_and_unmarked(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"is:ended", "enter", "asterisk")
        table = jobs_screen(pilot).table
        assert table.marked == {IDS[0], IDS[1], IDS[2]}
        await pilot.press("asterisk")
        assert not table.marked


async def test_a_filter_by_marks_follows_them(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("space", "space", "slash", *"is:marked", "enter")
        await has_rows(pilot, IDS[5], IDS[4])
        await pilot.press("g", "space")
        await has_rows(pilot, IDS[4])


async def test_keys_in_a_job_opened_from_a_filtered_table_are_no_text(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"state:run", "enter")
        await has_rows(pilot, IDS[3])
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.query_one("JobTable").display, "the table hidden")
        await pilot.press("j", "l")
        await until(pilot, lambda: jobs_screen(pilot).detail.title == "Log", "the key to turn to the log")
        field = pilot.app.screen.query_one("#filter", WordInput)
        assert (field.value, rows(pilot)) == ("state:run", [IDS[3]])
        await pilot.click("#filter")
        await pilot.press("end", "n", "enter", "left_square_bracket")
        await until(pilot, lambda: jobs_screen(pilot).detail.title == "Curves", "the key to turn back")
        assert field.value == "state:runn"
        await pilot.press("escape", "slash", "escape")
        await until(pilot, lambda: len(rows(pilot)) == 6, "all rows")


async def test_marks_out_of_sight_are_counted(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("asterisk", "space")
        await shows(pilot, "* 5 marked")
        await pilot.press("b", "b", "B")
        await shows(pilot, "*▸ regression  5 jobs  5 marked")
        await pilot.press("slash", *"is:ended", "enter")
        await shows(pilot, "* 5 marked, 2 filtered out", "*▸ regression  3 jobs  3 marked")
        await pilot.press("u")
        await until(pilot, lambda: "marked" not in screen_text(pilot), "no mark told of")


async def test_a_line_offers_its_own_keys_and_the_words_after_a_colon(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend", "n New")
        await pilot.press("slash", *"is:")
        await shows(pilot, "^ one of active, ended, marked", " enter Keep  esc Leave  → Take the offered word")
        assert "n New" not in screen_text(pilot)
        await pilot.press("e", "n")
        await shows(pilot, "^ one of ended")
        await pilot.press("right")
        await shows(pilot, "is:ended", "3 of 6")
        await pilot.click("FootBar", offset=(2, 0))
        await shows(pilot, "n New")
        await pilot.press("o")
        await shows(pilot, " enter Keep  esc Leave")


async def test_a_mistake_moves_nothing_on_the_screen(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"loss")
        await shows(pilot, "6 of 6")
        before = jobs_screen(pilot).detail.region
        await pilot.press("less_than_sign")
        await shows(pilot, "Something must follow “loss<”.", "6 of 6 as before")
        assert jobs_screen(pilot).detail.region == before
        await pilot.press("backspace")
        await until(pilot, lambda: "Something must follow" not in screen_text(pilot), "the fault gone")


async def test_many_jobs_are_made_ready_for_a_search_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filter_acting, "MANY", 6)
    monkeypatch.setattr(filter_acting, "PREPARED_AT_ONCE", 4)
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        screen = jobs_screen(pilot)
        prepared = screen.context._texts
        await until(pilot, lambda: len(prepared) >= 4, "some")
        await until(pilot, lambda: len(prepared) == 6, "all")
        screen.prepare_search()
        assert len(prepared) == 6
