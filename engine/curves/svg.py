"""Curves as an SVG picture: axes, ticks, legend with last and best, areas, marks; no colours but those written here.

Coordinates are rounded to a tenth of a pixel. All text that comes from outside is escaped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from engine.curves.lines import Edges, scale_of, vertices
from engine.curves.marks import ABOVE, BELOW, Sign, sign_of
from engine.curves.shown import CurveSeries, Mark
from engine.curves.smoothing import Smoothing
from engine.curves.time_axis import ticks_of
from engine.curves.units import NO_UNIT, Unit, labelled, written
from engine.curves.viewport import Viewport
from engine.curves.window import Window, extent_of
from engine.distinct_names import distinct_names
from engine.observe.abscissa import STEPS, XAxis
from engine.text import clean

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5c99", "#444444")
"""Of the curves in their order, told apart by most kinds of colour blindness (Okabe and Ito)."""

WIDTH, HEIGHT = 860, 400
"""Size of a plot in pixels, legend and axes included."""

LEFT, RIGHT, TOP, BOTTOM = 78, 210, 44, 46
"""What is left around it for axes, legend, title and labels."""

SIGN_WIDTH = 10
"""Pixels that a sign takes."""

_CLIP = "plot"
"""What the area of a plot is called, the same in each."""

NAME_LENGTH = 18
"""Characters of a name in the legend, beside which its last value has room."""

_STYLE = """text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:15px}.dim{fill:#777}
.axis{stroke:#999;fill:none}.grid{stroke:#e6e6e6}.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.area{fill-opacity:.18;stroke:none}.num{text-anchor:end}.mid{text-anchor:middle}.fault{fill:#c00}"""


@dataclass(frozen=True)
class Panel:
    """One plot."""

    title: str
    series: tuple[CurveSeries, ...]
    unit: Unit = NO_UNIT
    marks: tuple[Mark, ...] = ()


def svg_of(
    panels: Sequence[Panel], view: Viewport, smoothing: Smoothing, *, title: str = "", total_steps: int | None = None
) -> str:
    """Draw plots, side by side where there are many.

    Args:
        panels: The plots.
        view: How one looks at them.
        smoothing: Moving averages, complete.
        title: Stands above all.
        total_steps: How many steps a job that goes on is to have.
    """
    columns = 1 if len(panels) <= 2 else 2
    rows = -(-len(panels) // columns)
    head = 34 if title else 0
    width, height = WIDTH * columns, HEIGHT * rows + head
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{_safe(title or 'curves')}</title><style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    if view.is_cut:
        area = f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"/>'
        parts.append(f'<defs><clipPath id="{_CLIP}">{area}</clipPath></defs>')
    if title:
        parts.append(f'<text class="title" x="{LEFT - 50}" y="26">{_safe(title)}</text>')
    for place, panel in enumerate(panels):
        x, y = place % columns * WIDTH, place // columns * HEIGHT + head
        parts.append(f'<g transform="translate({x},{y})">')
        parts += _panel(panel, view, smoothing, total_steps)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, view: Viewport, smoothing: Smoothing, total_steps: int | None) -> Iterator[str]:
    yield f'<text class="title" x="{LEFT}" y="26">{_safe(panel.title)}</text>'
    extent = extent_of(panel.series, view.axis, total_steps)
    if extent is None:
        yield f'<text class="dim" x="{LEFT}" y="{HEIGHT // 2}">nothing to draw over {view.axis}</text>'
        return
    start, end = view.seen(extent)
    plot = _Plot(panel, Window(start, end, WIDTH - LEFT - RIGHT), view)
    yield from plot.axes()
    for place, one in enumerate(panel.series):
        yield from plot.curve(one, COLOURS[place % len(COLOURS)], smoothing, view.weight)
    yield from plot.marks()
    yield from plot.legend()


class _Plot:
    """One plot on its way to SVG."""

    def __init__(self, panel: Panel, window: Window, view: Viewport) -> None:
        self._panel, self._window, self._axis = panel, window, view.axis
        self._edges = Edges(view.axis, window)
        self._scale = scale_of(panel.series, view.axis, window, logarithmic=view.logarithmic, cut=view.is_cut)
        self._height = HEIGHT - TOP - BOTTOM
        self._gaps: set[int] = set()
        self._outside: dict[Sign, set[int]] = {ABOVE: set(), BELOW: set()}
        """Where something lies beyond a cut axis."""

    def _y(self, value: float) -> float:
        share = self._scale.share(value)
        if not self._scale.is_cut:  # What leads out of a cut plot is clipped, so that it leads there.
            share = max(-0.05, min(1.05, share))
        return round(TOP + (1 - share) * self._height, 1)

    def axes(self) -> Iterator[str]:
        window, bottom, right = self._window, TOP + self._height, LEFT + self._window.dots
        for tick in labelled(self._scale, 18, self._panel.unit):
            y = self._y(tick.value)
            yield f'<path class="grid" d="M{LEFT} {y}H{right}"/>'
            yield f'<text class="num" x="{LEFT - 8}" y="{y + 4}">{_safe(tick.label)}</text>'
        for tick in ticks_of(self._axis, window.start, window.end, window.dots // 8):
            x = LEFT + window.dot(tick.value)
            yield f'<path class="axis" d="M{x} {bottom}v5"/>'
            yield f'<text class="mid" x="{x}" y="{bottom + 19}">{_safe(tick.label)}</text>'
        yield f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>'
        yield f'<text class="dim mid" x="{(LEFT + right) // 2}" y="{bottom + 37}">{self._axis}</text>'

    def curve(self, one: CurveSeries, colour: str, smoothing: Smoothing, weight: float) -> Iterator[str]:
        """A curve, clipped where the axis leaves something out."""
        parts = self._curve(one, colour, smoothing, weight)
        yield from [f'<g clip-path="url(#{_CLIP})">', *parts, "</g>"] if self._scale.is_cut else parts

    def _curve(self, one: CurveSeries, colour: str, smoothing: Smoothing, weight: float) -> Iterator[str]:
        abscissa = one.abscissa(self._axis)
        if abscissa is None:
            return
        steps = self._edges.of(abscissa)
        columns = one.series.columns_between(steps)
        self._gaps.update(one.series.gap_columns_between(steps))
        areas = [(column.slot, column.minimum, column.maximum, column.joined) for column in columns]
        if one.band is not None:
            uppers = {column.slot: column.mean for column in one.band.upper.columns_between(steps)}
            lowers = one.band.lower.columns_between(steps)
            areas = [
                (column.slot, column.mean, uppers[column.slot], column.joined)
                for column in lowers
                if column.slot in uppers
            ]
        if self._scale.is_cut:
            self._outside[ABOVE].update(dot for dot, _, high, _ in areas if high > self._scale.high)
            self._outside[BELOW].update(dot for dot, low, _, _ in areas if low < self._scale.low)
        starts = [place for place, area in enumerate(areas) if not area[3]]
        for start, end in pairwise([*starts, len(areas)]):
            yield from self._area(areas[start:end], colour)
        path = []
        lone = []
        corners = list(vertices(one, abscissa, self._window, columns, smoothing.of(one.series, weight)))
        before = False
        for place, (dot, value, joined) in enumerate(corners):
            if self._scale.logarithmic and value <= 0:
                before = False
                continue
            path.append(f"{'L' if joined and before else 'M'}{LEFT + dot} {self._y(value)}")
            if not (joined and before) and not (place + 1 < len(corners) and corners[place + 1][2]):
                lone.append((LEFT + dot, self._y(value)))
            before = True
        yield f'<path class="line" stroke="{colour}" d="{"".join(path)}"/>'
        for x, y in lone:
            yield f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>'

    def _area(self, areas: Sequence[tuple[int, float, float, bool]], colour: str) -> Iterator[str]:
        """What lies between the lowest and the highest, without a gap."""
        if any(high > low for _, low, high, _ in areas):
            above = [f"{LEFT + dot} {self._y(high)}" for dot, _, high, _ in areas]
            below = [f"{LEFT + dot} {self._y(low)}" for dot, low, _, _ in reversed(areas)]
            yield f'<path class="area" fill="{colour}" d="M{"L".join(above + below)}Z"/>'

    def marks(self) -> Iterator[str]:
        bottom = TOP + self._height + 4
        for mark in self._panel.marks:
            axes = mark.axes
            abscissa = axes.abscissa(self._axis) if axes is not None else STEPS if self._axis is XAxis.STEP else None
            dot = self._window.dot(abscissa.x_of(mark.step)) if abscissa is not None else -1
            if 0 <= dot < self._window.dots:
                sign = sign_of(mark.kind)
                kind = "mid fault" if sign.is_fault else "mid"
                label = f"<title>{_safe(mark.label or sign.word)}</title>"
                yield f'<text class="{kind}" x="{LEFT + dot}" y="{bottom}">{label}{sign.glyph}</text>'
        for dot in sorted(self._gaps):
            yield f'<text class="mid fault" x="{LEFT + dot}" y="{bottom}"><title>not finite</title>×</text>'
        for sign, y in ((ABOVE, TOP - 3), (BELOW, TOP + self._height - 3)):
            for dot in _apart(self._outside[sign]):
                yield f'<text class="mid" x="{LEFT + dot}" y="{y}"><title>{sign.word}</title>{sign.glyph}</text>'

    def legend(self) -> Iterator[str]:
        x, y = LEFT + self._window.dots + 16, TOP + 8
        names = distinct_names([clean(one.name, 60) for one in self._panel.series], NAME_LENGTH)
        for place, (one, name) in enumerate(zip(self._panel.series, names, strict=True)):
            colour = COLOURS[place % len(COLOURS)]
            last = one.series.last
            value = "not finite" if one.series.ends_in_gap else written(last.value if last else None, self._panel.unit)
            yield f'<path stroke="{colour}" stroke-width="3" d="M{x} {y - 4}h16"/>'
            yield f'<text x="{x + 22}" y="{y}">{_safe(name)}</text>'
            yield f'<text class="num" x="{WIDTH - 12}" y="{y}">{_safe(value)}</text>'
            best = one.series.best(highest=one.best == "max") if one.best else None
            if best is not None:
                said = f"{one.best_word} {written(best.value, self._panel.unit)} @{best.step:,}"
                yield f'<text class="dim num" x="{WIDTH - 12}" y="{y + 16}">{_safe(said)}</text>'
            y += 42


def _apart(dots: Iterable[int]) -> Iterator[int]:
    """Places at which signs do not touch each other."""
    before = -SIGN_WIDTH
    for dot in sorted(dots):
        if dot - before >= SIGN_WIDTH:
            yield dot
            before = dot


def _safe(text: str) -> str:
    return escape(clean(text, 200))
