"""What a line without smoothing says: values that were reported, and at its end the last one."""

from engine.curves.axis import Scale
from engine.curves.lines import vertices
from engine.curves.shown import CurveSeries
from engine.curves.window import Window
from engine.observe.abscissa import STEPS, XAxis
from engine.observe.series import Series
from tui.widgets.curve_plot import Plot


def test_without_smoothing_a_line_ends_at_the_value_that_was_reported_last() -> None:
    series = Series()
    series.extend(range(10_000), [float(step % 2) for step in range(10_000)])
    shown = CurveSeries("loss", series)
    plot = Plot([shown], XAxis.STEP, Window(0, 10_000, 100), 10, Scale(0.0, 1.0))
    assert plot.ends[1] == (99, 1.0)
    corners = vertices(shown, STEPS, plot.window, series.columns(0, 10_000, 100), None)
    assert {value for _, value, _ in corners} <= {0.0, 1.0}
