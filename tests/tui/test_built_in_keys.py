"""The keys of Textual's own widgets can be chosen like all others."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from engine.config.config import Config
from engine.config.settings import Settings
from tests.tui.planted import IDS, plant_all, screen_text, shows, until
from tui.actions.keymap import Keymap
from tui.actions.screens.built_in import BUILT_IN
from tui.app import TraindeckApp
from tui.screens.launch import LaunchScreen
from tui.widgets.editors import ChoiceEditor, SwitchEditor


def panel(root: Path, **keys: tuple[str, ...]) -> TraindeckApp:
    return TraindeckApp(plant_all(root), select=IDS[3], ascii=False, config=Config(settings=Settings(keys=keys)))


def faults(**keys: tuple[str, ...]) -> list[str]:
    return [fault.message for fault in Keymap(keys).faults]


async def open_form(pilot: Pilot[None]) -> LaunchScreen:
    await shows(pilot, "pretend")
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, LaunchScreen), "the form")
    screen = pilot.app.screen
    assert isinstance(screen, LaunchScreen)
    await until(pilot, lambda: bool(screen.query(SwitchEditor)), "its fields")
    return screen


def test_every_action_has_a_key_an_id_and_words() -> None:
    assert len({each.id for each in BUILT_IN}) == len(BUILT_IN)
    assert all(each.keys and each.help.endswith(".") and each.screen for each in BUILT_IN)
    assert {"field_submit", "list_cursor_down", "choice_show_overlay", "switch_toggle_button", "button_press",
            "palette_escape", "focus_next"} <= {each.id for each in BUILT_IN}  # fmt: skip


def test_what_was_not_chosen_changes_nothing() -> None:
    assert Keymap({"field_submit": ("enter",)}).elsewhere == {}


@pytest.mark.parametrize("action_id", ["field_home", "list_cursor_down", "palette_cursor_down"])
@pytest.mark.parametrize("key", ["j", "J", "space", "/", "é"])
def test_what_types_a_character_is_no_key_where_something_is_typed(action_id: str, key: str) -> None:
    assert len(faults(**{action_id: (key,)})) == 1


def test_clashes_are_told() -> None:
    assert faults(field_cut=("ctrl+k",)) == [
        "“ctrl+k” of field_cut is a key of field_delete_right_all as well in a line of text: "
        "give one of them another key."
    ]
    assert len(faults(field_cut=("ctrl+s",))) == 1  # The form launches by it, whatever field has the focus.
    assert len(faults(palette_escape=("down",))) == 1
    assert faults(field_cut=("f6",), switch_toggle_button=("j",), list_cursor_down=("ctrl+n",)) == []


async def test_a_field_is_edited_by_the_chosen_keys_alone(tmp_path: Path) -> None:
    async with panel(tmp_path, field_delete_left_all=("f6",), field_home=("f7",)).run_test(size=(120, 36)) as pilot:
        screen = await open_form(pilot)
        field = next(each for each in screen.query(Input) if each.has_focus or each.display)
        field.focus()
        await until(pilot, lambda: field.has_focus, "the field")
        await pilot.press("end", *"abc", "ctrl+u")
        assert field.value.endswith("abc")
        await pilot.press("f7")
        assert field.cursor_position == 0
        await pilot.press("end", "f6")
        assert field.value == ""


async def test_choices_and_switches_have_the_chosen_keys(tmp_path: Path) -> None:
    keys = {"choice_show_overlay": ("o",), "list_cursor_down": ("ctrl+n",), "list_select": ("f9",),
            "switch_toggle_button": ("j",)}  # fmt: skip
    async with panel(tmp_path, **keys).run_test(size=(120, 36)) as pilot:
        screen = await open_form(pilot)
        switch = screen.query(SwitchEditor).first()
        switch.focus()
        await until(pilot, lambda: switch.has_focus, "the switch")
        before = switch.value
        await pilot.press("space")
        assert switch.value is before
        await pilot.press("j")
        assert switch.value is not before

        choice = next(each for each in screen.query(ChoiceEditor) if len(each._options) > 2)
        choice.focus()
        await until(pilot, lambda: choice.has_focus, "the choice")
        await pilot.press("enter")
        assert not choice.expanded
        await pilot.press("o")
        await until(pilot, lambda: choice.expanded, "the open choice")
        shown = choice.query_one(OptionList)
        place = shown.highlighted
        await pilot.press("ctrl+n")
        await until(pilot, lambda: shown.highlighted != place, "another choice")
        await pilot.press("f9")
        await until(pilot, lambda: not choice.expanded, "what was chosen")


async def test_the_palette_has_the_chosen_keys(tmp_path: Path) -> None:
    keys = {"palette_cursor_down": ("ctrl+n",), "palette_escape": ("f8",)}
    async with panel(tmp_path, **keys).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("colon")
        await shows(pilot, "Search for commands")
        palette = pilot.app.screen
        await pilot.press("escape")
        assert pilot.app.screen is palette
        await pilot.press("f8")
        await until(pilot, lambda: pilot.app.screen is not palette, "the jobs")
        assert "pretend" in screen_text(pilot)
