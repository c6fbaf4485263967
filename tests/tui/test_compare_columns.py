from engine.observe.compare.sheet import Cell, Line, Section
from tui.compare_columns import layout


def lines(*results: str, path: str = "") -> list[Line]:
    asked = Line(Section.PARAMETERS, "data", tuple(Cell(path or "a.csv") for _ in results), differs=True)
    return [asked, Line(Section.RESULTS, "loss", tuple(map(Cell, results)), differs=True)]


def test_columns_are_as_wide_as_their_texts_where_there_is_room() -> None:
    found = layout(lines("0.1", "0.2"), ["a-rather-long-name", "b"], 120)

    assert found.names == ("a-rather-long-name", "b")
    assert found.widths == (20, 8)
    assert found.hidden == (0, 0)


def test_names_and_paths_give_way_and_numbers_never_do() -> None:
    found = layout(lines("0.01144 @2,595", "0.2", path="/a/very/long/way/to/data.csv"), ["x" * 30, "y" * 30], 60)

    assert found.hidden == (0, 0)
    assert found.widths[0] >= len("0.01144 @2,595")
    assert found.cells(lines("0.01144 @2,595", "0.2")[1]) == ["0.01144 @2,595", "0.2"]


def test_the_column_under_the_cursor_is_brought_into_sight_and_no_farther() -> None:
    found = layout(lines(*["0.123456 @1,234"] * 6), [f"job-{place}" for place in range(6)], 80)
    shown = [place for place, _, _ in found.placed]

    assert shown == [0, 1, 2]
    assert found.scrolled_to(2) == found
    assert [place for place, _, _ in found.scrolled_to(4).placed] == [2, 3, 4]
    assert found.scrolled_to(4).hidden == (2, 1)
    assert found.scrolled_to(4).scrolled_to(1).first == 1


def test_a_column_wider_than_the_screen_is_still_there() -> None:
    found = layout(lines("0.1" * 40), ["name"], 40)

    assert [place for place, _, _ in found.placed] == [0]
