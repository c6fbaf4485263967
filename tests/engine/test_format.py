import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import format as fmt


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0"),
        (0.1234, "0.1234"),
        (0.84099999, "0.8410"),
        (0.0021, "0.002100"),
        (1.0, "1.000"),
        (12.3456, "12.35"),
        (9.99996, "10.00"),
        (1234.5, "1,234"),
        (123456.0, "123,456"),
        (1.5e6, "1.500e6"),
        (9.9999e-4, "0.001000"),
        (9.994e-4, "9.994e-4"),
        (3e-4, "3.000e-4"),
        (-0.5, "-0.5000"),
        (-1e-12, "-1.000e-12"),
        (1.7e308, "1.700e308"),
        (5e-324, "4.941e-324"),
        (76800, "76,800"),
        (1_000_000, "1,000,000"),
        (10**12, "1.000e12"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_number(value: float | None, text: str) -> None:
    assert fmt.number(value) == text


def test_number_can_be_short() -> None:
    assert fmt.number(3e-4, trim=True) == "3e-4"
    assert fmt.number(0.01, trim=True) == "0.01"
    assert fmt.number(100.0, trim=True) == "100"
    assert fmt.number(0.123456, digits=2) == "0.12"


@given(st.floats())
def test_any_number_fits_into_eleven_cells(value: float) -> None:
    assert 1 <= len(fmt.number(value)) <= 11


@pytest.mark.parametrize(
    ("per_second", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (0, "0/s"),
        (0.4, "0.4/s"),
        (0.042, "0.04/s"),
        (9.96, "10/s"),
        (310.4, "310/s"),
        (999.7, "1.0k/s"),
        (1234, "1.2k/s"),
        (76_800, "77k/s"),
        (2.5e6, "2.5M/s"),
        (3e9, "3.0G/s"),
    ],
)
def test_rate(per_second: float | None, text: str) -> None:
    assert fmt.rate(per_second) == text


def test_rate_with_unit() -> None:
    assert fmt.rate(310, "rows") == "310 rows/s"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (math.inf, "–"),
        (-3, "0:00"),
        (0.2, "0:00"),
        (42, "0:42"),
        (730, "12:10"),
        (3599.7, "1:00:00"),
        (11_100, "3:05:00"),
        (187_200, "2d 4h"),
        (1e9, "11574d 1h"),
    ],
)
def test_duration(seconds: float | None, text: str) -> None:
    assert fmt.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.4, "took 0.4 s"), (-1, "took 0.0 s"), (4.2, "took 4 s"), (59.7, "took 1:00"), (730, "took 12:10")],
)
def test_took(seconds: float | None, text: str) -> None:
    assert fmt.took(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "–"),
        (0, "0 B"),
        (512, "512 B"),
        (1000, "1.0 KiB"),
        (1_572_864, "1.5 MiB"),
        (31 * 2**30, "31 GiB"),
        (2**60, "1048576 TiB"),
    ],
)
def test_bytes(size: float | None, text: str) -> None:
    assert fmt.bytes_(size) == text


@pytest.mark.parametrize(
    ("fraction", "bar"),
    [
        (0, "░░░░"),
        (1, "████"),
        (0.5, "██░░"),
        (0.53, "██▏░"),
        (0.0001, "▏░░░"),
        (0.9999, "███▉"),
        (None, "░░░░"),
        (math.nan, "░░░░"),
        (-1, "░░░░"),
        (7, "████"),
    ],
)
def test_progress_bar(fraction: float | None, bar: str) -> None:
    assert fmt.progress_bar(fraction, 4) == bar


def test_progress_bar_in_ascii() -> None:
    assert fmt.progress_bar(0.5, 6, ascii=True) == "###..."
    assert fmt.progress_bar(0.999, 6, ascii=True) == "#####."
    assert fmt.progress_bar(0.5, 0) == ""


@given(st.floats(), st.integers(0, 50), st.booleans())
def test_a_progress_bar_has_its_width(fraction: float, width: int, ascii: bool) -> None:
    assert len(fmt.progress_bar(fraction, width, ascii=ascii)) == width


def test_sparkline_falls_as_the_values_fall() -> None:
    assert fmt.sparkline([8, 7, 6, 5, 4, 3, 2, 1], 8) == "█▇▆▅▄▃▂▁"
    assert fmt.sparkline([8, 7, 6, 5, 4, 3, 2, 1], 4) == "█▆▃▁"
    assert fmt.sparkline([8, 1], 8, ascii=True) == "#_"


def test_sparkline_over_decades_is_logarithmic() -> None:
    assert fmt.sparkline([1000, 100, 10, 1], 4) == "█▆▃▁"
    assert fmt.sparkline([1000, 100, 10, 0], 4) == "█▁▁▁"


def test_sparkline_shows_constants_low_and_faults_as_crosses() -> None:
    assert fmt.sparkline([3.0, 3.0, 3.0], 5) == "▁▁▁"
    assert fmt.sparkline([], 5) == ""
    assert fmt.sparkline([None, None], 5) == "  "
    assert fmt.sparkline([2, None, math.nan, math.inf, 1], 5) == "█ ××▁"
    assert fmt.sparkline([2, math.nan], 5, ascii=True) == "_x"
    assert fmt.sparkline([1, 1, math.nan, 1, 2, 2], 3) == "▁×█"


@given(st.lists(st.none() | st.floats(), max_size=100), st.integers(0, 50), st.booleans())
def test_a_sparkline_never_exceeds_its_width(values: list[float | None], width: int, ascii: bool) -> None:
    drawn = fmt.sparkline(values, width, ascii=ascii)
    assert len(drawn) == min(width, len(values))
    assert drawn.isascii() or not ascii


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ([], "–"),
        ("", "–"),
        (True, "yes"),
        (0.0003, "3e-4"),
        ([64, 32], "64, 32"),
        (16, "16"),
        ("adam", "adam"),
    ],
)
def test_parameters_are_written_as_people_write_them(value: object, text: str) -> None:
    assert fmt.parameter(value) == text
