"""Choosing a data file: names are filtered, paths are taken, hidden files and the user's own folder are a key away."""

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.planted import screen_text, shows, until
from tui.screens.choose_file import ChooseFileScreen, DataTree

SIZE = (80, 24)


class Chooser(App[None]):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.chosen: list[Path | None] = []

    def on_mount(self) -> None:
        self.push_screen(ChooseFileScreen(self.folder), self.chosen.append)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("sub", ".secret", "home"):
        (tmp_path / name).mkdir()
    for name in ("iris.csv", "wine.csv", ".dot.csv", "sub/inner.csv", "home/mine.csv"):
        (tmp_path / name).write_text("x,y\n1,2\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def names(pilot: Pilot[Any]) -> list[str]:
    return [str(node.label) for node in pilot.app.screen.query_one(DataTree).root.children]


async def lists(pilot: Pilot[Any], *expected: str) -> None:
    await until(pilot, lambda: bool(pilot.app.screen.query(DataTree)) and names(pilot) == list(expected), f"{expected}")


async def test_names_are_filtered_and_one_is_chosen(folder: Path) -> None:
    app = Chooser(folder)
    async with app.run_test(size=SIZE) as pilot:
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("slash", *"WIN")
        await lists(pilot, "wine.csv")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.chosen == [folder / "wine.csv"], "chosen")


async def test_letters_stay_letters_and_escape_leaves_the_field_first(folder: Path) -> None:
    app = Chooser(folder)
    async with app.run_test(size=SIZE) as pilot:
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("slash", *"qjh.~")
        assert pilot.app.screen.query_one(Input).value == "qjh.~"
        await lists(pilot)
        await pilot.press("escape")
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        assert not app.chosen
        await pilot.press("escape")
        await until(pilot, lambda: app.chosen == [None], "closed")


@pytest.mark.parametrize("typed", ["{}/sub/inner.csv", "./sub/inner.csv", "~/../sub/inner.csv"])
async def test_a_path_is_taken(folder: Path, typed: str) -> None:
    app = Chooser(folder)
    async with app.run_test(size=SIZE) as pilot:
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("slash")
        pilot.app.screen.query_one(Input).value = typed.format(folder)
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.chosen), "chosen")
        assert app.chosen[0] is not None
        assert app.chosen[0].resolve() == (folder / "sub/inner.csv").resolve()


async def test_a_folder_is_opened_and_a_wrong_path_is_told_in_one_sentence(folder: Path) -> None:
    app = Chooser(folder)
    async with app.run_test(size=SIZE) as pilot:
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("slash", *"~/no", "enter")
        await shows(pilot, "There is no file or folder ~/no.")
        await pilot.press("backspace")
        await until(pilot, lambda: "There is no" not in screen_text(pilot), "taken back")
        await pilot.press("backspace", "enter")
        await lists(pilot, "mine.csv")
        await pilot.press("backspace")
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")


async def test_hidden_files_and_home(folder: Path) -> None:
    async with Chooser(folder).run_test(size=SIZE) as pilot:
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("full_stop")
        await lists(pilot, ".secret", "home", "sub", ".dot.csv", "iris.csv", "wine.csv")
        await pilot.press("full_stop")
        await lists(pilot, "home", "sub", "iris.csv", "wine.csv")
        await pilot.press("tilde")
        await lists(pilot, "mine.csv")
        await shows(pilot, "~")


async def test_the_cursor_is_seen_from_the_start_and_enter_takes_what_is_there(folder: Path) -> None:
    app = Chooser(folder / "home")
    async with app.run_test(size=SIZE) as pilot:
        await lists(pilot, "mine.csv")
        tree = pilot.app.screen.query_one(DataTree)
        await until(pilot, lambda: tree.cursor_line == 0 and tree.cursor_node is not None, "a cursor")
        await pilot.press("enter")
        await until(pilot, lambda: app.chosen == [folder / "home" / "mine.csv"], "chosen")
