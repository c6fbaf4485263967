"""Six colours for curves and jobs, which nobody takes for each other in any theme. Pure.

A theme's own colours come first, as far as they differ from each other and stand out from the background; what is
missing is taken from a palette for colour-blind eyes (Okabe and Ito 2008, "Color Universal Design"). The difference of
two colours is their distance in OKLab (Björn Ottosson 2020, "A perceptual color space for image processing").
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import dist

from textual.color import Color
from textual.theme import Theme

COUNT = 6
"""How many there are before they repeat."""

HUES = tuple(f"$hue-{place}" for place in range(COUNT))
"""What they are called in styles and in style sheets."""

LEAST_DISTANCE = 0.12
"""Least distance in OKLab of two of them, where the theme and the palette give that."""

LEAST_CONTRAST = 0.3
"""Least distance in lightness from the background, 0 to 1: they are thin lines."""

ANSI_DARK = ("ansi_cyan", "ansi_yellow", "ansi_green", "ansi_magenta", "ansi_blue", "ansi_red")
"""Of a terminal's own sixteen colours, which nobody knows in advance, on a dark background."""

ANSI_LIGHT = ("ansi_blue", "ansi_magenta", "ansi_green", "ansi_red", "ansi_cyan", "ansi_bright_black")
"""The same on a light one."""

ON_DARK = ("#cc79a7", "#56b4e9", "#e69f00", "#2fbf8f", "#f0e442", "#ee6c4d", "#a99cf5", "#e8eef2", "#7f9bb3")
"""What can be taken on a dark background, dearest first."""

ON_LIGHT = ("#9c2f7f", "#00609a", "#854e00", "#00664b", "#ad3112", "#5b3fb0", "#6b5400", "#1d2730", "#4a6175")
"""What can be taken on a light one."""


def hues_of(theme: Theme) -> tuple[str, ...]:
    """The colours of a theme, `COUNT` of them, as Textual's style sheets write them."""
    if theme.ansi:
        return ANSI_DARK if theme.dark else ANSI_LIGHT
    background = Color.parse(theme.background or ("#121212" if theme.dark else "#e0e0e0"))
    own = [name for name in (theme.primary, theme.accent, theme.success) if name]
    spare = ON_DARK if theme.dark else ON_LIGHT
    wishes = [Color.parse(name) for name in (*own, spare[0], theme.warning or spare[1], *spare)]
    visible = [each for each in wishes if abs(_oklab(each)[0] - _oklab(background)[0]) >= LEAST_CONTRAST]
    return tuple(each.hex for each in _apart(visible))


def distance(one: Color, other: Color) -> float:
    """How much two colours differ: their Euclidean distance in OKLab, 1 from black to white."""
    return dist(_oklab(one), _oklab(other))


def _apart(wishes: Sequence[Color]) -> Iterable[Color]:
    """The first ones that keep the distance; where these do not suffice, whichever is furthest from those taken."""
    taken: list[Color] = []
    for each in wishes:
        if len(taken) < COUNT and all(distance(each, other) >= LEAST_DISTANCE for other in taken):
            taken.append(each)
    while len(taken) < COUNT:
        taken.append(max(wishes, key=lambda each: min((distance(each, other) for other in taken), default=1.0)))
    return taken


@lru_cache(maxsize=256)
def _oklab(colour: Color) -> tuple[float, float, float]:
    parts = [value / 255 for value in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
