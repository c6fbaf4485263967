import math
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.observe.columns import Column, equal_edges
from engine.observe.series import Series

STEPS = st.integers(0, 60) | st.integers(-(1 << 63), (1 << 63) - 1)
VALUES = st.floats(width=64)
REPORTS = st.lists(st.tuples(STEPS, VALUES), max_size=300)


def surviving(reports: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """What is left when each smaller step makes all from that step on forgotten."""
    kept: list[tuple[int, float]] = []
    for step, value in reports:
        kept = [report for report in kept if report[0] < step or step >= kept[-1][0]]
        kept.append((step, value))
    return kept


def series_of(reports: list[tuple[int, float]]) -> Series:
    series = Series()
    for step, value in reports:
        series.append(step, value)
    return series


def naive_columns(reports: list[tuple[int, float]], start: int, end: int, count: int) -> list[Column]:
    columns: list[Column] = []
    cut = True
    for step, value in reports:
        if not start <= step < end:
            continue
        if not math.isfinite(value):
            cut = True
            continue
        index = (step - start) * count // (end - start)
        if columns and columns[-1].slot == index:
            old = columns[-1]
            columns[-1] = old._replace(
                minimum=min(old.minimum, value),
                maximum=max(old.maximum, value),
                last=value,
                points=old.points + 1,
                joined=old.joined and not cut,
            )
        else:
            columns.append(Column(index, value, value, value, value, value, 1, bool(columns) and not cut, 0))
        cut = False
    return columns


@given(REPORTS)
def test_any_order_of_reports_leaves_what_the_rule_says(reports: list[tuple[int, float]]) -> None:
    series = series_of(reports)
    kept = surviving(reports)
    finite = [report for report in kept if math.isfinite(report[1])]
    assert [tuple(point) for point in series] == finite
    assert list(series.non_finite_steps) == [step for step, value in kept if not math.isfinite(value)]
    assert len(series) == len(finite)
    assert series.step_range == ((kept[0][0], kept[-1][0]) if kept else None)
    assert series.first == (finite[0] if finite else None)
    assert series.last == (finite[-1] if finite else None)
    assert series.ends_in_gap == (bool(kept) and not math.isfinite(kept[-1][1]))
    assert series.value_range == ((min(v for _, v in finite), max(v for _, v in finite)) if finite else None)
    assert series.best() == (min(finite, key=lambda report: report[1]) if finite else None)
    assert series.best(highest=True) == (max(finite, key=lambda report: report[1]) if finite else None)


@given(REPORTS, st.lists(st.integers(1, 40), max_size=40))
def test_reports_in_blocks_give_what_reports_one_by_one_give(
    reports: list[tuple[int, float]], sizes: list[int]
) -> None:
    blockwise, rest = Series(), reports
    for size in [*sizes, len(reports) + 1]:
        blockwise.extend([step for step, _ in rest[:size]], [value for _, value in rest[:size]])
        rest = rest[size:]
    single = series_of(reports)
    assert list(blockwise) == list(single)
    assert list(blockwise.non_finite_steps) == list(single.non_finite_steps)
    assert blockwise.columns(0, 61, 7) == single.columns(0, 61, 7)


@given(REPORTS, STEPS, st.integers(1, 200), st.integers(1, 80))
def test_columns_agree_with_a_walk_over_all_points(
    reports: list[tuple[int, float]], start: int, span: int, count: int
) -> None:
    series = series_of(reports)
    found = series.columns(start, start + span, count)
    expected = naive_columns(surviving(reports), start, start + span, count)
    found = [column._replace(start=0) for column in found]
    for column in found:
        assert column.minimum <= column.mean <= column.maximum or column.mean == pytest.approx(column.minimum)
    # A gap at the very step where the window begins, or just before it, cannot cut a line that is not there.
    assert [column._replace(mean=0.0) for column in found] == [column._replace(mean=0.0) for column in expected]


@given(REPORTS, st.integers(0, 60), st.integers(1, 80), st.integers(1, 30))
def test_asking_again_after_each_report_gives_what_asking_once_gives(
    reports: list[tuple[int, float]], start: int, span: int, count: int
) -> None:
    series = Series()
    for number, (step, value) in enumerate(reports, 1):
        series.append(step, value)
        found = series.columns(start, start + span, count)
        if number % 7 == 0 or number == len(reports):
            assert found == series_of(reports[:number]).columns(start, start + span, count)
            inside = [v for s, v in series if start <= s < start + span]
            assert series.value_range_within(start, start + span) == ((min(inside), max(inside)) if inside else None)


@given(REPORTS, STEPS, st.integers(1, 200), st.integers(1, 80))
def test_gap_columns_agree_with_a_walk_over_all_reports(
    reports: list[tuple[int, float]], start: int, span: int, count: int
) -> None:
    expected = {
        (step - start) * count // span
        for step, value in surviving(reports)
        if start <= step < start + span and not math.isfinite(value)
    }
    assert series_of(reports).gap_columns_between(equal_edges(start, start + span, count)) == sorted(expected)


@given(st.integers(0, 9000), st.integers(1, 9000), st.integers(1, 300), st.integers(0, 8998))
def test_the_pyramid_is_exact_over_several_levels(start: int, span: int, count: int, back_to: int) -> None:
    wave = [math.sin(step * step) for step in range(9000)]
    series = Series()
    series.extend(range(9000), wave)
    series.extend(range(back_to, 9000), wave[back_to:])
    for column in series.columns(start, start + span, count):
        steps = [
            step for step in range(start, min(9000, start + span)) if (step - start) * count // span == column.slot
        ]
        part = wave[steps[0] : steps[-1] + 1]
        assert column[1:3] == (min(part), max(part))
        assert column.mean == pytest.approx(sum(part) / len(part))
        assert column[4:7] == (part[0], part[-1], len(part))


def test_nothing_reported_is_no_fault() -> None:
    series = Series()
    series.extend([], [])
    assert series.columns(0, 10, 5) == []
    assert series.columns(5, 5, 5) == []
    assert series.gap_columns_between(equal_edges(5, 5, 5)) == []
    assert (series.first, series.last, series.best(), series.value_range, series.step_range) == (None,) * 5


def test_only_gaps_still_have_a_range_of_steps() -> None:
    series = series_of([(5, math.nan), (10, math.inf)])
    assert series.step_range == (5, 10)
    assert series.gap_columns_between(equal_edges(0, 20, 4)) == [1, 2]
    assert series.ends_in_gap


def test_drawing_a_long_run_costs_what_drawing_a_short_one_costs() -> None:
    short, long = Series(), Series()
    short.extend(range(1_000), [1.0] * 1_000)
    long.extend(range(1_000_000), [1.0] * 1_000_000)

    def cost_s(series: Series, steps: int) -> float:
        costs = []
        for _ in range(5):
            series.columns(0, steps, 1)  # another window, so that nothing is remembered
            start = perf_counter()
            series.columns(0, steps, 300)
            costs.append(perf_counter() - start)
        return min(costs)

    # A thousand times the points; a walk over them would take a hundred times as long.
    assert cost_s(long, 1_000_000) < 15 * cost_s(short, 1_000)


@given(st.integers(0, 9000), st.integers(1, 9000), st.integers(1, 40), st.lists(st.integers(0, 8999), max_size=5))
@example(start=3895, span=8064, count=19, gaps=[])
def test_coarse_columns_hold_every_point_once_and_hardly_anywhere_else(
    start: int, span: int, count: int, gaps: list[int]
) -> None:
    values = [math.nan if step in gaps else math.sin(step * step) for step in range(9000)]
    series, live = Series(), Series()
    series.extend(range(9000), values)
    edges = equal_edges(start, start + span, count)
    for place in range(0, 9000, 1500):
        live.extend(range(place, place + 1500), values[place : place + 1500])
        live.columns_between(edges, coarse=True)
    kept = [value for step, value in series if start <= step < start + span]
    for found in (series.columns_between(edges, coarse=True), live.columns_between(edges, coarse=True)):
        assert sum(column.points for column in found) == len(kept)
        assert len({column.slot for column in found}) == len(found)
        position = before = found[0].start if found else 0
        for column, exact in zip(found, series.columns_between(edges), strict=True):
            part = [series.point(place).value for place in range(position, position + column.points)]
            assert (column.start, column.minimum, column.maximum) == (position, min(part), max(part))
            # The column before ends early, by no more than a quarter of its points.
            assert 0 <= exact.start - column.start <= (exact.start - before) / 4
            before = column.start
            position += column.points
