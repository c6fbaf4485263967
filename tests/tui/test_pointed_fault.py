from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.pointed_fault import SIGN, pointed


@given(st.text("ab 日", max_size=40), st.integers(-5, 60), st.integers(1, 50))
def test_the_sign_stands_under_the_place_and_nothing_is_too_wide(fault: str, offset: int, width: int) -> None:
    told = pointed(fault, offset, width)

    assert fault in told
    lines = told.split("\n")
    if SIGN in told:
        assert len(lines) <= 2
        assert cell_len(lines[0][: lines[0].index(SIGN)]) == offset
        assert all(cell_len(line) <= width for line in lines)
    else:
        assert told == fault
        assert not 0 <= offset < width or cell_len(fault) > width


def test_beside_before_and_below() -> None:
    assert pointed("odd", 2, 20) == "  ^ odd"
    assert pointed("odd", 17, 20) == " " * 13 + "odd ^"
    assert pointed("quite odd this", 8, 20) == " " * 8 + "^\nquite odd this"
