from hypothesis import given
from hypothesis import strategies as st

from engine.cell_width import cell_width, padded, shortened, shortened_inside

TEXTS = st.text(st.sampled_from("abc日本e\u0301…/ "), max_size=30)


@given(TEXTS, st.integers(1, 40))
def test_a_shortened_text_fits_and_begins_as_the_whole_one(text: str, width: int) -> None:
    short = shortened(text, width)
    assert cell_width(short) <= width
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert (short == text) or cell_width(text) > width


@given(TEXTS, st.integers(1, 40))
def test_a_text_shortened_inside_keeps_both_ends(text: str, width: int) -> None:
    short = shortened_inside(text, width)
    assert cell_width(short) <= width
    if short != text:
        places = [place for place, letter in enumerate(short) if letter == "…"]
        assert any(text.startswith(short[:at]) and text.endswith(short[at + 1 :]) for at in places)


def test_wide_letters_count_twice_and_combining_ones_not_at_all() -> None:
    assert cell_width("日本") == 4
    assert cell_width("e\u0301") == 1
    assert padded("日", 4) == "日  "
    assert padded("日", 4, right=True) == "  日"
    assert shortened("日本語", 4) == "日…"
