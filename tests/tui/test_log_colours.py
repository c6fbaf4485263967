import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from engine.observe.ink import DIRECT, Ink
from tui.log_colours import CONTRAST, contrast, ink_style, legible
from tui.themes import DARK, LIGHT

COLOURS = st.integers(0, 255) | st.integers(DIRECT, 2 * DIRECT - 1) | st.none()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@given(front=COLOURS, back=COLOURS, dim=st.booleans(), reverse=st.booleans())
def test_every_colour_can_be_read_on_every_background(
    theme: object, front: int | None, back: int | None, dim: bool, reverse: bool
) -> None:
    text, background = (Color.parse(getattr(theme, name)) for name in ("foreground", "background"))
    style = ink_style(Ink(front=front, back=back, dim=dim, reverse=reverse), text, background)
    assert style.color is not None
    behind = Color.from_rich_color(style.bgcolor) if style.bgcolor is not None else background
    assert contrast(Color.from_rich_color(style.color), behind) >= CONTRAST - 0.1


def test_a_colour_that_can_be_read_stays_what_it_is() -> None:
    style = ink_style(Ink(front=DIRECT + 0xFFA000), Color.parse("#ffffff"), Color.parse("#000000"))
    assert style.color is not None
    assert style.color.get_truecolor() == (255, 160, 0)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color(255, 255, 255), Color(0, 0, 0)) == pytest.approx(21)
    assert contrast(Color(0x77, 0x77, 0x77), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert legible(Color(0, 0, 0), Color(0, 0, 0)) != Color(0, 0, 0)


@pytest.mark.parametrize(("number", "rgb"), [(16, (0, 0, 0)), (231, (255, 255, 255)), (244, (128, 128, 128))])
def test_the_cube_and_the_greys(number: int, rgb: tuple[int, int, int]) -> None:
    style = ink_style(Ink(back=number), Color.parse("#ffffff"), Color.parse("#101010"))
    assert style.bgcolor is not None
    assert style.bgcolor.get_truecolor() == rgb
