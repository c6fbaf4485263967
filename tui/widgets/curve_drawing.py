"""How plot, axes and legend of a curve share the space: a picture becomes strips; pure, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from engine.curves.axis import Tick, x_ticks, y_ticks
from tui.widgets.braille import ASCII_GLYPHS, GLYPHS
from tui.widgets.curve_legend import SIDE_WIDTH, Span, line_legend, side_legend
from tui.widgets.curve_plot import CurveSeries, Plot, Window, scale_of, window_of

EMPTY = "no points yet: the first report comes after 5 steps"
"""Shown where there is nothing to draw and the caller gave no sentence of its own."""

SIDE_LEGEND_FROM = 92
"""Width in cells from which on the legend stands at the side: the plot keeps at least 60."""


@dataclass(frozen=True)
class Picture:
    """What a curve shows; see `Curve.show`."""

    series: tuple[CurveSeries, ...] = ()
    total_steps: int | None = None
    note: str = ""
    title: str = ""


@dataclass(frozen=True)
class CurveStyles:
    """The colours of one theme."""

    base: Style
    lines: tuple[Style, ...]
    """One for each hue."""
    areas: tuple[Style, ...]
    """The envelope of each hue."""
    axis: Style
    label: Style
    title: Style
    grid: Style
    gap: Style
    empty: Style


@dataclass(frozen=True)
class _Signs:
    """The characters of the axes."""

    upright: str = "│"
    upright_tick: str = "┤"
    corner: str = "└"
    level: str = "─"
    level_tick: str = "┴"
    grid: str = "┈"
    gap: str = "×"
    lone: str = "•"
    key: str = "━"


_UNICODE = _Signs()
_ASCII = _Signs("|", "+", "+", "-", "+", ".", "x", "o", "=")


def draw(
    picture: Picture, width: int, height: int, styles: CurveStyles, *, logarithmic: bool, ascii: bool
) -> list[Strip]:
    """Draw a picture into `width` by `height` cells; each strip is at most that wide."""
    if width <= 0 or height <= 0:
        return []
    signs = _ASCII if ascii else _UNICODE
    used = [one for one in picture.series if one.series.step_range is not None]
    if not used:
        return _sentence(picture.note or EMPTY, width, height, styles)
    hues = [(index if one.hue is None else one.hue) % len(styles.lines) for index, one in enumerate(picture.series)]
    pens = [(one, hue) for one, hue in zip(picture.series, hues, strict=True) if one.series.step_range is not None]
    keys = [(signs.key, styles.lines[hue]) for _, hue in pens]
    at_side = width >= SIDE_LEGEND_FROM
    head = _head(picture, used, keys, styles, 0 if at_side else width)
    # In the smallest spaces the labels of the steps go first, then the heading.
    foot_rows = 2 if height >= 5 else 1
    head_rows = 1 if head and height - foot_rows >= 3 else 0
    plot_rows = max(1, height - foot_rows - head_rows)
    plot_width = width - (SIDE_WIDTH + 2 if at_side else 0)
    body = _body(picture, used, [hue for _, hue in pens], plot_width, plot_rows, styles, signs, logarithmic=logarithmic)
    side = side_legend(used, keys, styles.title, styles.label, styles.gap, plot_rows) if at_side else []
    rows = [head] if head_rows else []
    for number, spans in enumerate(body[: plot_rows + foot_rows]):
        legend = side[number] if number < len(side) else []
        rows.append([*_padded(spans, plot_width + 2, styles.base), *legend] if legend else spans)
    return [_strip(row, width) for row in rows[:height]]


def _head(
    picture: Picture, used: Sequence[CurveSeries], keys: Sequence[Span], styles: CurveStyles, legend_width: int
) -> list[Span]:
    title: list[Span] = [(f"{picture.title}   ", styles.title)] if picture.title else []
    if not legend_width:
        return title
    room = legend_width - sum(map(_width, title))
    return [*title, *line_legend(used, keys, styles.title, styles.label, styles.gap, room)]


def _body(
    picture: Picture,
    used: Sequence[CurveSeries],
    hues: Sequence[int],
    width: int,
    rows: int,
    styles: CurveStyles,
    signs: _Signs,
    *,
    logarithmic: bool,
) -> list[list[Span]]:
    """The plot with its axes: `rows` rows of cells, then the axis of the steps and its labels."""
    series = [one.series for one in used]
    window = window_of(series, picture.total_steps, width)
    assert window is not None
    scale = scale_of(series, window, logarithmic=logarithmic)
    ticks = y_ticks(scale, rows)
    gutter = max(len(tick.label) for tick in ticks) + 1 if ticks else 0
    if gutter + 10 > width:
        ticks, gutter = [], 0
    window = Window(window.start, window.end, max(1, width - gutter - 1))
    plot = Plot(series, window, rows, scale)
    labels = {row: tick.label for tick in ticks if (row := plot.row(tick.value)) is not None}
    pens = [styles.base, *(styles.lines[hue] for hue in hues), *(styles.areas[hue] for hue in hues)]
    body = []
    for row in range(rows):
        label = labels.get(row)
        edge = signs.upright if label is None else signs.upright_tick
        spans = [(f"{label or '':>{gutter}}"[-gutter:] if gutter else "", styles.label), (edge, styles.axis)]
        body.append(spans + _cells(plot, row, pens, styles, signs, gridded=label is not None))
    return body + _foot(plot, window, gutter, picture.note, styles, signs)


def _cells(
    plot: Plot, row: int, pens: Sequence[Style], styles: CurveStyles, signs: _Signs, *, gridded: bool
) -> list[Span]:
    width = plot.window.width
    text = plot.canvas.text(row, ASCII_GLYPHS if signs is _ASCII else GLYPHS)
    owners = plot.canvas.pens[row * width : (row + 1) * width]
    lone = {cell - row * width: pen for cell, pen in plot.lone.items() if row * width <= cell < (row + 1) * width}
    if lone:
        glyphs = list(text)
        for cell, pen in lone.items():
            glyphs[cell], owners[cell] = signs.lone, pen
        text = "".join(glyphs)
    spans: list[Span] = []
    start = 0
    for pen, run in groupby(owners):
        end = start + sum(1 for _ in run)
        if pen == 0 and gridded:
            spans.append((signs.grid * (end - start), styles.grid))
        else:
            spans.append((text[start:end], pens[pen]))
        start = end
    return spans


def _foot(plot: Plot, window: Window, gutter: int, note: str, styles: CurveStyles, signs: _Signs) -> list[list[Span]]:
    """The axis of the steps with the marks of what was not finite, and its labels."""
    width = window.width
    ticks = [(window.dot(round(tick.value)) // 2, tick) for tick in x_ticks(window.start, window.end, width)]
    axis = [signs.level] * width
    for cell, _ in ticks:
        axis[min(cell, width - 1)] = signs.level_tick
    for cell in plot.marks:
        axis[min(cell, width - 1)] = signs.gap
    spans: list[Span] = [(" " * gutter + signs.corner, styles.axis)]
    for is_gap, run in groupby(axis, key=signs.gap.__eq__):
        spans.append(("".join(run), styles.gap if is_gap else styles.axis))
    return [spans, [(_step_labels(ticks, gutter + 1, width, note or "step"), styles.label)]]


def _step_labels(ticks: Sequence[tuple[int, Tick]], margin: int, width: int, note: str) -> str:
    """The labels centred below their ticks, and at the end the note, before which they give way."""
    line = " " * (margin + width)
    end = len(line)
    if note and cell_len(note) + 12 < end:
        end -= cell_len(note) + 2
        line = line[: end + 2] + note
    used = 0
    for cell, tick in ticks:
        start = min(max(0, margin + cell - len(tick.label) // 2), margin + width - len(tick.label))
        after = start + len(tick.label)
        if start >= used and after <= end:
            line = line[:start] + tick.label + line[after:]
            used = after + 1
    return line


def _sentence(text: str, width: int, height: int, styles: CurveStyles) -> list[Strip]:
    """A few words in the middle of nothing."""
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= max(10, width - 4):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    lines = lines[:height]
    above = (height - len(lines)) // 2
    rows = [" " * max(0, (width - cell_len(line)) // 2) + line for line in lines]
    return [_strip([(row, styles.empty)], width) for row in [""] * above + rows]


def _padded(spans: list[Span], width: int, style: Style) -> list[Span]:
    missing = width - sum(map(_width, spans))
    return [*spans, (" " * missing, style)] if missing > 0 else spans


def _width(span: Span) -> int:
    return cell_len(span[0])


def _strip(spans: Sequence[Span], width: int) -> Strip:
    strip = Strip([Segment(text, style) for text, style in spans if text])
    return strip.crop(0, width) if strip.cell_length > width else strip
