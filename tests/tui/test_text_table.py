from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text_table import TextColumn, TextRow, lay_out, wrapped_lines

COLUMNS = (
    TextColumn(heading="Name", narrowest=6),
    TextColumn(heading="Path", narrowest=8, keep_end=True, priority=1),
    TextColumn(heading="Size", right=True, priority=2),
    TextColumn(heading="Words", narrowest=10, widest=400, wrap=True),
)


def shown(width: int, *cells: str) -> list[str]:
    row = TextRow(cells=tuple((cell, "") for cell in cells), key="a")
    return ["".join(text for text, _ in line.parts).rstrip() for line in lay_out(COLUMNS, [row], width)]


def test_with_room_for_all_everything_stands_side_by_side() -> None:
    assert shown(80, "one", "/a/b", "12", "some words") == [
        "Name  Path  Size  Words", "one   /a/b    12  some words"
    ]  # fmt: skip


def test_where_room_is_short_words_wrap_then_paths_lose_their_start_then_columns_drop() -> None:
    assert shown(40, "one", "/a/b", "12", "some words that go on for long") == [
        "Name  Path  Size  Words",
        "one   /a/b    12  some words that go on",
        "                  for long",
    ]
    assert shown(34, "one", "/a/long/path", "12", "some words") == [
        "Name  Path        Size  Words", "one   …long/path    12  some words"
    ]  # fmt: skip
    assert shown(28, "one", "/a/long/path", "12", "some words")[0] == "Name  Path        Words"


def test_a_column_without_any_text_is_left_out() -> None:
    assert shown(80, "one", "", "12", "w") == ["Name  Size  Words", "one     12  w"]


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["C", "M", "Z"]), max_size=30)] * 4), max_size=5),
    st.integers(30, 120),
)
def test_nothing_is_ever_wider_than_the_room(rows: list[tuple[str, str, str, str]], width: int) -> None:
    made = [TextRow(cells=tuple((cell, "") for cell in row)) for row in rows]
    lines = lay_out(COLUMNS, made, width)
    assert all(sum(cell_len(text) for text, _ in line.parts) <= width for line in lines)


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]), max_size=80), st.integers(2, 30))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    lines = wrapped_lines(text, width)
    assert all(cell_len(part) <= width for line in lines for part, _ in line.parts)
    assert "".join(part for line in lines for part, _ in line.parts) == text
