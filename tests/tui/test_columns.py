from hypothesis import given
from hypothesis import strategies as st

from tui.column_table import COLUMNS
from tui.columns import GAP, place


@given(st.integers(min_value=0, max_value=400))
def test_columns_never_overlap_and_never_leave_the_width(width: int) -> None:
    placed = place(COLUMNS, width, 4)
    position = 4
    for each in placed:
        assert each.start >= position
        position = each.start + each.width + GAP
    if width >= 40:
        assert placed[-1].start + placed[-1].width <= width - 1


def test_what_matters_most_stays_at_80_columns_and_everything_is_there_at_160() -> None:
    narrow = {each.column.key for each in place(COLUMNS, 80, 4)}
    wide = place(COLUMNS, 160, 4)

    assert narrow == {"state", "name", "progress", "loss", "time"}
    assert [each.column for each in wide] == list(COLUMNS)
    assert all(each.width <= each.column.widest for each in wide)


@given(st.integers(min_value=60, max_value=300))
def test_a_wider_screen_never_loses_a_column(width: int) -> None:
    fewer = {each.column.key for each in place(COLUMNS, width, 4)}
    more = {each.column.key for each in place(COLUMNS, width + 1, 4)}

    assert fewer <= more
