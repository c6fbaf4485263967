"""The keys of the screens above that of the jobs can be chosen like all others."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from engine.config.config import Config, Origin
from engine.config.read import read_settings
from engine.config.settings import Settings
from tests.tui.form_app import Form, FormApp
from tests.tui.planted import IDS, plant_all, screen_text, shows, until
from tui.actions.action import Action
from tui.actions.keymap import Keymap
from tui.actions.rekeying import EVERYWHERE
from tui.actions.screens.every import SCREENS
from tui.actions.switches import action_switches
from tui.app import TraindeckApp
from tui.panel_config import panel_problems
from tui.screens.choose_file import DataTree
from tui.screens.jobs import JobsScreen
from tui.screens.launch import LaunchScreen
from tui.screens.meters import MetersScreen
from tui.screens.table_columns import TableColumnsScreen
from tui.screens.two_logs import LogSource, TwoLogsScreen


def panel(root: Path, **keys: tuple[str, ...]) -> TraindeckApp:
    return TraindeckApp(plant_all(root), select=IDS[3], ascii=False, config=Config(settings=Settings(keys=keys)))


def faults(**keys: tuple[str, ...]) -> list[str]:
    return [fault.message for fault in Keymap(keys).faults]


async def on(pilot: Pilot[None], kind: type) -> None:
    await until(pilot, lambda: type(pilot.app.screen) is kind, kind.__name__)


def held(actions: Iterable[Action]) -> list[tuple[str, str]]:
    return [(each.screen, key) for each in actions for key in each.keys]


def test_no_key_means_two_things_on_one_screen() -> None:
    assert len(held(SCREENS)) == len(set(held(SCREENS)))
    assert len({each.id for each in EVERYWHERE}) == len(EVERYWHERE)


def test_a_clash_on_a_screen_names_both_and_the_same_key_elsewhere_is_none() -> None:
    assert faults(meters_sort=("c",)) == [
        "“c” of meters_sort is a key of meters_by_cpu as well in the meters: give one of them another key."
    ]
    assert Keymap({"meters_sort": ("c",)}).elsewhere == {}
    assert faults(confirm_yes=("c",), confirm_no=("x",), meters_by_cpu=("m",), meters_by_memory=("c",)) == []


def test_a_clash_is_told_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[keys]\nmeters_sort = "f9"\nmeters_by_gpu = "f9"\n')
    keys = read_settings(file, is_project=False).keys
    origins = {f"keys.{action_id}": Origin.USER for action_id in keys}
    config = Config(settings=Settings(keys=keys), origins=origins, user=file)
    told = [str(problem) for problem in panel_problems(config, Keymap(keys), [config.settings.panel.theme])]

    assert told == [
        f"{file}:2: “f9” of meters_sort is a key of meters_by_gpu as well in the meters: give one of them another key.",
        f"{file}:3: “f9” of meters_by_gpu is a key of meters_sort as well in the meters: give one of them another key.",
    ]


@pytest.mark.parametrize("key", ["b", "B", "/", "space", "enter", "backspace", "left", "é", "&", "ctrl+a"])
def test_what_edits_a_text_is_no_key_of_the_form(key: str) -> None:
    told = f"form_launch cannot be on “{key}”, which fields need: choose one as ctrl+n or f5."
    assert faults(form_launch=(key,)) == [told]
    assert len(faults(back=(key,))) == len(faults(two_logs_back=(key,))) == len(faults(help_back=(key,))) == 1


def test_what_nothing_else_leads_to_keeps_a_key() -> None:
    assert faults(form_launch=()) == ["form_launch needs a key: nothing else leads to it. It keeps its own."]


def test_a_new_file_of_settings_names_every_action() -> None:
    assert [each.name for each in action_switches()] == [each.id for each in EVERYWHERE]
    assert any(each.help.endswith("(in the launch form)") for each in action_switches())


@given(st.dictionaries(
    st.sampled_from([each.id for each in SCREENS]),
    st.lists(st.sampled_from(["n", "y", "f5", "ctrl+s", "escape", "tab", "G"]), max_size=3).map(tuple), max_size=8,
))  # fmt: skip
def test_whatever_is_chosen_no_key_means_two_things_on_one_screen(chosen: dict[str, tuple[str, ...]]) -> None:
    elsewhere = Keymap(chosen).elsewhere
    keys = {each.id: elsewhere[each.id].split(",") if each.id in elsewhere else each.keys for each in SCREENS}
    places = [(each.screen, key) for each in SCREENS for key in set(keys[each.id])]
    assert len(places) == len(set(places))


async def test_the_form_and_its_help_have_the_chosen_keys_and_fields_keep_their_letters(tmp_path: Path) -> None:
    keys = {"form_close": ("f4",), "form_next": ("ctrl+n",), "form_help": ("f2",), "form_launch": ("ctrl+g",),
            "form_choose": ("f6",)}  # fmt: skip
    async with panel(tmp_path, **keys).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("n")
        await shows(pilot, "^g Launch", "f4 Close", "↑ ^n Move", "f6 browse")
        first = pilot.app.focused
        await pilot.press("escape", "down", "tab")
        assert isinstance(pilot.app.screen, LaunchScreen)
        assert pilot.app.focused is first
        assert isinstance(first, Input)
        await pilot.press(*"aqfn")
        assert first.value.endswith("aqfn")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: pilot.app.focused is not first, "the next field")
        await pilot.press("f2")
        await until(pilot, lambda: "Here: the launch form" in screen_text(pilot), "the help")
        line = next(line for line in screen_text(pilot).splitlines() if "Close without launching" in line)
        assert " f4 " in line
        await pilot.press("escape", "ctrl+g")
        await shows(pilot, "to correct")
        await pilot.press("f4")
        await on(pilot, JobsScreen)


async def test_a_question_is_answered_by_the_chosen_keys_alone(tmp_path: Path) -> None:
    async with panel(tmp_path, confirm_yes=("s",), confirm_no=("z",)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("x")
        await shows(pilot, "Stop (s)", "Cancel (z)")
        await pilot.press("n", "y", "escape")
        assert "Stop this job?" in screen_text(pilot)
        await pilot.press("z")
        await on(pilot, JobsScreen)


async def test_the_meters_have_the_chosen_keys_in_their_foot_and_help(tmp_path: Path) -> None:
    keys = {"meters_by_memory": ("z",), "meters_back": ("b",), "help_close": ("x",), "help_find": ("f",)}
    async with panel(tmp_path, **keys).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("M")
        await shows(pilot, "b Back", "z Memory")
        screen = pilot.app.screen
        assert isinstance(screen, MetersScreen)
        await pilot.press("m", "escape", "q")
        assert (pilot.app.screen, screen._sort) == (screen, "cpu")
        await pilot.press("z")
        await until(pilot, lambda: screen._sort == "memory", "sorted by memory")
        await pilot.press("question_mark")
        await shows(pilot, "Here: meters", "Sort the processes by memory.", "f finds")
        await pilot.press("q", "f", *"gpu")
        await until(pilot, lambda: "by memory." not in screen_text(pilot), "what was sought")
        await pilot.press("escape", "escape", "x")
        await until(pilot, lambda: pilot.app.screen is screen, "the meters")
        await pilot.press("b")
        await on(pilot, JobsScreen)


async def test_the_dialog_of_columns_has_the_chosen_keys(tmp_path: Path) -> None:
    async with panel(tmp_path, columns_down=("ctrl+n",), columns_done=("d",)).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("C")
        await on(pilot, TableColumnsScreen)
        await shows(pilot, "u usual, d done")
        options = pilot.app.screen.query_one(OptionList)
        before = options.highlighted
        await pilot.press("down", "j", "enter")
        assert (options.highlighted, type(pilot.app.screen)) == (before, TableColumnsScreen)
        await pilot.press("ctrl+n")
        assert options.highlighted != before
        await pilot.press("d")
        await on(pilot, JobsScreen)


async def test_files_and_features_are_chosen_by_the_chosen_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none.csv").write_text("a\n1\n")
    (tmp_path / "some.csv").write_text("x,y,z\n1,2,3\n4,5,6\n")
    monkeypatch.chdir(tmp_path)
    async with FormApp(tmp_path).run_test(size=(80, 24)) as pilot:
        keys = {"files_open": "o", "files_down": "ctrl+n", "features_mark": "m", "features_done": "d"}
        pilot.app.set_keymap(keys)
        form = Form(pilot)
        await pilot.press("ctrl+o")
        await shows(pilot, "some.csv", "o opens, backspace goes up, / finds, . hidden, ~ home, esc closes")
        tree = form.screen.query_one(DataTree)
        await until(pilot, lambda: len(tree.root.children) == 2 and tree.cursor_line == 0, "the files")
        await pilot.press("down", "j", "enter")
        assert (tree.cursor_line, form.screen) == (0, tree.screen)
        await pilot.press("ctrl+n", "o")
        await until(pilot, lambda: form.rows["data"].given == "some.csv", "the file in the form")
        await form.until(lambda: "2 rows" in form.below("data"), "the facts")
        form.rows["features"].editor.focus()
        await form.until(lambda: form.focused == "features", "features")
        await pilot.press("ctrl+o")
        await shows(pilot, "m marks, a all, n none (default), d done, esc back")
        await pilot.press("space", "enter", "m", "d")
        await until(pilot, lambda: form.rows["features"].given == ("x",), "the feature in the form")


async def test_two_logs_have_the_chosen_keys_in_their_foot(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("a line\n")
    async with panel(tmp_path, two_logs_wrap=("z",), two_logs_back=("f4",), two_logs_follow=("f6",)).run_test(
        size=(160, 36)
    ) as pilot:
        await shows(pilot, "pretend")
        screen = TwoLogsScreen(LogSource(tmp_path / "one", "one"), LogSource(tmp_path / "two", "two"))
        pilot.app.push_screen(screen)
        await shows(pilot, "a line", "z Wrap", "f4 Back")
        before = screen.chosen.log_view.wrap
        await pilot.press("w", "escape")
        assert (screen.chosen.log_view.wrap, pilot.app.screen) == (before, screen)
        await pilot.press("z")
        await until(pilot, lambda: screen.chosen.log_view.wrap is not before, "wrapped")
        await until(pilot, lambda: screen.chosen.log_view.paused == "paused – f6 follows", "the chosen key")
        await pilot.press("slash", *"fzq")
        assert isinstance(screen.focused, Input)
        assert screen.focused.value == "fzq"
        await pilot.press("f4", "f4")
        await on(pilot, JobsScreen)


async def test_question_mark_tells_the_keys_of_a_dialog_too(tmp_path: Path) -> None:
    async with panel(tmp_path, columns_help=("f5",), columns_sort=("x",)).run_test(size=(120, 40)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("C")
        await shows(pilot, "space show")
        await pilot.press("f5")
        await shows(pilot, "Here: columns", "Sort by it.", "Go back to the usual columns.")
        await pilot.press("escape", "escape")
        await on(pilot, JobsScreen)
        await pilot.press("H")
        await shows(pilot, "Notices")
        await pilot.press("question_mark")
        await shows(pilot, "Here: notices")
        await pilot.press("escape", "escape", "n")
        await shows(pilot, "Data file")
        await pilot.press("ctrl+o")
        await shows(pilot, "Choose a data file")
        await pilot.press("question_mark")
        await shows(pilot, "Here: choosing a data file", "Go to your own folder.")
