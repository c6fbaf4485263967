from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList
from textual.pilot import Pilot

from engine.cli.place import ASKED
from engine.config.config import Config, load_config
from engine.config.paths import remembered_file, user_file
from engine.config.settings import AXES, CurveSettings, JobSettings, PanelSettings, Settings
from engine.observe.abscissa import XAxis
from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, screen_text, shows, until, write_metrics
from tui.app import TraindeckApp
from tui.messages import SettingChosen
from tui.palette import Palette
from tui.screens.launch import LaunchScreen
from tui.widgets.curve_pane import CurvePane
from tui.widgets.top_bar import TopBar


def panel(root: Path, config: Config | None = None, **options: Any) -> TraindeckApp:
    return TraindeckApp(plant_all(root), config=config, **options)


async def choose(pilot: Pilot[Any], words: str, shown: str) -> None:
    """Type words into the palette and take what it shows first."""
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette")
    await pilot.press(*(letter if letter != " " else "space" for letter in words))
    await shows(pilot, shown)
    await until(pilot, lambda: bool(pilot.app.screen.query("CommandList").first().highlighted is not None), "a hit")  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Palette), "the palette gone")


async def test_a_theme_chosen_in_the_palette_is_remembered(tmp_path: Path) -> None:
    async with panel(tmp_path, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await choose(pilot, "theme dracula", "Theme: dracula")
        await until(pilot, lambda: pilot.app.theme == "dracula", "the theme")
        await until(pilot, remembered_file().exists, "remembered")

    assert load_config(tmp_path).settings.panel.theme == "dracula"
    again = TraindeckApp(Workspace(tmp_path), config=load_config(tmp_path))
    assert again.theme == "dracula"


async def test_t_turns_to_the_other_half_and_this_is_remembered(tmp_path: Path) -> None:
    async with panel(tmp_path, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.theme == "traindeck-light", "light")
        await until(pilot, remembered_file().exists, "remembered")
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.theme == "traindeck-dark", "dark")


async def test_a_file_goes_before_what_is_chosen_here_and_this_is_said(tmp_path: Path) -> None:
    user_file().parent.mkdir(parents=True)
    user_file().write_text('[panel]\ntheme = "nord"\n')
    app = panel(tmp_path, load_config(tmp_path), ascii=False)
    async with app.run_test(size=(160, 36), notifications=True) as pilot:
        await shows(pilot, "pretend")
        assert app.theme == "nord"
        await pilot.press("t")
        await shows(pilot, "Until you quit", "panel.theme")
        assert app.theme == "traindeck-light"

    assert not remembered_file().exists()


async def test_who_asked_to_change_nothing_gets_nothing_remembered(tmp_path: Path) -> None:
    plant_all(tmp_path)
    app = TraindeckApp(Workspace(tmp_path, locked=ASKED), ascii=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("t")
        await until(pilot, lambda: app.theme == "traindeck-light", "light")
        await app.workers.wait_for_complete()

    assert not remembered_file().exists()


async def test_ascii_is_turned_on_at_once_and_the_job_stays_selected(tmp_path: Path) -> None:
    config = Config(settings=Settings(panel=PanelSettings(ascii="no")))
    async with panel(tmp_path, config).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "▶")
        await pilot.press("j", "j")
        assert jobs_screen(pilot).table.selected == IDS[3]
        pilot.app.post_message(SettingChosen("panel.ascii", "yes"))
        await until(pilot, lambda: "> RUNNING" in screen_text(pilot), "ASCII")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[3], "the same job")
        assert "▶" not in screen_text(pilot)
        await pilot.press("j")
        assert jobs_screen(pilot).table.selected == IDS[2]
        plant(Workspace(tmp_path), IDS[3], name="renamed")
        await shows(pilot, "renamed")
        assert len(jobs_screen(pilot).query(TopBar)) == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_density_takes_the_room_between_things(tmp_path: Path, size: tuple[int, int]) -> None:
    async with panel(tmp_path, ascii=False).run_test(size=size) as pilot:
        await shows(pilot, "pretend")
        standing = jobs_screen(pilot).query_one("#standing")
        assert standing.styles.padding.left == 1
        pilot.app.post_message(SettingChosen("panel.density", "compact"))
        await until(pilot, lambda: standing.styles.padding.left == 0, "compact")
        pilot.app.post_message(SettingChosen("panel.density", "comfortable"))
        await until(pilot, lambda: standing.styles.padding.left == 1, "comfortable")


