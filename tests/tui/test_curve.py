import math
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.app import App, ComposeResult

from engine.curves.shown import Band, Mark
from engine.curves.smoothing import Smoothing
from engine.curves.viewport import Viewport
from engine.observe.series import Series
from tui.themes import variables_of
from tui.widgets.curve import Curve, CurveSeries
from tui.widgets.curve_drawing import draw
from tui.widgets.curve_grid import CurveGrid
from tui.widgets.curve_picture import CurveStyles, Picture
from tui.widgets.grid_layout import fitted, layout_of, row_of

PLAIN = Style()
GAP = Style(color="red")
STYLES = CurveStyles(
    base=PLAIN,
    lines=(Style(color="blue"), Style(color="yellow")),
    areas=(Style(color="cyan"), Style(color="magenta")),
    axis=PLAIN,
    label=PLAIN,
    title=PLAIN,
    grid=PLAIN,
    gap=GAP,
    empty=PLAIN,
    cursor=PLAIN,
    mark=PLAIN,
)


def series_of(points: Iterable[tuple[int, float]]) -> Series:
    series = Series()
    for step, value in points:
        series.append(step, value)
    return series


def look(*, log: bool = False) -> Viewport:
    view = Viewport()
    view.logarithmic = log
    return view


def drawn(
    *series: Series, width: int = 80, height: int = 24, total: int | None = None, log: bool = False, ascii: bool = False
) -> list[str]:
    names = ("loss", "val_loss", "lr")
    shown = tuple(CurveSeries(name, one) for name, one in zip(names, series, strict=False))
    strips = draw(Picture(shown, total), width, height, STYLES, view=look(log=log), ascii=ascii).strips
    return [strip.text for strip in strips]


def dots(lines: Iterable[str]) -> int:
    return sum((ord(letter) - 0x2800).bit_count() for line in lines for letter in line if 0x2800 < ord(letter) < 0x2900)


DECAY = [(step, math.exp(-step / 300)) for step in range(5, 1000, 5)]


def test_a_curve_has_axes_labels_and_a_legend() -> None:
    lines = drawn(series_of(DECAY))
    assert lines[0].startswith("━ loss 0.03627")
    assert "best 0.03627 @995" in lines[0]
    assert any("1.0┤" in line for line in lines)
    assert "└┴───" in lines[-2]
    assert lines[-1].split() == ["0", "100", "200", "300", "400", "500", "600", "700", "800", "900", "step"]
    assert dots(lines) > 130


def test_the_line_falls_from_the_upper_left_to_the_lower_right() -> None:
    lines = drawn(series_of(DECAY))[1:-2]
    assert dots([lines[0][:12]]) > 0
    assert dots([lines[0][40:]]) == 0
    assert dots([line[60:] for line in lines[-3:]]) > 10


def test_few_points_are_joined_to_a_line() -> None:
    lines = drawn(series_of([(100, 1.0), (500, 0.5), (900, 0.4)]))
    assert dots(lines) > 100


def test_what_is_not_finite_is_a_gap_with_a_mark_and_said_in_the_legend() -> None:
    series = series_of([(step, math.nan if 400 <= step < 600 else 1.0) for step in range(0, 1000, 5)])
    strips = draw(Picture((CurveSeries("loss", series),)), 80, 24, STYLES, view=look()).strips
    axis = next(strip for strip in strips if "└" in strip.text)
    marks = [segment for segment in axis if "×" in segment.text]
    assert marks
    assert all(segment.style == GAP for segment in marks)
    middle = [strip.text[36:44] for strip in strips[1:-2]]
    assert dots(middle) == 0
    series.append(1000, math.inf)
    assert "not finite" in drawn(series)[0]


def test_a_single_point_is_seen() -> None:
    lines = drawn(series_of([(5, 0.7)]), total=100)
    assert sum(line.count("•") for line in lines[1:]) == 1
    assert "o" in "".join(drawn(series_of([(5, 0.7)]), ascii=True)[1:-1])


@pytest.mark.parametrize("series", [[], [Series()], [Series(), Series()]])
def test_without_points_a_sentence_stands_in_the_middle(series: list[Series]) -> None:
    lines = drawn(*series, width=60, height=11)
    assert lines[5].strip() == "no points yet: the first report comes after 5 steps"
    assert abs(len(lines[5]) - len(lines[5].lstrip()) - 4) <= 1


def test_on_a_log_axis_what_is_not_positive_is_a_gap() -> None:
    lines = drawn(
        series_of([(step, 1.0 if step < 300 or step > 700 else -1.0) for step in range(0, 1000, 5)]), log=True
    )
    assert dots(line[30:55] for line in lines[1:-2]) == 0
    assert dots(line[60:] for line in lines[1:-2]) > 10
    drawn(series_of([(step, -1.0) for step in range(10)]), log=True)


