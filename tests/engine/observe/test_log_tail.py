import os
import tracemalloc
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.log_tail import LINE_LIMIT_BYTES, WINDOW_BYTES, LogTail


def append(path: Path, content: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def shown(path: Path, limit_lines: int = 100) -> tuple[str, ...]:
    tail = LogTail(path, limit_lines)
    tail.poll()
    return tail.lines().lines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def test_a_missing_or_empty_log_has_no_lines_and_may_grow(path: Path) -> None:
    tail = LogTail(path)
    assert not tail.poll()
    path.touch()
    assert not tail.poll()
    append(path, "hello\nwor")
    assert tail.poll()
    assert tail.lines().lines == ("hello", "wor")
    append(path, "ld\n")
    assert tail.poll()
    assert tail.lines().lines == ("hello", "world")
    assert not tail.poll()


def test_only_the_last_lines_are_kept_and_the_rest_is_counted(path: Path) -> None:
    append(path, "".join(f"line {number}\n" for number in range(1000)))
    tail = LogTail(path, limit_lines=10)
    tail.poll()
    assert tail.lines().lines == tuple(f"line {number}" for number in range(990, 1000))
    assert tail.lines().begins_inside
    before = tail.lines().dropped
    append(path, "a\nb\n")
    tail.poll()
    assert tail.lines().lines[-3:] == ("line 999", "a", "b")
    assert tail.lines().dropped == before + 2


@pytest.mark.parametrize(
    ("raw", "final"),
    [
        (" 10%|#   |\r 50%|##  |\r100%|####|\n", "100%|####|"),
        ("longer text\rshort\n", "shortr text"),
        ("longer text\r\x1b[Kshort\n", "short"),
        ("windows\r\n", "windows"),
        ("still going\r", "still going"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07plain\n", "red and plain"),
        ("a\tb\n", "a       b"),
        ("bidi \u202e and bell \x07\n", "bidi \ufffd and bell \ufffd"),
        (b"broken \xff utf-8\n", "broken \ufffd utf-8"),
        ("[/] [@click=app.quit]x[/]\n", "[/] [@click=app.quit]x[/]"),
    ],
)
def test_a_line_is_shown_in_its_final_state_and_harmless(path: Path, raw: str | bytes, final: str) -> None:
    append(path, raw)
    assert shown(path) == (final,)


@pytest.mark.parametrize("how", ["truncated", "replaced", "refilled"])
def test_another_log_in_its_place_starts_over(path: Path, how: str) -> None:
    append(path, "old 1\nold 2\n")
    tail = LogTail(path)
    tail.poll()
    content = "new\n" if how != "refilled" else "new\n" * 50
    if how == "replaced":
        other = path.with_suffix(".new")
        other.write_text(content)
        os.rename(other, path)
    else:
        path.write_text(content)
    assert tail.poll()
    assert set(tail.lines().lines) == {"new"}
    assert tail.lines().dropped == 2


def test_a_link_or_a_folder_in_its_place_shows_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret\n")
    path.symlink_to(tmp_path / "secret")
    assert shown(path) == ()
    assert shown(tmp_path) == ()


def test_a_huge_line_costs_bounded_memory_and_time(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(150 << 20)
    append(path, "\nthe end\n")
    tail = LogTail(path)
    tracemalloc.start()
    start = perf_counter()
    tail.poll()
    took_s = perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tail.lines().lines[-1] == "the end"
    assert peak < 4 << 20
    assert took_s < 2.0


def test_a_line_that_never_ends_is_held_only_in_part(path: Path) -> None:
    tail = LogTail(path)
    append(path, "start\nhead ")
    tail.poll()
    for _ in range(40):
        append(path, b"x" * 100_000)
        tail.poll()
        assert len(tail._rest) <= LINE_LIMIT_BYTES
    assert tail.lines().lines[-1].startswith("head xxx")
    assert tail.lines().lines[-1].endswith("…")
    append(path, "\nnext\n")
    tail.poll()
    assert tail.lines().lines[-1] == "next"
    assert tail.lines().lines[-2].startswith("head xxx")


def test_an_endless_progress_bar_keeps_its_last_state(path: Path) -> None:
    tail = LogTail(path)
    tail.poll()
    for part in range(0, 100_000, 10_000):
        append(path, "".join(f"\r{step:>6} of 100000" for step in range(part, part + 10_000)))
        tail.poll()
        assert tail.lines().lines == (f"{part + 9_999:>6} of 100000",)


def test_growth_beyond_any_screen_is_skipped(path: Path) -> None:
    append(path, "first\n")
    tail = LogTail(path, limit_lines=5)
    tail.poll()
    append(path, ("x" * 99 + "\n") * (3 * WINDOW_BYTES // 100) + "last\n")
    while tail.poll():
        pass
    assert tail.lines().lines[-1] == "last"
    assert len(tail.lines().lines) == 5


@given(cuts=st.lists(st.integers(1, 60), max_size=40))
def test_where_the_writes_are_cut_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    path = tmp_path_factory.mktemp("cuts") / "output.log"
    content = "".join(f"größe {n}\r\n" if n % 3 else f"{n}%\r{n + 1}%\n" for n in range(30)).encode()
    tail = LogTail(path, limit_lines=20)
    for size in [*cuts, len(content)]:
        append(path, content[:size])
        content = content[size:]
        tail.poll()
    assert tail.lines().lines == tuple(f"größe {n}" if n % 3 else f"{n + 1}%" for n in range(10, 30))
