import math

from hypothesis import given
from hypothesis import strategies as st

from engine.curves.lines import scale_of
from engine.curves.metric_choice import cells_of
from engine.curves.outliers import FEWEST, usual_range, without_outliers
from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothing
from engine.curves.svg import Panel, svg_of
from engine.curves.viewport import Viewport
from engine.curves.window import Window
from engine.observe.abscissa import XAxis
from engine.observe.series import Series

VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60)
QUIET = [1 + math.sin(step / 9) for step in range(400)]


def series_of(values: list[float]) -> Series:
    series = Series()
    series.extend(range(len(values)), values)
    return series


def view(*, cut: bool = True, log: bool = False) -> Viewport:
    made = Viewport()
    made.cut, made.logarithmic = cut, log
    return made


@given(VALUES)
def test_most_values_are_usual_and_their_order_does_not_matter(values: list[float]) -> None:
    low, high = usual_range(values)
    assert sum(low <= value <= high for value in values) >= len(values) * 0.7
    assert usual_range(values[::-1]) == (low, high)
    assert len(values) >= FEWEST or (low, high) == (-math.inf, math.inf)


@given(st.lists(st.floats(0, 1), min_size=100, max_size=300), st.floats(3.1, 1e300), st.sampled_from((1, -1)))
def test_a_few_values_far_away_are_none_however_far(values: list[float], far: float, sign: int) -> None:
    low, high = usual_range([*values, sign * far, sign * far * 0.99])
    assert not low <= sign * far <= high


@given(VALUES, st.data())
def test_zooming_makes_nothing_an_outlier_and_shows_none(values: list[float], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(values) - 1))
    stop = data.draw(st.integers(start + 1, len(values)))
    seen = values[start:stop]
    part, whole = (without_outliers((min(each), max(each)), values) for each in (seen, values))
    low, high = usual_range(values)
    assert whole is not None
    if part is None:
        assert not any(low <= value <= high for value in seen)
    else:
        assert whole[0] <= part[0] <= part[1] <= whole[1]
        assert all(part[0] <= value <= part[1] for value in seen if low <= value <= high)


def test_one_more_value_leaves_the_range_of_many_where_it_was() -> None:
    values = [math.sin(step) for step in range(5001)]
    assert usual_range([*values, 1e9]) == usual_range(values)


def test_a_loss_that_falls_keeps_its_start_and_a_spike_leaves_a_cut_axis_only() -> None:
    falling = [math.exp(-step / 100) for step in range(400)]
    for values, is_cut in ((falling, False), ([*QUIET, 5e4, *QUIET], True)):
        shown, window = [CurveSeries("loss", series_of(values))], Window(0, len(values) - 1, 100)
        whole = scale_of(shown, XAxis.STEP, window, logarithmic=False)
        cut = scale_of(shown, XAxis.STEP, window, logarithmic=False, cut=True)
        assert cut.is_cut == is_cut
        assert whole.high >= max(values)
        assert max(QUIET if is_cut else values) <= cut.high < 10


def test_where_only_outliers_are_in_sight_they_are_seen() -> None:
    shown = [CurveSeries("loss", series_of([*QUIET, *[900.0] * 9]))]
    scale = scale_of(shown, XAxis.STEP, Window(401, 408, 50), logarithmic=False, cut=True)
    assert scale.low <= 900 <= scale.high
    assert not scale.is_cut


def test_the_look_is_cut_on_a_linear_axis_and_asking_for_it_goes_there() -> None:
    look = view(cut=False, log=True)
    look.turn_cut()
    assert (look.is_cut, look.logarithmic) == (True, False)
    look.logarithmic = True
    assert not look.is_cut
    look.logarithmic = False
    look.turn_cut()
    assert not look.is_cut


def test_the_picture_clips_what_is_cut_and_marks_it_at_the_edge() -> None:
    panels = [Panel(cell.title, (CurveSeries("loss", series_of([*QUIET, 5e4, -5e4, *QUIET])),))
              for cell in cells_of(["loss"])]  # fmt: skip
    cut, whole = (svg_of(panels, view(cut=each), Smoothing()) for each in (True, False))
    for sign in ("cut above</title>↑", "cut below</title>↓", "clip-path"):
        assert sign in cut
        assert sign not in whole
