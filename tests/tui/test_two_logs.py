from functools import partial
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.engine.observe.log_writing import append
from tests.tui.log_app import wait
from tests.tui.planted import screen_text
from tui.screens.two_logs import LogSource, TwoLogsScreen
from tui.themes import variables_of


class TwoLogsApp(App[None]):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.over: set[str] = set()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the panel's app gives every theme."""
        return variables_of(self.current_theme)

    def on_mount(self) -> None:
        left, right = (
            LogSource(
                self.folder / name, f"{name} [b]", self.folder / f"{name}.times", partial(self.over.__contains__, name)
            )
            for name in ("one", "two")
        )
        self.push_screen(TwoLogsScreen(left, right, ascii=True))


def showing(pilot: Pilot[None]) -> TwoLogsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TwoLogsScreen)
    return screen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    append(tmp_path / "one", "".join(f"one {n}\n" for n in range(200)) + "only here\n")
    (tmp_path / "one.times").write_text("6 1700000001.00\n")
    append(tmp_path / "two", "".join(f"two {n}\n" for n in range(300)))
    return tmp_path


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_both_are_shown_at_their_ends_side_by_side_or_stacked(folder: Path, size: tuple[int, int]) -> None:
    async with TwoLogsApp(folder).run_test(size=size) as pilot:
        await wait(pilot, lambda: all(text in screen_text(pilot) for text in ("one 199", "two 299", "one [b]")), "both")
        first, second = (pane.region for pane in showing(pilot).panes)
        assert (first.y == second.y) == (size[0] > 100)


async def test_a_search_goes_through_both_and_escape_ends_it_and_then_closes(folder: Path) -> None:
    async with TwoLogsApp(folder).run_test(size=(160, 45)) as pilot:
        await wait(pilot, lambda: "two 299" in screen_text(pilot), "both logs")
        await pilot.press("slash", "1", "0", "enter")
        panes = showing(pilot).panes
        await wait(pilot, lambda: " of 12" in panes[0].finding and " of 13" in panes[1].finding, "matches in both")
        await pilot.press("n")
        await wait(pilot, lambda: "2 of 12" in panes[0].finding and "2 of 13" in panes[1].finding, "the next in both")
        await pilot.press("slash", *"only", "enter")
        await wait(pilot, lambda: "1 of 1" in panes[0].finding and "is not in" in panes[1].finding, "one has it")
        await pilot.press("escape")
        await wait(pilot, lambda: not any(pane.is_searching for pane in panes), "no search")
        await pilot.press("escape")
        await wait(pilot, lambda: not isinstance(pilot.app.screen, TwoLogsScreen), "closed")


async def test_only_what_may_still_grow_is_followed(folder: Path) -> None:
    app = TwoLogsApp(folder)
    app.over.add("one")
    async with app.run_test(size=(160, 45)) as pilot:
        await wait(pilot, lambda: "two 299" in screen_text(pilot), "both logs")
        ended, running = showing(pilot).panes
        await wait(pilot, lambda: "following" in running.place and "lines" in ended.place, "one is followed")
        assert "following" not in ended.place
        app.over.add("two")
        await wait(pilot, lambda: "following" not in running.place, "it has ended as well")


async def test_keys_act_on_the_chosen_one(folder: Path) -> None:
    async with TwoLogsApp(folder).run_test(size=(160, 45)) as pilot:
        await wait(pilot, lambda: "two 299" in screen_text(pilot), "both logs")
        first, second = showing(pilot).panes
        await pilot.press("tab", "g")
        await wait(pilot, lambda: not second.log_view.following, "the second at its start")
        assert first.log_view.following
        await pilot.press("G")
        await wait(pilot, lambda: second.log_view.following, "the second at its end")
        await pilot.click(first.log_view, offset=(3, 3))
        await pilot.press("k")
        await wait(pilot, lambda: not first.log_view.following, "the first scrolled")
        assert second.log_view.following


async def test_times_are_those_of_each_guardian_and_words_are_ascii(folder: Path) -> None:
    async with TwoLogsApp(folder).run_test(size=(160, 45)) as pilot:
        await wait(pilot, lambda: "two 299" in screen_text(pilot), "both logs")
        await pilot.press("g", "i")
        await wait(pilot, lambda: ":21 one 0" in screen_text(pilot), "the time of a line")
        assert "paused - f follows" in screen_text(pilot)
