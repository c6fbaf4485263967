import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.compare.band import Spread, band, band_series, interval_of, mean_and_deviation
from engine.observe.series import Series

VALUES = st.floats(allow_nan=False, allow_infinity=False)


def series_of(*points: tuple[int, float]) -> Series:
    series = Series()
    for step, value in points:
        series.append(step, value)
    return series


def regular(*values: float, every: int = 5) -> Series:
    return series_of(*(((place + 1) * every, value) for place, value in enumerate(values)))


def test_where_the_steps_coincide_mean_and_spread_are_exact() -> None:
    found = band([[regular(1.0, 4.0)], [regular(2.0, 6.0)], [regular(6.0, 8.0)]])

    first, second = found.columns
    assert [found.step_of(column) for column in found.columns] == [5, 10]
    assert (first.mean, first.minimum, first.maximum, first.runs) == (3.0, 1.0, 6.0, 3)
    assert first.deviation == pytest.approx(statistics.stdev([1.0, 2.0, 6.0]))
    assert (second.mean, second.deviation) == (6.0, 2.0)
    assert second.joined


def test_a_run_that_has_ended_no_longer_counts() -> None:
    found = band([[regular(1.0, 1.0, 1.0)], [regular(3.0)]])

    assert [(column.mean, column.runs) for column in found.columns] == [(2.0, 2), (1.0, 1), (1.0, 1)]
    assert found.columns[1].deviation == 0.0


def test_what_is_not_finite_does_not_count_and_where_nothing_is_there_is_a_gap() -> None:
    nan = math.nan
    found = band([[regular(1.0, nan, 1.0, nan, 5.0)], [regular(3.0, 4.0, 3.0, nan, 5.0)]])

    assert [(found.step_of(column), column.mean, column.runs) for column in found.columns] == [
        (5, 2.0, 2), (10, 4.0, 1), (15, 2.0, 2), (25, 5.0, 2),
    ]  # fmt: skip
    assert [column.joined for column in found.columns] == [False, True, True, False]
    drawn = band_series(found, Spread.EXTREMES)
    assert list(drawn.mean.non_finite_steps) == [25]


def test_runs_that_report_at_different_steps_are_compared_bin_by_bin() -> None:
    every_7 = series_of(*((step, 1.0) for step in range(7, 700, 7)))
    every_10 = series_of(*((step, 3.0) for step in range(10, 700, 10)))

    found = band([[every_7], [every_10]])

    assert all(column.runs == 2 and column.mean == 2.0 for column in found.columns[1:-1])
    assert found.bin_steps == 10


def test_a_long_history_is_divided_into_no_more_bins_than_asked_for() -> None:
    runs = [[series_of(*((step, float(step % 7)) for step in range(0, 20_000, 5)))] for _ in range(2)]

    found = band(runs, most_bins=100)

    assert 90 <= len(found.columns) <= 100
    assert found.bin_steps % 5 == 0


def test_of_a_resumed_run_the_later_job_counts_where_it_has_points() -> None:
    parent, child = regular(1.0, 1.0, 1.0), series_of((15, 9.0), (20, 9.0))

    found = band([[parent, child]])

    assert [(column.mean, column.runs) for column in found.columns] == [(1.0, 1), (1.0, 1), (9.0, 1), (9.0, 1)]


def test_the_edges_are_those_of_the_spread() -> None:
    found = band([[regular(1.0)], [regular(3.0)]])

    extremes, deviation = band_series(found, Spread.EXTREMES), band_series(found, Spread.DEVIATION)

    assert [each.last for each in (extremes.mean, extremes.lower, extremes.upper)] == [(5, 2.0), (5, 1.0), (5, 3.0)]
    assert deviation.upper.point(0).value == pytest.approx(2.0 + math.sqrt(2))
    assert extremes.most_runs == 2


def test_nothing_reported_is_an_empty_band() -> None:
    assert band([[Series()], []]).columns == ()
    assert len(band_series(band([]), Spread.DEVIATION).mean) == 0


def test_the_usual_interval_survives_a_resumption() -> None:
    assert interval_of(regular(1, 2, 3)) == 5
    assert interval_of(Series()) == 1


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_mean_and_deviation_are_those_of_exact_arithmetic(values: list[float]) -> None:
    mean, deviation = mean_and_deviation(values)

    scale = max(map(abs, values)) or 1.0
    assert math.isfinite(mean)
    assert math.isfinite(deviation)
    assert abs(mean / scale - float(statistics.mean(value / scale for value in values))) < 1e-9
    if len(values) > 1 and 1e-300 < scale < 1e300:
        assert deviation / scale == pytest.approx(statistics.stdev(value / scale for value in values), abs=1e-9)


@given(
    st.lists(st.lists(st.tuples(st.integers(-50, 300), st.floats(width=64)), max_size=60), min_size=1, max_size=4),
    st.integers(1, 64),
)
def test_a_band_holds_its_mean_and_counts_every_run_once(
    reports: list[list[tuple[int, float]]], most_bins: int
) -> None:
    runs = [[series_of(*run)] for run in reports]

    found = band(runs, most_bins=most_bins)

    assert len(found.columns) <= most_bins
    assert sum(len(run[0]) > 0 for run in runs) >= max((column.runs for column in found.columns), default=0)
    for column in found.columns:
        assert column.minimum <= column.mean <= column.maximum
        assert 1 <= column.runs <= len(runs)
        assert math.isfinite(column.deviation)
    for spread in Spread:
        drawn = band_series(found, spread)
        assert len(drawn.mean) == len(drawn.lower) == len(drawn.upper) == len(found.columns)
