from array import array
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.observe.arrivals import GAP_S, LIMIT, Arrivals, Noted, read_times


def test_only_what_was_seen_coming_has_a_time() -> None:
    arrivals = Arrivals()
    assert arrivals.at(5) is None
    assert arrivals.saw(100, 1_000.0, 0.0)
    assert arrivals.at(50) is None
    assert arrivals.at(100) is None
    assert not arrivals.saw(100, 1_000.0, 0.25)
    assert not arrivals.saw(150, 1_001.0, 0.5)
    assert arrivals.at(120) == 1_001.0
    assert arrivals.at(160) is None
    assert arrivals.saw(200, 2_000.0, 1.0 + GAP_S)
    assert arrivals.at(180) is None
    assert arrivals.at(150) == 1_001.0
    arrivals.forget()
    assert arrivals.at(150) is None


def test_the_guardian_s_notes_fill_the_gaps() -> None:
    arrivals = Arrivals()
    arrivals.saw(100, 1_000.0, 0.0)
    arrivals.saw(150, 1_001.0, 0.5)
    arrivals.noted = Noted(array("Q", [40, 90, 160]), array("d", [900.0, 950.0, 1_002.0]))
    assert arrivals.at(10) == 900.0
    assert arrivals.at(60) == 950.0
    assert arrivals.at(120) == 1_001.0
    arrivals.noted = Noted(array("Q", [130, 160]), array("d", [1_000.5, 1_002.0]))
    assert arrivals.at(120) == 1_000.5
    assert arrivals.at(155) == 1_002.0
    assert arrivals.at(161) is None


def test_memory_is_bounded_and_what_is_given_up_has_no_time() -> None:
    arrivals = Arrivals()
    for number in range(LIMIT + 10):
        arrivals.saw(number + 1, float(number), number / 10)
    assert len(arrivals._sizes) <= LIMIT
    assert arrivals.at(5) is None
    assert arrivals.at(LIMIT) == float(LIMIT - 1)


def test_notes_are_read_and_a_half_written_one_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "output.times"
    assert not read_times(path).sizes
    path.write_bytes(b"10 1000.50\nnonsense\n5 1001.00\n20 1002.00\n30 10")
    noted = read_times(path)
    assert list(noted.sizes) == [10, 20]
    assert list(noted.times) == [1000.5, 1002.0]


@given(content=st.binary(max_size=200))
def test_whatever_stands_there_is_no_fault(tmp_path_factory: object, content: bytes) -> None:
    path = tmp_path_factory.mktemp("notes") / "output.times"  # type: ignore[attr-defined]
    path.write_bytes(content)
    noted = read_times(path)
    assert list(noted.sizes) == sorted(noted.sizes)
    assert len(noted.sizes) == len(noted.times)


def test_a_size_joined_from_two_halves_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "output.times"
    path.write_text("100 5.0\n1234123500 6.0\n200 7.0\n")

    noted = read_times(path, size_limit=250)

    assert list(noted.sizes) == [100, 200]
    assert list(noted.times) == [5.0, 7.0]


def test_notes_are_read_on_from_where_they_were_read_before(tmp_path: Path) -> None:
    path = tmp_path / "output.times"
    path.write_text("10 1000.00\n20 10")
    first = read_times(path)
    assert list(first.sizes) == [10]
    path.write_text("10 1000.00\n20 1001.00\n30 1002.00\n")

    both = read_times(path, known=first)

    assert (list(both.sizes), list(both.times)) == ([10, 20, 30], [1000.0, 1001.0, 1002.0])
    assert list(first.sizes) == [10]
    assert read_times(path, known=both) == both
