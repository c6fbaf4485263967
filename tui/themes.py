"""Traindeck's own two themes; Textual's are there as well. Colours keep their distance for colour-blind eyes.

The hues follow the palette of Okabe and Ito (2008, "Color Universal Design"): blue against vermillion against bluish
green, never red against green alone, and every state has a glyph of its own besides.

What only explains is in `$dim`, which every theme has: Textual's own get one made for them. Text has a contrast of at
least 4.5:1 in our themes, 7:1 in those of high contrast (WCAG 2.2, 1.4.3 and 1.4.6); a test measures it.
"""

from collections.abc import Collection

from textual.color import Color
from textual.theme import Theme

from tui.hues import HUES, hues_of

DARK = Theme(
    name="traindeck-dark",
    primary="#56b4e9",
    secondary="#7f9bb3",
    accent="#e69f00",
    success="#2fbf8f",
    warning="#e6c229",
    error="#ee6c4d",
    foreground="#d6dde4",
    background="#0f1418",
    surface="#151b21",
    panel="#1d252d",
    dark=True,
    variables={"dim": "#8f989f", "block-cursor-text-style": "none", "footer-key-foreground": "#56b4e9"},
)
"""The default: a quiet blue-grey on near black."""

LIGHT = Theme(
    name="traindeck-light",
    primary="#00609a",
    secondary="#4a6175",
    accent="#854e00",
    success="#00664b",
    warning="#6b5400",
    error="#ad3112",
    foreground="#1d2730",
    background="#fbfcfd",
    surface="#f2f5f7",
    panel="#e4e9ee",
    dark=False,
    variables={"dim": "#4f5962", "block-cursor-text-style": "none", "footer-key-foreground": "#00609a"},
)
"""The same on paper."""

COLOURS = {
    "queued": "$dim", "loading": "$warning", "running": "$primary", "completed": "$success",
    "error": "$error", "stopped": "$accent",
}  # fmt: skip
"""Theme colour of each state's style; see `tui.state_signs.STYLES`."""

CONTRAST_DARK = Theme(
    name="traindeck-contrast-dark",
    primary="#8cd0ff",
    secondary="#c3d3e0",
    accent="#ffc266",
    success="#6fe8bd",
    warning="#ffe45c",
    error="#ffab91",
    foreground="#ffffff",
    background="#000000",
    surface="#0a0a0a",
    panel="#1a1a1a",
    dark=True,
    variables={"dim": "#c8c8c8", "block-cursor-text-style": "none", "footer-key-foreground": "#8cd0ff"},
)
"""High contrast on black."""

CONTRAST_LIGHT = Theme(
    name="traindeck-contrast-light",
    primary="#004a75",
    secondary="#33475b",
    accent="#633800",
    success="#004d38",
    warning="#574300",
    error="#851f06",
    foreground="#000000",
    background="#ffffff",
    surface="#f7f7f7",
    panel="#ebebeb",
    dark=False,
    variables={"dim": "#333333", "block-cursor-text-style": "none", "footer-key-foreground": "#004a75"},
)
"""High contrast on white."""

THEMES = (DARK, LIGHT, CONTRAST_DARK, CONTRAST_LIGHT)
"""Registered by the app."""

COUNTERPARTS = {
    "traindeck-dark": "traindeck-light", "traindeck-contrast-dark": "traindeck-contrast-light",
    "textual-dark": "textual-light", "catppuccin-mocha": "catppuccin-latte", "solarized-dark": "solarized-light",
    "atom-one-dark": "atom-one-light", "rose-pine": "rose-pine-dawn", "ansi-dark": "ansi-light",
}  # fmt: skip
"""The light one to each dark one."""


def dim_of(theme: Theme) -> str:
    """The colour of what only explains, for a theme that does not name one."""
    if theme.ansi:
        return "ansi_bright_black"
    foreground, background = theme.foreground, theme.background
    if foreground is None or background is None:
        return "#9a9a9a" if theme.dark else "#555555"
    return Color.parse(background).blend(Color.parse(foreground), 0.65).hex


def variables_of(theme: Theme) -> dict[str, str]:
    """What our styles name and a theme need not have: `$dim`, and the colours of curves and jobs."""
    hues = zip(HUES, hues_of(theme), strict=True)
    return {"dim": dim_of(theme)} | {name.removeprefix("$"): colour for name, colour in hues}


def ours_first(themes: Collection[str]) -> list[str]:
    """Names in the order of the alphabet, those of Traindeck's own themes before Textual's."""
    return sorted(themes, key=lambda name: (not name.startswith("traindeck"), name))


def known_theme(name: str, themes: Collection[str]) -> str:
    """The theme of that name, or ours where there is none."""
    return name if name in themes else DARK.name


def counterpart(name: str, *, dark: bool) -> str:
    """The same in light to a dark theme and the other way round; ours where a theme has no other half.

    Args:
        name: The theme.
        dark: Whether it is a dark one.
    """
    halves = COUNTERPARTS | {light: dark for dark, light in COUNTERPARTS.items()}
    return halves.get(name, LIGHT.name if dark else DARK.name)