def test_many_points_show_their_envelope_behind_the_line() -> None:
    series = series_of((step, 1.0 + (step % 7) / 10) for step in range(20_000))
    strips = draw(Picture((CurveSeries("loss", series),)), 80, 24, STYLES, view=look()).strips
    styles = {segment.style for strip in strips for segment in strip if dots([segment.text])}
    assert styles == {STYLES.lines[0], STYLES.areas[0]}


def test_a_wide_curve_has_its_legend_at_the_side() -> None:
    lines = drawn(series_of(DECAY), series_of(DECAY), width=120)
    assert lines[0].endswith("0.03627")
    assert lines[1].endswith("best 0.03627 @995")
    assert "val_loss" in lines[3]


def test_a_run_resumed_late_starts_at_its_first_step() -> None:
    assert " 0 " not in drawn(series_of((step, 1.0) for step in range(8005, 9000, 5)))[-1]
    assert drawn(series_of([(5, 1.0), (10, 0.9)]), total=100)[-1].split()[0] == "0"


def test_in_ascii_nothing_but_ascii_is_drawn() -> None:
    lines = drawn(series_of(DECAY), series_of([(5, math.nan), (6, 1.0)]), ascii=True)
    assert "".join(lines).isascii()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-100, 10**6), st.floats()), max_size=40),
    st.lists(st.tuples(st.integers(0, 50), st.floats(-10, 10)), max_size=40),
    st.integers(1, 200),
    st.integers(1, 60),
    st.none() | st.integers(1, 10**6),
    st.booleans(),
)
def test_anything_is_drawn_at_any_size(
    one: list[tuple[int, float]], two: list[tuple[int, float]], width: int, height: int, total: int | None, log: bool
) -> None:
    lines = drawn(series_of(one), series_of(two), width=width, height=height, total=total, log=log)
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)


