import math

from hypothesis import given
from hypothesis import strategies as st

from engine.observe.abscissa import STEPS, Axes, XAxis
from engine.observe.series import Series

REPORTS = st.lists(st.tuples(st.integers(0, 50), st.floats(-100, 100) | st.just(math.nan)), max_size=80)


def axes_of(times: list[tuple[int, float]]) -> Axes:
    series = Series()
    for step, value in times:
        series.append(step, value)
    return Axes(Series(), series)


@given(REPORTS, st.floats(-100, 100), st.floats(0.1, 100), st.integers(1, 40))
def test_a_point_falls_into_the_column_in_which_its_time_lies(
    reports: list[tuple[int, float]], start: float, span: float, dots: int
) -> None:
    series = Series()
    axes = Axes(Series(), series)
    for number, (step, value) in enumerate(reports):
        series.append(step, value)
        abscissa = axes.abscissa(XAxis.WALL)
        if abscissa is None or number % 5:
            continue
        edges = abscissa.edges(start, start + span, dots)
        assert list(edges) == sorted(edges)
        assert len(edges) == dots + 1
        risen = -math.inf
        for step_there, value_there in series:
            risen = max(risen, value_there)
            inside = [dot for dot in range(dots) if edges[dot] <= step_there < edges[dot + 1]]
            if len({point.step for point in series}) == len(series):
                assert bool(inside) == (start <= risen <= start + span)
                for dot in inside:
                    assert start + span * dot / dots <= risen


@given(REPORTS)
def test_an_axis_never_turns_back_and_knows_the_way_back(reports: list[tuple[int, float]]) -> None:
    once = {step: value for step, value in reports}
    abscissa = axes_of(sorted(once.items())).abscissa(XAxis.RELATIVE)
    assert (abscissa is None) == all(map(math.isnan, once.values()))
    if abscissa is not None:
        places = [abscissa.x_of(step) for step in range(0, 51)]
        assert places == sorted(places)
        for x in places:
            assert abscissa.x_of(abscissa.step_at(x)) >= x - 1e-9


def test_each_job_counts_its_time_from_its_own_first_report() -> None:
    axes = axes_of([(5, 1000.0), (10, 1002.0), (20, 1010.0)])
    relative, wall = axes.abscissa(XAxis.RELATIVE), axes.abscissa(XAxis.WALL)
    assert relative is not None
    assert wall is not None
    assert [relative.x_of(step) for step in (5, 10, 15, 20, 99)] == [0.0, 2.0, 6.0, 10.0, 10.0]
    assert wall.x_of(15) == 1006.0
    assert relative.step_at(2.0) == 10


def test_what_was_not_reported_is_no_axis_and_steps_always_are() -> None:
    axes = axes_of([])
    assert axes.abscissa(XAxis.EPOCH) is None
    assert axes.abscissa(XAxis.WALL) is None
    assert axes.abscissa(XAxis.STEP) is STEPS


@given(st.integers(-1000, 1000), st.integers(1, 3000), st.integers(1, 500))
def test_the_first_column_of_steps_holds_the_first_and_the_last_the_last(start: int, span: int, dots: int) -> None:
    edges = STEPS.edges(start, start + span, dots)
    assert len(edges) == dots + 1
    assert edges[0] == start
    assert edges[-1] == start + span + 1
    assert list(edges) == sorted(edges)
    assert edges[-2] <= start + span


def test_a_job_that_goes_a_way_again_gets_the_times_of_the_new_way() -> None:
    axes = axes_of([(5, 10.0), (10, 20.0), (15, 30.0)])
    wall = axes.abscissa(XAxis.WALL)
    assert wall is not None
    assert wall.x_of(15) == 30.0
    wall._series.append(10, 100.0)  # type: ignore[attr-defined]
    assert wall.x_of(10) == 100.0
    assert wall.x_of(5) == 10.0
