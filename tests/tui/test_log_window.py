from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.log_file import Look
from tests.engine.observe.log_writing import append
from tui.log_window import EXACT_BYTES, LogWindow

LINES = st.lists(st.text(alphabet="abc 日é\t", max_size=30), max_size=30)


def shown(window: LogWindow) -> list[str]:
    return [row.text for row in window.in_sight()]


def window_of(path: Path, width: int | None = 10, height: int = 5) -> LogWindow:
    window = LogWindow(path)
    window.look()
    window.shape(width, height)
    return window


@given(
    lines=LINES, width=st.sampled_from([None, 2, 5, 12]), height=st.integers(1, 8), moves=st.lists(st.integers(-9, 9))
)
def test_whatever_moves_what_is_in_sight_is_a_part_of_all_rows(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], width: int | None, height: int, moves: list[int]
) -> None:
    path = tmp_path_factory.mktemp("log") / "output.log"
    append(path, "".join(f"{line}\n" for line in lines))
    everything = shown(window_of(path, width, 10_000))
    window = window_of(path, width, height)
    window.follow()
    highest = max(0, len(everything) - height)
    top = highest
    for move in [0, *moves]:
        window.move(move)
        top = max(0, min(highest, top + move))
        assert shown(window) == everything[top : top + height]
        assert window.bar() == (top, max(1, len(everything)))
        assert window.is_at_end == (top == highest)


@given(lines=LINES, more=LINES, widths=st.lists(st.sampled_from([None, 2, 7, 30]), min_size=1), back=st.integers(0, 60))
def test_growth_and_another_width_keep_the_line_on_top(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], more: list[str], widths: list[int | None], back: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "output.log"
    append(path, "".join(f"{line}\n" for line in lines))
    window = window_of(path)
    window.follow()
    window.move(-back)
    start = window.top.start
    append(path, "".join(f"{line}\n" for line in more))
    window.look()
    for width in widths:
        window.shape(width, 5)
        assert window.top.start == start or (window.is_at_end and window.top.start < start)
        start = window.top.start
    window.shape(widths[-1], 9)
    assert len(window.in_sight()) == min(9, window.bar()[1]) or not window.file.size_bytes


def test_a_long_log_is_walked_row_by_row_and_jumped_through_by_its_bar(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, "".join(f"line {number:07}\n" for number in range(200_000)))
    window = window_of(path, 80, 50)
    assert path.stat().st_size > EXACT_BYTES
    window.follow()
    above, total = window.bar()
    assert above == total - 50
    window.move(-1)
    assert shown(window)[-1] == "line 0199998"
    assert 0 < window.bar()[0] < above
    window.move(-(total // 2))
    assert 90_000 < int(shown(window)[0][5:]) < 110_000
    for share, first in ((0.0, "line 0000000"), (1.0, "line 0199950"), (0.25, "line 0050000")):
        window.go_to_share(share)
        assert shown(window)[0] == first
    window.go_to_start()
    window.move(1)
    assert window.bar()[0] == 1
    window.move(-1)
    assert window.bar()[0] == 0


def test_what_is_selected_is_known_by_its_row_until_the_place_jumps(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, "".join(f"line {number}\n" for number in range(100)))
    window = window_of(path)
    window.follow()
    first, jumps = window.first_row, window.jumps
    window.move(-3)
    window.move(-4)
    assert window.first_row == first - 7
    append(path, "line 100\nline 101\n")
    assert window.look() is Look.GREW
    window.follow()
    assert (window.first_row, window.jumps) == (first + 2, jumps)
    window.go_to_start()
    assert window.jumps == jumps + 1


def test_a_line_that_is_drawn_over_from_below_moves_the_place_to_its_record(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, "start\nouter 1\ninner 1")
    window = window_of(path, 80, 1)
    window.follow()
    assert shown(window) == ["inner 1"]
    append(path, "\x1b[A\router 2")
    window.look()
    window.follow()
    assert shown(window) == ["inner 1"]
    window.move(-1)
    assert shown(window) == ["outer 2"]