class CurveApp(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(self.current_theme)

    def compose(self) -> ComposeResult:
        yield Curve(ascii=False)


def screen_text(app: CurveApp) -> str:
    curve = app.query_one(Curve)
    return "\n".join(curve.render_line(row).text for row in range(curve.size.height))


async def test_the_widget_shows_new_points_and_follows_size_theme_and_scale() -> None:
    app = CurveApp()
    async with app.run_test(size=(80, 24)) as pilot:
        curve = app.query_one(Curve)
        assert "no points yet" in screen_text(app)
        series = series_of(DECAY)
        curve.show([CurveSeries("lo\x1b]52;c;AAAA\x07ss[/]", series)], total_steps=None, note="step 995 / 1,000")
        linear = screen_text(app)
        assert "loss[/]" in linear
        assert linear.endswith("step 995 / 1,000")
        series.append(1000, 7.25)
        curve.refresh_data()
        assert "7.250" in screen_text(app)
        curve.act("log_scale")
        assert screen_text(app) != linear
        before = curve.render_line(5)
        app.theme = "textual-light"
        await pilot.pause()
        assert list(curve.render_line(5)) != list(before)
        await pilot.resize_terminal(20, 5)
        assert curve.size == (20, 5)
        assert dots([screen_text(app)]) > 0


def rows_of(picture: Picture, view: Viewport, width: int = 120, *, ascii: bool = False) -> list[str]:
    smoothing = Smoothing()
    while smoothing.advance([one.series for one in picture.series], view.weight):
        pass
    drawing = draw(picture, width, 30, STYLES, view=view, smoothing=smoothing, ascii=ascii)
    return [strip.text for strip in drawing.strips]


def test_marks_have_signs_of_their_own_are_explained_and_say_more_at_the_cursor() -> None:
    marks = (Mark(250, "checkpoint", "checkpoint"), Mark(500, "health", "the loss jumped"), Mark(9999, "resume"))
    picture = Picture((CurveSeries("loss", series_of(DECAY)),), marks=marks)
    view = look()
    rows = rows_of(picture, view)
    axis = next(row for row in rows if "└" in row)
    assert "◆" in axis
    assert "▲" in axis
    text = "\n".join(rows)
    assert "◆ checkpoint" in text
    assert "▲ health" in text
    assert "resumed" not in text
    assert "the loss jumped" not in text
    view.cursor = 500.0
    assert "the loss jumped" in "\n".join(rows_of(picture, view))
    assert "the loss jumped" in "\n".join(rows_of(picture, view, 80))
    assert "".join(rows_of(picture, view, ascii=True)).isascii()


def test_the_cursor_reads_every_curve_in_the_legend() -> None:
    view = look()
    view.cursor = 500.0
    pair = Picture((CurveSeries("loss", series_of(DECAY)), CurveSeries("val", series_of([(400, 7.0), (900, 8.0)]))))
    text = "\n".join(rows_of(pair, view))
    assert "step 500" in text
    assert f"{math.exp(-500 / 300):.4f}" in text
    assert "7.000" in text
    assert "┊" in text


def test_a_smoothed_curve_has_its_raw_extremes_behind_it() -> None:
    noisy = series_of((step, 1.0 + (step % 2)) for step in range(4000))
    view = look()
    view.weight = 0.99
    drawing_view = look()
    smoothing = Smoothing()
    smoothing.advance([noisy], 0.99)
    picture = Picture((CurveSeries("loss", noisy),))
    smooth = draw(picture, 80, 24, STYLES, view=view, smoothing=smoothing).strips
    plain = draw(picture, 80, 24, STYLES, view=drawing_view, smoothing=smoothing).strips
    lines = [sum(1 for s in strip if s.style == STYLES.lines[0] and dots([s.text])) for strip in smooth[1:-2]]
    assert sum(1 for count in lines if count) <= 3
    areas = [sum(1 for s in strip if s.style == STYLES.areas[0]) for strip in smooth[1:-2]]
    assert sum(1 for count in areas if count) > 10
    assert [strip.text for strip in plain] != [strip.text for strip in smooth]


def test_a_band_is_drawn_around_a_mean() -> None:
    steps = range(0, 1000, 50)
    mean, lower, upper = (series_of((step, value) for step in steps) for value in (1.0, 0.5, 1.5))
    banded = CurveSeries("mean", mean, band=Band(lower, upper))
    strips = draw(Picture((banded,)), 80, 24, STYLES, view=look()).strips
    filled = [sum(len(s.text) for s in strip if s.style == STYLES.areas[0]) for strip in strips[1:-2]]
    assert sum(1 for width in filled if width > 60) >= 8
    assert "0.6" in "\n".join(strip.text for strip in strips)


def test_a_window_between_two_points_shows_the_line_that_leads_through_it() -> None:
    view = look()
    view.window = (450.0, 550.0)
    rows = rows_of(Picture((CurveSeries("loss", series_of([(0, 1.0), (1000, 0.0)])),)), view, 80)
    assert dots(rows) > 70
    cut = series_of([(0, 1.0), (500, math.nan), (1000, 0.0)])
    assert dots(rows_of(Picture((CurveSeries("loss", cut),)), view, 80)[1:-2]) == 0


def test_each_of_several_curves_ends_in_a_sign_of_its_own() -> None:
    pair = Picture((CurveSeries("a", series_of(DECAY)), CurveSeries("b", series_of([(5, 0.5), (995, 0.6)]))))
    rows = rows_of(pair, look(), 80)
    assert "━● a" in rows[0]
    assert "━◼ b" in rows[0]
    body = "\n".join(rows[1:])
    assert body.count("●") == body.count("◼") == 1


@pytest.mark.parametrize(
    ("count", "width", "height"), [(1, 80, 20), (4, 116, 30), (9, 156, 40), (30, 116, 30), (7, 30, 6)]
)
def test_small_plots_lie_within_their_room(count: int, width: int, height: int) -> None:
    found = layout_of((), count, width, height)
    assert found.columns * (found.width + 2) - 2 <= width or found.columns == 1
    assert len(found.rows) * found.height <= height or found.height >= 6
    assert [place for row in found.rows for _, place in row.places] == list(range(count))


def test_an_envelope_that_fills_the_plot_is_fainter_than_one_that_does_not() -> None:
    noisy = series_of((step, 1.0 + step % 2) for step in range(4000))
    calm = series_of((step, step / 4000 + step % 2 / 10) for step in range(4000))
    styles = replace(STYLES, washes=(Style(color="green"), Style(color="green")))
    for series, washed in ((noisy, True), (calm, False)):
        strips = draw(Picture((CurveSeries("rate", series),)), 80, 24, styles, view=look()).strips
        used = [segment.style.color for strip in strips for segment in strip if segment.style is not None]
        colours = {colour.name for colour in used if colour is not None}
        assert ("green" in colours) == washed
        assert ("cyan" in colours) != washed
        assert "blue" in colours


@given(st.integers(1, 30), st.integers(30, 240), st.integers(9, 60), st.integers(0, 29))
def test_rows_out_of_sight_leave_a_line_to_say_so_and_no_other_room(
    count: int, width: int, height: int, focus: int
) -> None:
    layout = layout_of((), count, width, height)
    focused = row_of(layout.rows, (), min(focus, count - 1))
    layout, seen = fitted(layout, 0, focused, height)
    used = sum(layout.rows[place].height(layout.height) for place in seen)
    assert focused in seen
    if len(seen) < len(layout.rows):
        assert height - 1 - len(seen) < used <= height - 1


async def test_a_grid_says_what_is_out_of_sight() -> None:
    class Grid(CurveApp):
        def compose(self) -> ComposeResult:
            yield CurveGrid(ascii=False)

    async with Grid().run_test(size=(80, 20)) as pilot:
        grid = pilot.app.query_one(CurveGrid)
        series = series_of((step, 1.0) for step in range(9))
        grid.show([Picture((CurveSeries(f"m{place}", series),), small=True) for place in range(9)], 0)
        await pilot.pause()
        assert grid.render_line(grid.size.height - 1).text.strip() == "↓ 5 more below"
        grid.show(grid._pictures, 8)
        await pilot.pause()
        assert "more above" in grid.render_line(grid.size.height - 1).text
