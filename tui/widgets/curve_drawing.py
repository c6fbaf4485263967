"""How plot, axes and legend of curves share the space: a picture becomes strips; pure, no widgets."""

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from engine.curves.axis import Tick
from engine.curves.lines import scale_of
from engine.curves.reading import Reading, read_at
from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothing
from engine.curves.time_axis import ticks_of, x_label
from engine.curves.units import labelled
from engine.curves.viewport import Viewport
from engine.curves.window import Window, extent_of
from tui.widgets.braille import ASCII_GLYPHS, DOTS_X, GLYPHS
from tui.widgets.curve_legend import SIDE_WIDTH, Entry, line_legend, side_legend, spans_width
from tui.widgets.curve_overlay import Overlay, overlay_of
from tui.widgets.curve_picture import ASCII, UNICODE, CurveStyles, Drawing, Picture, Span
from tui.widgets.curve_plot import Plot

EMPTY = "no points yet: the first report comes after 5 steps"
"""Shown where there is nothing to draw and the caller gave no sentence of its own."""

SIDE_LEGEND_FROM = 92
"""Width in cells from which on the legend stands at the side: the plot keeps at least 60."""


def draw(
    picture: Picture,
    width: int,
    height: int,
    styles: CurveStyles,
    *,
    view: Viewport,
    smoothing: Smoothing | None = None,
    ascii: bool = False,
) -> Drawing:
    """Draw a picture into `width` by `height` cells; each strip is at most that wide."""
    if width <= 0 or height <= 0:
        return Drawing(())
    washes = styles.washes or styles.areas
    used = [
        (one, styles.lines[hue % len(styles.lines)], (styles.areas[hue % len(styles.areas)], washes[hue % len(washes)]))
        for place, one in enumerate(picture.series)
        if one.series.step_range is not None
        for hue in (place if one.hue is None else one.hue,)
    ]
    shown = [one for one, _, _ in used]
    extent = extent_of(shown, view.axis, picture.total_steps)
    if extent is None:
        reason = f"{view.axis} is not reported" if shown else picture.note or EMPTY
        return Drawing(_sentence(reason, picture.title if picture.small else "", width, height, styles))
    layout = _Layout(picture, width, height, shown, [pen for _, pen, _ in used], view, smoothing, styles, ascii=ascii)
    areas = [area for _, _, area in used]
    start, end = view.seen(extent)
    return layout.drawn(Window(start, end, width), areas)


