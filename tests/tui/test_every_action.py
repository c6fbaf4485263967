"""Every action is carried out by each of its keys, by its entry in the palette, and by a click in the footer."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant_all, screen_text, shows, until
from tui.actions import ACTIONS, Action, shown_keys
from tui.app import TraindeckApp
from tui.palette import told_with_key
from tui.screens.jobs import JobsScreen
from tui.tabs import TABS, TITLES
from tui.widgets.foot_bar import FootBar
from tui.widgets.log_pane import LogPane

WIDE = (400, 40)
"""A screen on which every key of the footer has room."""

TEXTUALS_OWN = {"ctrl+p", "ctrl+q"}
"""Keys that the app itself answers before any screen, with the same effect."""


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the actions carried out; none of them does anything else."""
    carried_out: list[str] = []

    def recorder(action_id: str) -> Callable[[object], None]:
        return lambda _: carried_out.append(action_id)

    owners = {entry.title: getattr(import_module(entry.module), entry.class_name) for entry in TABS} | {"": JobsScreen}
    for each in ACTIONS:
        monkeypatch.setattr(owners[each.tab], f"action_{each.id}", recorder(each.id))
    return carried_out


def panel(root: Path) -> TraindeckApp:
    return TraindeckApp(plant_all(root), select=IDS[3], ascii=False)


def claimed_by(title: str, *, opened: bool) -> set[str]:
    """Keys that mean something of their own in a tab."""
    return {key for each in ACTIONS if each.tab == title and (opened or not each.opened) for key in each.keys}


async def go_where_it_works(pilot: Pilot[Any], each: Action) -> None:
    screen = jobs_screen(pilot)
    title = each.tab or next(title for title in TITLES if not set(each.keys) & claimed_by(title, opened=each.opened))
    screen.set_opened(each.opened)
    screen.detail.tab = TITLES.index(title)
    made = import_module(TABS[TITLES.index(title)].module)
    wanted = getattr(made, TABS[TITLES.index(title)].class_name)
    await until(pilot, lambda: isinstance(screen.detail.current, wanted), f"the tab {title}")


async def test_by_key(tmp_path: Path, done: list[str]) -> None:
    async with panel(tmp_path).run_test(size=WIDE) as pilot:
        await shows(pilot, "pretend")
        for each in sorted(ACTIONS, key=lambda each: (each.tab, each.opened)):
            await go_where_it_works(pilot, each)
            for key in set(each.keys) - TEXTUALS_OWN:
                done.clear()
                await pilot.press(key)
                assert done == [each.id], f"{key} in {each.tab or 'any tab'}"


async def test_by_the_palette(tmp_path: Path, done: list[str]) -> None:
    app = panel(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "pretend")
        entries = {entry.help: entry for entry in app.get_system_commands(app.screen)}
        for each in ACTIONS:
            if each.palette:
                entry = entries[told_with_key(each)]
                assert each.label in entry.title
                done.clear()
                result = entry.callback()
                if result is not None:
                    await result
                await until(pilot, lambda: bool(done), f"{each.id} carried out")
                assert done == [each.id]


async def test_by_a_click_in_the_footer(tmp_path: Path, done: list[str]) -> None:
    async with panel(tmp_path).run_test(size=WIDE) as pilot:
        await shows(pilot, "pretend")
        for each in (each for each in ACTIONS if each.footer):
            await go_where_it_works(pilot, each)
            # Only a job that has ended can go on, only a living one be stopped.
            job_id = IDS[0] if each.id == "resume" else IDS[3]
            jobs_screen(pilot).table.move_to(job_id)
            await until(pilot, lambda: jobs_screen(pilot).table.selected == job_id, "a job")  # noqa: B023
            await pilot.pause()
            if each.id == "search_next":
                jobs_screen(pilot).query_one(LogPane).begin_search("loss")
            bar = pilot.app.screen.query_one(FootBar)
            line = "".join(segment.text for segment in bar.render_line(0))
            done.clear()
            await pilot.click(FootBar, offset=(line.index(f"{shown_keys(each)[0]} {each.label}"), 0))
            assert done == [each.id]


async def test_the_footer_offers_only_what_can_be_done_now(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    workspace.log(IDS[0]).parent.mkdir(exist_ok=True, parents=True)
    workspace.log(IDS[0]).write_text("loss 1\nWARNING: odd\n")
    async with TraindeckApp(workspace, select=IDS[3], ascii=False).run_test(size=WIDE) as pilot:
        await shows(pilot, "pretend")

        def offers(*labels: str) -> bool:
            line = "".join(segment.text for segment in pilot.app.screen.query_one(FootBar).render_line(0))
            return all(f" {label} " in line for label in labels)

        screen = jobs_screen(pilot)
        await until(pilot, lambda: offers("Stop") and not offers("Resume"), "a living job can be stopped")
        await pilot.press("l")
        await until(pilot, lambda: offers("Stop", "Follow"), "its log can be followed")
        await pilot.press("space", "G")
        await until(pilot, lambda: screen.table.selected == IDS[0], "another job")
        await until(pilot, lambda: offers("Stop") and not offers("Follow"), "the marked one can be stopped")
        assert offers("Resume")
        await pilot.press("u")
        await until(pilot, lambda: not offers("Stop") and not offers("Follow"), "nothing to stop")
        await pilot.press("enter")
        await until(pilot, lambda: offers("Search") and not offers("Next"), "nothing to step through")
        await shows(pilot, "lines")
        assert "following" not in screen.query_one(LogPane).place
        await pilot.press("W")
        await until(pilot, lambda: offers("Next", "Previous"), "warnings to step through")
        await pilot.press("escape")
        await until(pilot, lambda: not offers("Next"), "nothing to step through any more")
    # A tab that is made only now offers as little.
    async with TraindeckApp(workspace, select=IDS[0], ascii=False).run_test(size=WIDE) as pilot:
        await shows(pilot, "done")
        await pilot.press("e")
        await shows(pilot, "WARNING: odd")
        drawn = screen_text(pilot).splitlines()[-1]  # Not what it would be if it were drawn anew.
        assert " Log " in drawn
        assert "Follow" not in drawn


async def test_an_empty_workspace_offers_what_makes_sense_there(tmp_path: Path, done: list[str]) -> None:
    async with TraindeckApp(Workspace(tmp_path), ascii=False).run_test(size=WIDE) as pilot:
        await shows(pilot, "No jobs here yet")
        for each in ACTIONS:
            done.clear()
            await pilot.press(each.keys[0])
            assert (each.id in done) == (not each.needs_job and not each.tab and not each.opened)
