from itertools import combinations
from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES, Theme

from engine.config.config import Config
from engine.config.settings import PanelSettings, Settings
from tests.tui.planted import plant_all, shows
from tui.app import TraindeckApp
from tui.hues import COUNT, LEAST_CONTRAST, LEAST_DISTANCE, distance, hues_of
from tui.themes import DARK, LIGHT, THEMES
from tui.widgets.blending import of_terminal

ALL = [*BUILTIN_THEMES.values(), *THEMES]


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_no_two_hues_are_taken_for_each_other(theme: Theme) -> None:
    hues = hues_of(theme)

    assert len(set(hues)) == COUNT
    if not theme.ansi:
        apart = min(distance(Color.parse(one), Color.parse(other)) for one, other in combinations(hues, 2))
        assert apart >= LEAST_DISTANCE - 0.002


@pytest.mark.parametrize("theme", [theme for theme in ALL if not theme.ansi], ids=lambda theme: theme.name)
def test_hues_stand_out_from_the_background(theme: Theme) -> None:
    background = Color.parse(theme.to_color_system().generate()["background"])

    assert min(distance(Color.parse(hue), background) for hue in hues_of(theme)) >= LEAST_CONTRAST - 0.05


def test_distance_is_that_of_oklab() -> None:
    assert distance(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(1.0, abs=1e-3)
    assert distance(Color.parse("#f00"), Color.parse("#f00")) == 0
    # L, a, b of red and blue: 0.628, 0.225, 0.126 and 0.452, -0.032, -0.312.
    assert distance(Color.parse("#f00"), Color.parse("#00f")) == pytest.approx(0.537, abs=2e-3)


def test_our_own_themes_begin_with_their_own_colours() -> None:
    for theme in (DARK, LIGHT):
        assert hues_of(theme)[0] == theme.primary.upper()


def test_a_tint_is_the_reverse_in_the_colours_of_a_terminal() -> None:
    assert of_terminal(["on ansi_blue 16%", "bold ansi_bright_black"]) == Style(reverse=True, bold=True)
    assert of_terminal(["ansi_green 45%"]) == Style(color="color(2)", dim=True)
    assert of_terminal(["ansi_default 25%"]) == Style(color="bright_black", dim=False)
    assert of_terminal(["", "on ansi_default 5%"]) == Style()


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
async def test_the_chosen_row_is_of_one_colour_in_those_of_a_terminal(tmp_path: Path, name: str) -> None:
    config = Config(settings=Settings(panel=PanelSettings(theme=name)))
    app = TraindeckApp(plant_all(tmp_path), ascii=False, config=config)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        table = app.jobs.table
        chosen = [strip for strip in map(table.render_line, range(table.size.height)) if _is_reversed(strip)]

        assert len(chosen) == 1
        assert {segment.style.color for segment in chosen[0] if segment.style} == {None}


def _is_reversed(strip: Strip) -> bool:
    return all(segment.style is not None and segment.style.reverse for segment in strip)