class _Layout:
    """One picture on its way to strips."""

    def __init__(
        self,
        picture: Picture,
        width: int,
        height: int,
        shown: Sequence[CurveSeries],
        pens: Sequence[Style],
        view: Viewport,
        smoothing: Smoothing | None,
        styles: CurveStyles,
        *,
        ascii: bool,
    ) -> None:
        self.picture, self.width, self.height, self.shown, self.pens = picture, width, height, shown, pens
        self.view, self.smoothing, self.styles, self.ascii = view, smoothing, styles, ascii
        self.signs = ASCII if ascii else UNICODE
        self.at_side = width >= SIDE_LEGEND_FROM and not picture.small
        # In the smallest spaces the labels of the axis go first, then the heading.
        self.foot_rows = 2 if height >= 5 else 1

    def drawn(self, whole: Window, areas: Sequence[tuple[Style, Style]]) -> Drawing:
        """The strips."""
        styles, view = self.styles, self.view
        readings = [
            read_at(one, view.axis, view.cursor, self.smoothing, view.weight) if view.cursor is not None else None
            for one in self.shown
        ]
        entries = [self._entry(place, readings[place]) for place in range(len(self.shown))]
        heading = self._heading(whole)
        head = self._head(entries, heading)
        head_rows = 1 if head and self.height - self.foot_rows >= 3 else 0
        rows = max(1, self.height - self.foot_rows - head_rows)
        plot_width = self.width - (SIDE_WIDTH + 2 if self.at_side else 0)
        scale = scale_of(
            self.shown, view.axis, Window(whole.start, whole.end, plot_width * DOTS_X),
            logarithmic=view.logarithmic, cut=view.is_cut,
        )  # fmt: skip
        ticks = labelled(scale, rows, self.picture.unit)
        gutter = max(cell_len(tick.label) for tick in ticks) + 1 if ticks else 0
        if gutter + 10 > plot_width:
            ticks, gutter = [], 0
        window = Window(whole.start, whole.end, max(1, plot_width - gutter - 1) * DOTS_X)
        plot = Plot(self.shown, view.axis, window, rows, scale, self.smoothing, view.weight)
        overlay = overlay_of(
            plot, self.shown, self.picture.marks, readings, view.axis, view.cursor, self.pens, styles, self.signs
        )
        lines = [*self._body(plot, overlay, ticks, gutter, areas), *self._foot(plot, overlay, gutter)]
        signs = overlay.explained(styles, ascii=self.ascii)
        side = (
            side_legend(entries, self.picture.unit, heading, signs, overlay.said, styles, rows, ascii=self.ascii)
            if self.at_side
            else []
        )
        if head_rows and not self.at_side and not self.picture.small:
            head = self._explained(head, [*overlay.said, *signs])
        strips = [_strip(head, self.width)] if head_rows else []
        for number, spans in enumerate(lines[: rows + self.foot_rows]):
            legend = side[number] if number < len(side) else []
            # The labels below the axis may hold anything; the width of all other lines is known.
            length = gutter + 1 + plot.canvas.width if number <= rows else spans_width(spans)
            if legend:
                spans = [*spans, (" " * (plot_width + 2 - length), styles.base), *legend]
                length = plot_width + 2 + spans_width(legend)
            strips.append(_strip(spans, self.width, length))
        return Drawing(strips[: self.height], window, gutter + 1, head_rows, head_rows + rows + self.foot_rows)

    def _entry(self, place: int, reading: Reading | None) -> Entry:
        key = [(self.signs.key, self.pens[place])]
        if len(self.shown) > 1:
            key.append((self.signs.end(self.shown[place], place), self.pens[place]))
        return Entry(self.shown[place], key, reading, self.view.cursor is not None)

    def _heading(self, whole: Window) -> str:
        if self.view.cursor is None:
            return ""
        label = x_label(self.view.axis, self.view.cursor, max((whole.end - whole.start) / self.width, 1e-9))
        return f"{self.view.axis} {label}"

    def _head(self, entries: Sequence[Entry], heading: str) -> list[Span]:
        picture, styles = self.picture, self.styles
        title_style = styles.title + Style(reverse=True) if picture.focused else styles.title
        title: list[Span] = [(f" {picture.title} " if picture.focused else picture.title, title_style)]
        title = [*title, ("  ", styles.base)] if picture.title else []
        if self.at_side:
            return title
        room = self.width - spans_width(title)
        named = len(entries) > 1 or not picture.small
        return [
            *title,
            *line_legend(
                entries,
                picture.unit,
                "" if picture.small else heading,
                styles,
                room,
                named=named,
                small=picture.small,
                ascii=self.ascii,
            ),
        ]

    def _explained(self, head: list[Span], signs: Sequence[Span]) -> list[Span]:
        """The heading with the signs at its end, as far as there is room."""
        while signs:
            words = [part for text, style in signs for part in (("  ", style), (text, style))]
            missing = self.width - spans_width(head) - spans_width(words)
            if missing >= 1:
                return [*head, (" " * missing, self.styles.base), *words]
            signs = signs[:-1]
        return head

    def _body(
        self, plot: Plot, overlay: Overlay, ticks: Sequence[Tick], gutter: int, areas: Sequence[tuple[Style, Style]]
    ) -> list[list[Span]]:
        styles, signs, width = self.styles, self.signs, plot.canvas.width
        labels = {row: tick.label for tick in ticks if (row := plot.row(tick.value)) is not None}
        shades = [wash if place in plot.filled else area for place, (area, wash) in enumerate(areas)]
        pens = [styles.base, *self.pens, *shades]
        glyphs = ASCII_GLYPHS if self.ascii else GLYPHS
        body = []
        for row in range(plot.canvas.height):
            label = labels.get(row)
            edge = signs.upright if label is None else signs.upright_tick
            spans = [(f"{label or '':>{gutter}}"[-gutter:] if gutter else "", styles.label), (edge, styles.axis)]
            text = plot.canvas.text(row, glyphs)
            owners = plot.canvas.pens[row * width : (row + 1) * width]
            over = [cell for cell in range(row * width, (row + 1) * width) if cell in overlay.cells]
            start = 0
            for cell in [*(cell - row * width for cell in over), width]:
                spans += _dots(text[start:cell], owners[start:cell], pens, signs.grid if label else "", styles.grid)
                if cell < width:
                    spans.append(overlay.cells[row * width + cell])
                start = cell + 1
            body.append(spans)
        return body

    def _foot(self, plot: Plot, overlay: Overlay, gutter: int) -> list[list[Span]]:
        """The horizontal axis with what is marked on it, and its labels."""
        styles, signs, width = self.styles, self.signs, plot.canvas.width
        window, axis = plot.window, self.view.axis
        ticks = [(window.dot(tick.value) // DOTS_X, tick) for tick in ticks_of(axis, window.start, window.end, width)]
        cells = [(signs.level, styles.axis)] * width
        for cell, _ in ticks:
            cells[min(cell, width - 1)] = (signs.level_tick, styles.axis)
        for cell, sign in overlay.axis.items():
            cells[min(cell, width - 1)] = sign
        spans: list[Span] = [(" " * gutter + signs.corner, styles.axis)]
        for style, run in groupby(cells, key=lambda cell: cell[1]):
            spans.append(("".join(text for text, _ in run), style))
        note = "" if self.picture.small else self.picture.note or self._state()
        label = _labels(ticks, gutter + 1, width, note)
        return [spans, [(label, styles.label)]]

    def _state(self) -> str:
        """What the horizontal axis is, and all that makes the picture another one than at first."""
        view = self.view
        if self.picture.brief:
            return str(view.axis)
        parts = [str(view.axis)]
        parts += ["log"] if view.logarithmic else []
        parts += ["outliers cut"] if view.is_cut else []
        parts += [f"smooth {view.weight:g}"] if view.weight else []
        parts += ["following" if view.follows else "part"] if view.window is not None else []
        return " · ".join(parts) if not self.ascii else ", ".join(parts)


def _dots(text: str, owners: bytearray, pens: Sequence[Style], grid: str, grid_style: Style) -> list[Span]:
    spans: list[Span] = []
    start, length = 0, len(owners)
    while start < length:
        pen = owners[start]
        end = length - len(owners[start:].lstrip(owners[start : start + 1]))  # As far as the same pen drew.
        spans.append((grid * (end - start), grid_style) if pen == 0 and grid else (text[start:end], pens[pen]))
        start = end
    return spans


def _labels(ticks: Sequence[tuple[int, Tick]], margin: int, width: int, note: str) -> str:
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


def _sentence(text: str, title: str, width: int, height: int, styles: CurveStyles) -> list[Strip]:
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
    strips = [_strip([(row, styles.empty)], width) for row in [""] * above + rows]
    return [_strip([(title, styles.title)], width), *strips[1:]] if title and above else strips


def _strip(spans: Sequence[Span], width: int, length: int | None = None) -> Strip:
    strip = Strip([Segment(text, style) for text, style in spans if text], length)
    return strip.crop(0, width) if strip.cell_length > width else strip
