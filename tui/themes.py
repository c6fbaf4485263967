"""Traindeck's own two themes; Textual's are there as well. Colours keep their distance for colour-blind eyes.

The hues follow the palette of Okabe and Ito (2008, "Color Universal Design"): blue against vermillion against bluish
green, never red against green alone, and every state has a glyph of its own besides.
"""

from textual.theme import Theme

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
    variables={"block-cursor-text-style": "none", "footer-key-foreground": "#56b4e9"},
)
"""The default: a quiet blue-grey on near black."""

LIGHT = Theme(
    name="traindeck-light",
    primary="#0072b2",
    secondary="#5b7287",
    accent="#b36b00",
    success="#00795a",
    warning="#8a6d00",
    error="#c8401f",
    foreground="#1d2730",
    background="#fbfcfd",
    surface="#f2f5f7",
    panel="#e4e9ee",
    dark=False,
    variables={"block-cursor-text-style": "none", "footer-key-foreground": "#0072b2"},
)
"""The same on paper."""

COLOURS = {
    "queued": "$foreground 60%", "loading": "$warning", "running": "$primary", "completed": "$success",
    "error": "$error", "stopped": "$accent",
}  # fmt: skip
"""Theme colour of each state's style; see `tui.cells.STYLES`."""

THEMES = (DARK, LIGHT)
"""Registered by the app."""
