import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.axis import fit_scale, x_end, x_ticks, y_ticks
from tui.widgets.braille import ASCII_GLYPHS, GLYPHS, Canvas

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS, st.integers(1, 60), st.booleans())
def test_ticks_lie_on_the_axis_apart_from_each_other_with_labels_of_their_own(
    one: float, other: float, rows: int, logarithmic: bool
) -> None:
    low, high = min(one, other), max(one, other)
    if logarithmic:
        low, high = max(abs(low), 1e-300), max(abs(high), 1e-300)
        low, high = min(low, high), max(low, high)
    scale = fit_scale(low, high, logarithmic=logarithmic)
    ticks = y_ticks(scale, rows)
    assert len(ticks) <= 6
    assert len({tick.label for tick in ticks}) == len(ticks)
    for tick in ticks:
        assert -1e-6 <= scale.share(tick.value) <= 1 + 1e-6
    for before, after in pairwise(ticks):
        assert after.value > before.value
    if abs(low) < 1e300 and abs(high) < 1e300 and low >= 1e-300:
        assert scale.share(low) >= -1e-9
        assert scale.share(high) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.09, 0.98, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.25, 0.25, ["0.15", "0.20", "0.25", "0.30", "0.35"]),
        (0.0, 0.0, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
        (1200, 11_900, ["0", "2,500", "5,000", "7,500", "10,000"]),
        (0.0, 2e12, ["0", "0.5e12", "1.0e12", "1.5e12", "2.0e12"]),
    ],
)
def test_linear_labels(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in y_ticks(fit_scale(low, high, logarithmic=False), 20)] == labels


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.01, 100, ["0.01", "0.1", "1", "10", "100"]),
        (1e-9, 1e9, ["1e-8", "1e-4", "1", "10,000", "1e8"]),
        (0.1, 5, ["0.1", "0.2", "0.5", "1", "2", "5"]),
    ],
)
def test_logarithmic_labels(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in y_ticks(fit_scale(low, high, logarithmic=True), 20)] == labels


def test_bounds_stand_still_while_values_creep() -> None:
    scales = {fit_scale(0.2 - step / 1000, 0.98, logarithmic=False) for step in range(100)}
    assert len(scales) <= 4


def test_the_step_axis_moves_in_few_strides_and_ends_with_the_run() -> None:
    ends = [x_end(step, 2000) for step in range(5, 2001, 5)]
    assert ends == sorted(ends)
    assert len(set(ends)) < 30
    assert all(end > step for end, step in zip(ends, range(5, 2001, 5), strict=True))
    assert ends[-1] == 2001
    assert x_end(1340, None) == 1341
    assert x_end(2500, 2000) == 2501


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**15), st.integers(1, 300))
def test_step_labels_never_touch(start: int, span: int, width: int) -> None:
    ticks = x_ticks(start, start + span, width)
    for before, after in pairwise(ticks):
        distance = (after.value - before.value) * width / max(1, span - 1)
        assert distance >= max(len(before.label), len(after.label)) + 2
        assert start <= before.value < start + span


@given(
    st.integers(0, 40),
    st.floats(-1e6, 1e6),
    st.integers(0, 40),
    st.floats(-1e6, 1e6),
    st.integers(1, 20),
    st.integers(1, 9),
)
def test_any_line_stays_on_the_canvas(x0: int, y0: float, length: int, y1: float, width: int, height: int) -> None:
    canvas = Canvas(width, height)
    canvas.line(x0, y0, x0 + length + 1, y1, 3)
    assert len(canvas.bits) == width * height
    assert all((bits != 0) == (pen == 3) for bits, pen in zip(canvas.bits, canvas.pens, strict=True))


def column_of(canvas: Canvas, x: int) -> list[int]:
    """The rows of the dots in a column of dots."""
    bits = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))[x & 1]
    rows = range(canvas.height * 4)
    return [row for row in rows if canvas.bits[(row >> 2) * canvas.width + (x >> 1)] & bits[row & 3]]


@given(st.lists(st.integers(0, 31), min_size=1, max_size=20))
def test_a_path_is_a_run_in_each_column_that_touches_the_next(heights: list[int]) -> None:
    canvas = Canvas(10, 8)
    canvas.path([(x, float(y)) for x, y in enumerate(heights)], 1)
    columns = [column_of(canvas, x) for x in range(len(heights))]
    for x, (rows, height) in enumerate(zip(columns, heights, strict=True)):
        assert rows == list(range(rows[0], rows[-1] + 1))
        assert height in rows
        lowest, highest = min(heights[max(0, x - 1) : x + 2]), max(heights[max(0, x - 1) : x + 2])
        assert lowest <= rows[0] <= rows[-1] <= highest
    for left, right in pairwise(columns):
        assert left[0] - 1 <= right[-1]
        assert right[0] - 1 <= left[-1]


@given(st.lists(st.tuples(st.integers(0, 7), st.floats(-1e6, 1e6)), min_size=1, max_size=20))
def test_a_path_with_jumps_is_drawn_as_its_lines_are(steps: list[tuple[int, float]]) -> None:
    x, points = -3, []
    for step, y in steps:
        x += step
        points.append((x, y))
    canvas = Canvas(9, 7)
    canvas.path(points, 2)
    assert all((bits != 0) == (pen == 2) for bits, pen in zip(canvas.bits, canvas.pens, strict=True))
    for x, y in points:
        if 0 <= x < 18 and 0 <= round(y) < 28:
            assert round(y) in column_of(canvas, x)


def test_a_steep_line_has_no_holes() -> None:
    canvas = Canvas(1, 5)
    canvas.span(0, 19, 19, 1)
    canvas.line(0, 19, 1, 0, 1)
    dots = [
        any(canvas.bits[row >> 2] & mask for mask in (1 << (row & 3), 8 << (row & 3)))
        for row in range(20)
        if row & 3 < 3
    ]
    assert all(dots)


def test_glyphs_keep_the_height_of_the_dots_in_ascii() -> None:
    assert [ASCII_GLYPHS[bits] for bits in (0, 0x01, 0x02, 0x04, 0x40, 0x47, 0xFF)] == [
        " ",
        "'",
        "-",
        "-",
        ".",
        "|",
        "#",
    ]
    assert GLYPHS[0xFF] == "⣿"
    assert all(glyph.isascii() for glyph in ASCII_GLYPHS)
    assert math.prod(map(len, GLYPHS)) == 1