async def test_the_palette_goes_to_a_job_even_where_a_filter_hides_it(tmp_path: Path) -> None:
    async with panel(tmp_path, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("slash", *"halted", "enter")
        await until(pilot, lambda: "pretend" not in screen_text(pilot), "filtered")
        await choose(pilot, "job pret", "Job: pretend")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[3], "the job")


async def test_a_hostile_name_is_harmless_in_the_palette(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    plant(workspace, IDS[0], name="evil [red]x[/] [@click=app.quit]y[/] [/]")
    async with TraindeckApp(workspace, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "evil")
        await choose(pilot, "evil", "Job: evil [red]x[/] [@click=app.quit]y[/] [/]")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[0], "the job")


async def test_the_palette_begins_with_actions_and_tells_their_keys(tmp_path: Path) -> None:
    config = Config(settings=Settings(keys={"new": ("f8",)}))
    async with panel(tmp_path, config, ascii=False).run_test(size=(120, 60)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("colon")
        found = pilot.app.screen.query_one(CommandList)
        await until(pilot, lambda: found.option_count > 50, "all of them")
        titles = [str(found.get_option_at_index(place).prompt) for place in range(found.option_count)]
        assert any("Launch a job from a form. Key: f8" in title for title in titles)
        assert any("Key: ]" in title for title in titles)
        assert any(title.startswith("Log: Follow") for title in titles)
        first_theme = next(place for place, title in enumerate(titles) if title.startswith("Theme: "))
        assert first_theme > 20, "Textual sorts them in any order"


async def test_the_palette_works_by_mouse(tmp_path: Path) -> None:
    async with panel(tmp_path, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette")
        await pilot.press(*"theme:", "space", *"nord")
        await shows(pilot, "Theme: nord")
        row = next(y for y, line in enumerate(screen_text(pilot).splitlines()) if "Theme: nord" in line)
        await pilot.click(offset=(12, row))
        await until(pilot, lambda: pilot.app.theme == "nord", "the theme")


@pytest.mark.parametrize("axis", AXES)
async def test_curves_begin_as_they_are_set(tmp_path: Path, axis: str) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[0], [0.9, 0.5, 0.1])  # Neither epochs nor times: steps are all there is.
    config = Config(settings=Settings(curves=CurveSettings(x=axis, smoothing=0.9)))
    async with TraindeckApp(workspace, select=IDS[0], config=config, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "done", "0.9     all", "smooth")
        looks = jobs_screen(pilot).query_one(CurvePane).looks
        assert (looks.axis, looks.weight) == (axis, 0.9)


def test_the_axes_that_may_be_set_are_those_there_are() -> None:
    assert tuple(XAxis) == AXES


async def test_smoothing_chosen_in_the_palette_applies_at_once(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with TraindeckApp(workspace, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend", "smooth")
        await choose(pilot, "smoothing: 0.9", "Smoothing: 0.9")
        await until(
            pilot,
            lambda: any(pane.looks.weight == 0.9 for pane in jobs_screen(pilot).query(CurvePane)),
            "smoothed",
        )


async def test_a_fresh_form_has_the_grace_that_is_set(tmp_path: Path) -> None:
    config = Config(settings=Settings(jobs=JobSettings(grace=7)))
    async with TraindeckApp(Workspace(tmp_path), config=config, ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "No jobs here yet")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, LaunchScreen), "the form")
        screen = pilot.app.screen
        assert isinstance(screen, LaunchScreen)
        assert screen._form.draft().options["grace_s"] == "7"
