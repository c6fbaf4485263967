import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.log_file import PAGE_BYTES, LogFile, Look
from engine.observe.log_records import LINE_LIMIT_BYTES
from tests.engine.observe.log_writing import Reading, append, shown

PARTS = st.lists(
    st.sampled_from(
        [b"plain\n", b"\n", b"x" * 70, b"\r 50%", b"\r100%|##|\n", b"win\r\n", b"\n\rinner\x1b[A", b"\x1b[2A\n",
         b"\xe2", b"\x82\xac", b"\x1b[3", b"1mred\x1b[0m\n", b"\x1b]0;t", b"\x07"]
    ),
    max_size=60,
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def test_a_missing_log_has_nothing_and_may_come_and_grow(path: Path) -> None:
    reading = Reading(path)
    assert reading.look() is Look.SAME
    assert reading.records.last() is None
    path.touch()
    reading.look()
    assert reading.lines() == []
    append(path, "hello\nwor")
    assert reading.look() is Look.GREW
    assert reading.lines() == ["hello", "wor"]
    append(path, "ld\n")
    assert reading.look() is Look.GREW
    assert reading.lines() == ["hello", "world"]
    assert reading.look() is Look.SAME


@pytest.mark.parametrize("how", ["truncated", "replaced", "refilled"])
def test_another_log_in_its_place_is_noticed(path: Path, how: str) -> None:
    append(path, "old 1\nold 2\n")
    reading = Reading(path)
    reading.look()
    assert reading.lines() == ["old 1", "old 2"]
    content = "new\n" if how != "refilled" else "new\n" * 50
    if how == "replaced":
        other = path.with_suffix(".new")
        other.write_text(content)
        os.rename(other, path)
    else:
        path.write_text(content)
    assert reading.look() is Look.RESTARTED
    assert set(reading.lines()) == {"new"}


def test_a_log_that_was_removed_can_still_be_read(path: Path) -> None:
    append(path, "a\nb\n")
    reading = Reading(path)
    reading.look()
    path.unlink()
    assert reading.look() is Look.SAME
    assert reading.lines() == ["a", "b"]


def test_a_link_or_a_folder_in_its_place_shows_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret\n")
    path.symlink_to(tmp_path / "secret")
    assert shown(path) == []
    assert shown(tmp_path) == []


def test_any_place_of_the_file_is_read_right(path: Path) -> None:
    content = os.urandom(5 * PAGE_BYTES + 123)
    append(path, content)
    file = LogFile(path)
    file.look()
    for start in (0, 1, PAGE_BYTES - 1, PAGE_BYTES, 3 * PAGE_BYTES + 7, len(content) - 5, len(content)):
        for length in (1, 10, PAGE_BYTES, 2 * PAGE_BYTES + 1, len(content)):
            assert file.read(start, length) == content[start : start + length]
    append(path, b"more")
    file.look()
    assert file.read(len(content) - 2, 10) == content[-2:] + b"more"
    reader = file.reader()
    assert reader is not None
    file.close()
    with reader:
        assert reader.read(len(content), 4) == b"more"


def test_a_progress_bar_is_one_line_also_while_it_grows(path: Path) -> None:
    append(path, "epoch 1\n")
    reading = Reading(path)
    for part in range(0, 100_000, 10_000):
        append(path, "".join(f"\r{step:>6} of 100000" for step in range(part, part + 10_000)))
        reading.look()
        assert reading.lines() == ["epoch 1", f"{part + 9_999:>6} of 100000"]


def test_bars_below_one_another_are_folded_together_also_while_they_grow(path: Path) -> None:
    reading = Reading(path)
    append(path, "start\nouter 0")
    for step in range(50):
        append(path, f"\router {step}")
        append(path, f"\n\rinner {step}\x1b[A")
        reading.look()
        assert reading.lines() == ["start", f"outer {step}", f"inner {step}"]
    append(path, "\n\nend\n")
    reading.look()
    assert reading.lines() == ["start", "outer 49", "inner 49", "", "end"]
    assert [record.start for record in reading.backward()] == [record.start for record in reading.forward()]


def test_a_line_that_never_ends_shows_its_start_and_how_long_it_is(path: Path) -> None:
    append(path, "head " + "x" * 300_000)
    (line,) = shown(path)
    assert line.startswith("head xxx")
    assert line.endswith("… (300,005 bytes)")
    append(path, "\nnext\n")
    assert shown(path)[-1] == "next"
    assert len(shown(path)) == 2


def test_a_huge_hole_costs_bounded_memory(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(150 << 20)
    append(path, "\nthe end\n")
    reading = Reading(path)
    tracemalloc.start()
    reading.look()
    last = reading.records.last()
    assert last is not None
    before = reading.records.before(last)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert last.lines[0].text == "the end"
    assert before is not None
    assert before.end == last.start
    assert peak < 4 << 20


def test_a_bar_longer_than_what_is_looked_at_keeps_its_last_state(path: Path) -> None:
    append(path, "".join(f"\rstep {step:>9}" for step in range(LINE_LIMIT_BYTES // 5)))
    assert shown(path) == [f"step {LINE_LIMIT_BYTES // 5 - 1:>9}"]


@given(parts=PARTS, piece_bytes=st.sampled_from([64, 256, 1 << 22]))
def test_the_way_back_is_the_way_there(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], piece_bytes: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "output.log"
    content = b"".join(parts)
    append(path, content)
    reading = Reading(path, piece_bytes)
    reading.look()
    there = reading.forward()
    assert b"".join(content[record.start : record.end] for record in there) == content
    reading.records.forget()
    back = reading.backward()
    assert [(record.start, record.end, record.lines) for record in back] == [
        (record.start, record.end, record.lines) for record in there
    ]
    for offset in range(0, len(content), 7):
        reading.records.forget()
        record = reading.records.at(offset)
        assert record.start <= offset < record.end
        assert record.start in {each.start for each in there}


@given(parts=PARTS, piece_bytes=st.sampled_from([64, 1 << 22]))
def test_where_the_writes_are_cut_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], piece_bytes: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "output.log"
    reading = Reading(path, piece_bytes)
    for part in parts:
        append(path, part)
        reading.look()
        reading.forward()
    whole = Reading(path, piece_bytes)
    whole.look()
    assert [(each.start, each.end, each.lines) for each in reading.forward()] == [
        (each.start, each.end, each.lines) for each in whole.forward()
    ]
