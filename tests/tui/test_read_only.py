"""A panel in which nothing may be changed."""

from pathlib import Path

import pytest

from engine.cli.place import ASKED
from engine.control.permission import UNWRITABLE
from engine.paths import Workspace
from tests.tui.planted import plant_all, screen_text, shows, until
from tui.actions import ACTIONS, Action
from tui.app import TraindeckApp
from tui.screens.jobs import JobsScreen

CHANGES = [each for each in ACTIONS if each.changes]


def panel(root: Path, locked: str) -> TraindeckApp:
    plant_all(root)
    return TraindeckApp(Workspace(root, locked=locked), ascii=False)


@pytest.mark.parametrize(
    ("locked", "shown"),
    [
        (ASKED, " read-only "),
        ("it belongs to alice", "read-only: belongs to alice"),
        (UNWRITABLE, "read-only: cannot be written"),
        ("it belongs to \x1b]0;x\x07[red]", "read-only: belongs to "),
    ],
)
@pytest.mark.parametrize("width", [80, 160])
async def test_the_header_says_so(tmp_path: Path, locked: str, shown: str, width: int) -> None:
    async with panel(tmp_path, locked).run_test(size=(width, 24)) as pilot:
        await shows(pilot, shown, "pretend")
        assert "\x1b" not in screen_text(pilot)


@pytest.mark.parametrize("each", CHANGES, ids=lambda each: each.id)
async def test_a_key_that_would_change_something_says_why_it_does_not(tmp_path: Path, each: Action) -> None:
    async with panel(tmp_path, "it belongs to alice").run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "pretend")
        screen = pilot.app.screen

        await pilot.press(each.keys[0])

        await shows(pilot, "Nothing can be changed")
        assert [told.message for told in pilot.app._notifications] == [
            "Nothing can be changed here: it belongs to alice."
        ]
        assert pilot.app.screen is screen
        assert isinstance(screen, JobsScreen)


async def test_footer_and_palette_offer_only_what_changes_nothing(tmp_path: Path) -> None:
    async with panel(tmp_path, ASKED).run_test(size=(160, 36)) as pilot:
        await shows(pilot, "pretend", "q Quit")
        app = pilot.app
        footer = screen_text(pilot).splitlines()[-1]
        offered = {command.title for command in app.get_system_commands(app.screen)}

        assert not [each.label for each in CHANGES if each.footer and f"{each.keys[0]} {each.label}" in footer]
        assert not offered & {each.label for each in CHANGES}
        assert offered >= {"Help", "Quit", "Filter"}


async def test_looking_creates_nothing(tmp_path: Path) -> None:
    empty = Workspace(tmp_path, locked=ASKED)
    async with TraindeckApp(empty, ascii=False).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "read-only" in screen_text(pilot), "the header")
        await pilot.press("n", "question_mark", "escape")

    assert list(tmp_path.iterdir()) == []
