import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.config import Config
from engine.config.settings import Settings
from tests.tui.planted import jobs_screen, plant_all, screen_text, shows, until
from tui.actions import ACTIONS
from tui.actions.compare import COMPARE
from tui.actions.keymap import Keymap
from tui.actions.rekeying import spelling
from tui.app import TraindeckApp
from tui.screens.compare import CompareScreen
from tui.tabs import TITLES


def panel(root: Path, **keys: tuple[str, ...]) -> TraindeckApp:
    return TraindeckApp(plant_all(root), ascii=False, config=Config(settings=Settings(keys=keys)))


def faults(**keys: tuple[str, ...]) -> list[str]:
    return [fault.message for fault in Keymap(keys).faults]


@pytest.mark.parametrize(
    ("written", "spelt"),
    [("/", "slash"), ("slash", "slash"), ("n", "n"), ("N", "N"), ("shift+n", "N"), ("Ctrl-N", "ctrl+n"), ("F5", "f5"),
     ("esc", "escape"), ("?", "question_mark"), ("question_mark", "question_mark"), ("ctrl+alt+x", "ctrl+alt+x"),
     ("shift+tab", "shift+tab"), ("é", "é"), ("-", "minus"), ("+", "plus"), ("ctrl+foo", None), ("hyper", None),
     ("", None), ("nn", None), ("ctrl+", None), ("f99", None)],
)  # fmt: skip
def test_keys_may_be_written_as_people_write_them(written: str, spelt: str | None) -> None:
    assert spelling(written) == spelt


def test_keys_may_be_swapped_and_taken_away() -> None:
    keymap = Keymap({"new": ("x",), "stop": ("n",), "kill": (), "reverse": ("R",)})

    assert keymap.faults == ()
    assert keymap.action("new").keys == ("x",)
    assert keymap.action("stop").keys == ("n",)
    assert keymap.action("kill").keys == ()
    assert keymap.key("kill") == "“Kill”"
    assert keymap.action("reverse").keys == ("R", "shift+r")


def test_a_clash_names_both_actions_and_leaves_the_keys_as_they_were() -> None:
    keymap = Keymap({"stop": ("n",)})

    assert [fault.message for fault in keymap.faults] == [
        "“n” of stop is a key of new as well: give one of them another key."
    ]
    assert keymap.action("stop").keys == ("x",)


def test_of_two_that_were_given_one_key_both_are_told() -> None:
    told = faults(stop=("f9",), kill=("f9",))

    assert len(told) == 2
    assert "“f9” of stop is a key of kill as well" in told[0]
    assert "“f9” of kill is a key of stop as well" in told[1]


def test_what_a_tab_below_the_table_would_take_away_is_a_clash() -> None:
    keymap = Keymap({"stop": ("v",), "x_axis": ("n",)})

    assert [fault.message for fault in Keymap({"stop": ("v",)}).faults] == [
        "“v” of stop is a key of x_axis as well while Curves shows: give one of them another key."
    ]
    assert [fault.action_id for fault in keymap.faults] == ["x_axis", "stop"]
    assert Keymap({"stop": ("P",)}).faults == ()


def test_what_the_comparison_shares_with_the_jobs_screen_is_a_clash_there() -> None:
    assert faults(bands=("t",)) == [
        "“t” of bands is a key of theme as well while Comparison shows: give one of them another key."
    ]
    assert faults(bands=("n",)) == []


def test_unknown_actions_and_keys_are_told() -> None:
    assert faults(stpo=("s",)) == ["there is no action stpo. Did you mean “stop”?"]
    assert "stop cannot be on “ctrl+foo”: write a key as n" in faults(stop=("ctrl+foo",))[0]
    assert "always quits: choose another" in faults(stop=("ctrl+c",))[0]


@given(st.dictionaries(
    st.sampled_from([each.id for each in ACTIONS]) | st.text(max_size=5),
    st.lists(st.sampled_from(["n", "x", "slash", "f5", "X", "enter"]) | st.text(max_size=8), max_size=3).map(tuple),
    max_size=6,
))  # fmt: skip
def test_whatever_is_chosen_no_key_means_two_things_in_one_place(chosen: dict[str, tuple[str, ...]]) -> None:
    keymap = Keymap(chosen)

    places = [(key, each.tab, each.opened) for each in keymap.actions for key in set(each.keys)]
    assert len(places) == len(set(places))
    assert [each.id for each in keymap.actions] == [each.id for each in ACTIONS]


async def test_a_chosen_key_works_and_the_old_one_does_not_and_all_texts_name_it(tmp_path: Path) -> None:
    keys = {"stop": ("z",), "filter": ("ctrl+f",), "back": ("f8", "escape")}
    async with panel(tmp_path, **keys).run_test(size=(160, 50)) as pilot:
        await shows(pilot, "pretend", "^f Filter")
        await pilot.press("j", "j")
        await shows(pilot, "z Stop")
        await pilot.press("x")
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("z")
        await shows(pilot, "Stop this job?")
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: "Stop the selected" in screen_text(pilot), "the help")
        line = next(line for line in screen_text(pilot).splitlines() if "Stop the selected" in line)
        assert " z " in line
        await pilot.press("escape", "ctrl+f", *"halt", "enter")
        await until(pilot, lambda: jobs_screen(pilot).table.row_count == 1, "one row")
        await pilot.press("ctrl+f", *"no-such-job", "enter")
        await shows(pilot, "No job matches the filter; f8 shows all.")


async def test_an_empty_workspace_names_the_chosen_key(tmp_path: Path) -> None:
    from engine.paths import Workspace

    config = Config(settings=Settings(keys={"new": ("f2",)}))
    app = TraindeckApp(Workspace(tmp_path), ascii=False, config=config)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "f2", "launch a job from a form")


async def test_faults_are_told_when_the_panel_opens(tmp_path: Path) -> None:
    async with panel(tmp_path, stop=("n",), kil=("f",)).run_test(size=(160, 50), notifications=True) as pilot:
        await shows(pilot, "there is no action kil", "1 more fault: see “traindeck config check”.")


async def test_lines_below_a_list_and_about_a_search_name_the_chosen_keys(tmp_path: Path) -> None:
    keys = {"open_file": ("f4",), "copy_path": ("f5",), "only_differing": ("f6",), "search": ("f7",), "log": ("f9",)}
    async with panel(tmp_path, **keys).run_test(size=(160, 50), notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G")
        screen = jobs_screen(pilot)
        screen.detail.tab = TITLES.index("Files")
        await shows(pilot, "f4 opens a text", "f5 copies the path")
        screen.detail.tab = TITLES.index("Parameters")
        await shows(pilot, "f6 shows only these")
        screen.detail.carry_out("Log", "search_next")
        await shows(pilot, "Nothing is searched for; f7 begins.")


async def test_the_line_of_tags_names_the_chosen_keys(tmp_path: Path) -> None:
    async with panel(tmp_path, tags=("f6",), back=("f8",)).run_test(size=(160, 50)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("f6")
        await shows(pilot, "enter keeps, f8 leaves")


async def test_the_comparison_names_the_chosen_keys(tmp_path: Path) -> None:
    keys = {"all_rows": ("f6",), "other_half": ("f7",)}
    async with panel(tmp_path, **keys).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("asterisk", "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen), "the comparison")
        await pilot.press("f7")
        await shows(pilot, "no parameter differs: f6 shows all", "f7: curves")


def test_no_help_names_a_key_that_can_be_another() -> None:
    fixed = re.compile(r"\b(?:n and N|escape|enter|esc)\b")
    assert [each.id for each in (*ACTIONS, *COMPARE) if fixed.search(each.help)] == []
