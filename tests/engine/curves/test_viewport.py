import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.reading import next_x, read_at, snapped
from engine.curves.shown import CurveSeries
from engine.curves.smoothing import WEIGHTS, Smoothing
from engine.curves.viewport import Viewport
from engine.curves.window import Extent, Window, extent_of
from engine.observe.abscissa import XAxis
from engine.observe.metrics import MetricHistory

ALL = Extent(0.0, 1000.0, 900.0, XAxis.STEP)


def history(reports: list[dict[str, float]]) -> MetricHistory:
    made = MetricHistory()
    made.add(reports)
    return made


def shown(made: MetricHistory) -> list[CurveSeries]:
    return [CurveSeries(name, series, axes=made.axes) for name, series in made.series.items()]


def test_zooming_keeps_its_place_and_out_again_is_everything() -> None:
    view = Viewport()
    view.zoom(0.5, ALL, at=200.0)
    assert view.seen(ALL) == (100.0, 600.0)
    view.zoom(0.5, ALL, at=200.0)
    assert view.seen(ALL) == (150.0, 400.0)
    view.zoom(8.0, ALL)
    assert view.window is None
    assert view.seen(ALL) == (0.0, 1000.0)


def test_zooming_is_about_the_cursor_where_it_is_in_sight() -> None:
    view = Viewport()
    view.cursor = 900.0
    view.zoom(0.5, ALL)
    start, end = view.seen(ALL)
    assert (900 - start) / (end - start) == pytest.approx(0.9)


@given(st.lists(st.sampled_from(["in", "out", "left", "right", "follow", "fit"]), max_size=30), st.floats(0, 1000))
def test_whatever_is_done_the_window_lies_where_something_is(does: list[str], at: float) -> None:
    view = Viewport()
    for each in does:
        match each:
            case "in":
                view.zoom(0.4, ALL, at)
            case "out":
                view.zoom(1.7, ALL)
            case "left":
                view.pan(-0.3, ALL)
            case "right":
                view.pan(0.3, ALL)
            case "follow":
                view.follow(ALL)
            case _:
                view.fit()
        start, end = view.seen(ALL)
        assert end - start >= ALL.least_span * (1 - 1e-9)
        assert end >= ALL.start
        assert start <= ALL.end


def test_what_is_followed_stays_at_the_edge_until_one_looks_back() -> None:
    view = Viewport()
    view.follow(ALL)
    later = ALL._replace(end=5000.0, last=4000.0)
    start, end = view.seen(later)
    assert start < 4000 < end
    view.zoom(0.5, later)
    assert view.seen(later)[1] > 4000
    view.pan(-0.5, later)
    assert not view.follows
    assert view.seen(later) == view.seen(later._replace(last=4900.0))


def test_the_slider_stops_at_both_ends() -> None:
    view = Viewport()
    view.weight_place -= 1
    assert view.weight == 0
    view.weight_place = 99
    assert view.weight == WEIGHTS[-1]


def test_the_extent_of_each_axis() -> None:
    made = history(
        [{"step": step, "epoch": step / 100, "time": 1000.0 + step, "loss": 1.0} for step in range(5, 300, 5)]
    )
    curves = shown(made)
    assert extent_of(curves, XAxis.STEP) == (0, 295, 295, XAxis.STEP)
    assert extent_of(curves, XAxis.EPOCH) == (0, 2.95, 2.95, XAxis.EPOCH)
    assert extent_of(curves, XAxis.WALL) == (1005, 1295, 1295, XAxis.WALL)
    assert extent_of(curves, XAxis.RELATIVE) == (0, 290, 290, XAxis.RELATIVE)
    going_on = extent_of(curves, XAxis.STEP, 1000)
    assert going_on is not None
    assert going_on.end > 295
    assert extent_of([], XAxis.STEP) is None
    assert extent_of([CurveSeries("loss", made.series["loss"])], XAxis.WALL) is None


def test_the_cursor_reads_each_curve_at_its_closest_report() -> None:
    made = history([{"step": 10, "loss": 1.0}, {"step": 20, "loss": 2.0}, {"step": 18, "val_loss": 7.0}])
    loss, val = shown(made)
    assert read_at(loss, XAxis.STEP, 13)[:3] == (10, 10, 1.0)  # type: ignore[index]
    assert read_at(loss, XAxis.STEP, 17)[:3] == (20, 20, 2.0)  # type: ignore[index]
    assert read_at(val, XAxis.STEP, -50)[:3] == (18, 18, 7.0)  # type: ignore[index]
    assert read_at(val, XAxis.EPOCH, 1.0) is None
    smoothing = Smoothing()
    smoothing.advance([loss.series], 0.5)
    assert read_at(loss, XAxis.STEP, 20, smoothing, 0.5).smooth == pytest.approx(5 / 3)  # type: ignore[union-attr]


def test_a_report_that_was_not_finite_is_read_as_such() -> None:
    made = history([{"step": 10, "loss": 1.0}, {"step": 20, "loss": math.nan}])
    reading = read_at(shown(made)[0], XAxis.STEP, 19)
    assert reading is not None
    assert reading.step == 20
    assert math.isnan(reading.value)


@given(
    st.sets(st.integers(0, 200), min_size=1, max_size=40), st.sets(st.integers(0, 200), max_size=10), st.integers(1, 50)
)
def test_the_cursor_walks_over_reports_only_and_reaches_both_ends(one: set[int], two: set[int], by: int) -> None:
    made = history(
        [{"step": step, "loss": 1.0} for step in sorted(one)] + [{"step": s, "acc": 1.0} for s in sorted(two)]
    )
    curves = shown(made)
    steps = one | two
    x = snapped(curves, XAxis.STEP, 100.0)
    assert x in steps
    for direction, end in ((1, max(steps)), (-1, min(steps))):
        for _ in range(len(steps) + 1):
            after = next_x(curves, XAxis.STEP, x, direction * by)
            assert after in steps
            assert (after - x) * direction > 0 or after == x == end
            x = after
        assert x == end


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.integers(3, 400))
def test_the_ends_of_a_window_lie_on_the_edges(start: float, span: float, dots: int) -> None:
    window = Window(start, start + span, dots)
    assert window.dot(window.start) == 0
    assert window.dot(window.end) == dots - 1
    assert window.dot(start - 2 * span) < 0
    assert window.dot(start + 2 * span) >= dots
