from pathlib import Path

import pytest

from tests.tui.planted import plant_all, screen_text, shows, until
from tui.actions import ACTIONS
from tui.app import TraindeckApp
from tui.key_groups import action_groups, matching

HELP = "esc closes, j/k scroll, / finds"


def test_what_works_here_stands_first_and_nothing_is_left_out() -> None:
    groups = action_groups(ACTIONS, lambda each: each.tab in ("", "Log") and not each.opened, "Log")

    assert groups[0].title == "Jobs"
    assert "In the tab that shows: Log" in [group.title for group in groups if group.works]
    assert [group.works for group in groups] == sorted((group.works for group in groups), reverse=True)
    assert sum(len(group.rows) for group in groups) == len(ACTIONS)
    opened = action_groups(ACTIONS, lambda each: each.tab in ("", "Log"), "Log", opened=True)
    assert opened[0].title == "Here: Log, on the whole screen"
    curves = next(group for group in groups if group.title == "While Curves shows")
    assert not curves.works


def test_a_search_keeps_the_lines_that_hold_all_the_words() -> None:
    groups = action_groups(ACTIONS, lambda each: True, "Log")

    found = [row.help for group in matching(groups, "checkpoint RESUME") for row in group.rows]

    assert any("Go on from the last checkpoint" in text for text in found)
    assert not any("dark to light" in text for text in found)
    assert matching(groups, "no such thing at all") == []


async def test_help_begins_with_where_one_is(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=(120, 50)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("l", "question_mark")
        await shows(pilot, "Launch a job from a form.", HELP)
        await pilot.press("escape", "enter", "question_mark")
        await shows(pilot, "Here: Log, on the whole screen", HELP)


async def test_help_finds_by_words_and_escape_leaves_one_thing_at_a_time(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=(120, 50)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("question_mark")
        await shows(pilot, HELP, "Launch a job from a form.")
        await pilot.press("slash", *"kill")
        await until(pilot, lambda: "Launch a job from a form." not in screen_text(pilot), "only what was sought")
        await shows(pilot, "Kill the selected or marked jobs at once")
        await pilot.press(*"zzz")
        await shows(pilot, 'No key and no action has "killzzz".')
        await pilot.press("escape", "escape")
        await shows(pilot, "Launch a job from a form.")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1, "closed")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_help_scrolls_by_key_and_wheel(tmp_path: Path, size: tuple[int, int]) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=size) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("question_mark")
        await shows(pilot, HELP)
        await pilot.press("G")
        await shows(pilot, "they go on when the panel closes")
        await pilot.press("g")
        await shows(pilot, "Launch a job from a form.")


@pytest.mark.parametrize("keys", [("question_mark",), ("j", "j", "x"), ("question_mark", "slash", "x")])
async def test_what_lies_above_the_panel_keeps_to_ascii(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=True).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press(*keys)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2, "the screen above")
        await pilot.pause()
        text = screen_text(pilot)
        assert text.isascii(), sorted(letter for letter in set(text) if not letter.isascii())


async def test_the_launch_form_has_a_help_of_its_own(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("n")
        await shows(pilot, "^s")
        await pilot.press("f1")
        await shows(pilot, "Here: the launch form", "Go to the next field.", "Launch")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2, "the form again")
