from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from engine.config.config import Config
from engine.config.settings import PanelSettings, Settings
from tests.tui.planted import plant_all, shows
from tui.app import TraindeckApp
from tui.themes import COLOURS, COUNTERPARTS, LIGHT, THEMES, counterpart, dim_of, known_theme

TEXTS = {*COLOURS.values(), "$foreground", "$foreground 75%", "$dim", "$primary", "$secondary", "$accent"}
"""Styles in which something is written."""

GROUNDS = ("$background", "$surface", "$panel", "cursor")
"""What it is written on; the cursor's row is tinted, see `tui.widgets.row_painter`."""


def luminance(colour: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [value / 255 for value in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colour(theme: Theme, style: str, ground: Color) -> Color:
    name, _, share = style.partition(" ")
    found = Color.parse((theme.to_color_system().generate() | theme.variables)[name.removeprefix("$")])
    return ground.blend(found, float(share.rstrip("%")) / 100) if share else found


def ground(theme: Theme, name: str) -> Color:
    if name == "cursor":
        return colour(theme, "$primary 16%", ground(theme, "$background"))
    return Color.parse(theme.to_color_system().generate()[name.removeprefix("$")])


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == 21
    assert round(contrast(Color.parse("#777"), Color.parse("#fff")), 2) == 4.48


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("on", GROUNDS)
def test_every_text_can_be_read(theme: Theme, on: str) -> None:
    least = 7.0 if "contrast" in theme.name else 4.5
    behind = ground(theme, on)

    ratios = {style: contrast(colour(theme, style, behind), behind) for style in TEXTS}

    assert {style: round(ratio, 1) for style, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_states_differ_in_colour(theme: Theme) -> None:
    behind = ground(theme, "$background")
    inks = {colour(theme, style, behind).hex for style in COLOURS.values()}
    assert len(inks) == len(set(COLOURS.values()))


def test_each_theme_has_another_half() -> None:
    assert counterpart("traindeck-contrast-dark", dark=True) == "traindeck-contrast-light"
    assert counterpart("traindeck-contrast-light", dark=False) == "traindeck-contrast-dark"
    assert counterpart("nord", dark=True) == LIGHT.name
    assert counterpart("textual-light", dark=False) == "textual-dark"
    names = {*BUILTIN_THEMES, *(theme.name for theme in THEMES)}
    assert {*COUNTERPARTS, *COUNTERPARTS.values()} <= names


def test_a_theme_that_there_is_not_becomes_ours() -> None:
    assert known_theme("no-such", BUILTIN_THEMES) == "traindeck-dark"
    assert known_theme("nord", BUILTIN_THEMES) == "nord"


@pytest.mark.parametrize("name", [*BUILTIN_THEMES, *(theme.name for theme in THEMES)])
def test_every_theme_has_a_dim_colour(name: str) -> None:
    theme = BUILTIN_THEMES.get(name) or next(theme for theme in THEMES if theme.name == name)
    assert Color.parse(dim_of(theme)) is not None


@pytest.mark.parametrize("name", ["textual-dark", "textual-light", "ansi-dark", "nord", "traindeck-contrast-light"])
async def test_the_panel_is_drawn_in_every_kind_of_theme(tmp_path: Path, name: str) -> None:
    app = TraindeckApp(plant_all(tmp_path), ascii=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        app.theme = name
        await pilot.press("question_mark")
        await shows(pilot, "esc closes")
        await pilot.press("escape", "enter", "right_square_bracket")
        await shows(pilot, "esc Back")


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_panel_begins_in_the_theme_that_is_set(tmp_path: Path, theme: Theme) -> None:
    config = Config(settings=Settings(panel=PanelSettings(theme=theme.name)))
    app = TraindeckApp(plant_all(tmp_path), ascii=False, config=config)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        assert app.theme == theme.name
        assert app.screen.background_colors[1] == ground(theme, "$background")
        assert app.jobs.table.colors[3] == colour(theme, "$foreground", ground(theme, "$background"))
