import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.smoothing import WEIGHTS, Smoothed, Smoothing
from engine.observe.series import Series

REPORTS = st.lists(st.tuples(st.integers(0, 40), st.floats(-1e6, 1e6) | st.just(math.nan)), max_size=120)
WEIGHT = st.sampled_from(WEIGHTS[1:])


def naive(values: list[float], weight: float) -> list[float]:
    """The definition: a weighted mean of all values so far, the newest with weight 1, each older one with less."""
    found = []
    for place in range(1, len(values) + 1):
        weights = [weight ** (place - 1 - index) for index in range(place)]
        found.append(math.fsum(w * v for w, v in zip(weights, values[:place], strict=True)) / math.fsum(weights))
    return found


def values_of(smoothed: Smoothed, series: Series) -> list[float]:
    found = [smoothed.value(index) for index in range(len(series))]
    return [value for value in found if value is not None]


@given(REPORTS, WEIGHT, st.lists(st.integers(1, 9), max_size=30))
def test_in_whatever_pieces_it_grows_it_is_the_weighted_mean_of_all_points(
    reports: list[tuple[int, float]], weight: float, sizes: list[int]
) -> None:
    series = Series()
    smoothed = Smoothed(series, weight)
    for place, (step, value) in enumerate(reports):
        series.append(step, value)
        if place < len(sizes):
            smoothed.advance(sizes[place])
    while smoothed.is_behind:
        smoothed.advance(7)
    expected = naive([point.value for point in series], weight)
    assert values_of(smoothed, series) == pytest.approx(expected, rel=1e-6, abs=1e-3)


def test_a_constant_stays_what_it_is_from_its_first_point_on() -> None:
    series = Series()
    series.extend(range(5000), [3.0] * 5000)
    smoothed = Smoothed(series, 0.999)
    smoothed.advance()
    assert values_of(smoothed, series) == pytest.approx([3.0] * 5000)


def test_a_window_does_not_change_what_is_smooth_at_a_step() -> None:
    series = Series()
    series.extend(range(2000), [math.sin(step * step) for step in range(2000)])
    smoothed = Smoothed(series, 0.9)
    smoothed.advance()
    near = series.columns(700, 720, 20)
    far = [column for column in series.columns(0, 2000, 2000) if 700 <= column.slot < 720]
    assert smoothed.means(near) == smoothed.means(far)


@given(REPORTS, st.integers(1, 12))
def test_the_means_of_columns_follow_what_comes(reports: list[tuple[int, float]], count: int) -> None:
    series = Series()
    smoothed = Smoothed(series, 0.6)
    for step, value in reports:
        series.append(step, value)
        smoothed.advance()
        columns = series.columns(0, 41, count)
        fresh = Smoothed(series, 0.6)
        fresh.advance()
        assert smoothed.means(columns) == pytest.approx(fresh.means(columns), rel=1e-9, abs=1e-6)


def test_what_is_not_smoothed_yet_is_left_out() -> None:
    series = Series()
    series.extend(range(100), [1.0] * 100)
    smoothed = Smoothed(series, 0.9)
    smoothed.advance(55)
    assert len(smoothed.means(series.columns(0, 100, 10))) == 5
    assert smoothed.value(55) is None


def test_what_was_asked_for_too_early_is_right_later() -> None:
    series = Series()
    series.extend(range(100), [float(step) for step in range(100)])
    columns = series.columns(0, 100, 10)
    late, fresh = Smoothed(series, 0.9), Smoothed(series, 0.9)
    assert late.means(columns) == []
    late.advance()
    fresh.advance()
    assert late.means(columns) == fresh.means(columns)


def test_many_series_are_smoothed_slice_by_slice() -> None:
    series = [Series(), Series()]
    for one in series:
        one.extend(range(100), [1.0] * 100)
    smoothing = Smoothing()
    turns = 1
    while smoothing.advance(series, 0.9, 60):
        turns += 1
    assert turns == 4
    assert smoothing.of(series[0], 0.0) is None
    kept = smoothing.of(series[0], 0.9)
    assert kept is not None
    assert len(kept) == 100
    assert not smoothing.advance(series, 0.9)
