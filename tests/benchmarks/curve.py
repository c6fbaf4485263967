"""Drawing four curves of a million points each, and reading a long metrics file."""

import math
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.style import Style

from engine.curves.shown import CurveSeries
from engine.curves.smoothing import Smoothing
from engine.curves.viewport import Viewport
from engine.observe.metrics import MetricsTail
from engine.observe.series import Series
from tests.benchmarks.row import Row
from tui.widgets.curve_drawing import draw
from tui.widgets.curve_picture import CurveStyles, Picture

POINTS = 1_000_000
LINES = 100_000
ROUNDS = 15


def measure() -> list[Row]:
    """Measure both."""
    return [*_redraw(), _reading()]


def _redraw() -> list[Row]:
    chance = random.Random(0)
    shown = []
    noise = [chance.gauss(0, 0.1) for _ in range(POINTS)]
    for number in range(4):
        series = Series()
        series.extend(range(POINTS), [(1 + number) / (1 + step / 50_000) + noise[step] for step in range(POINTS)])
        shown.append(CurveSeries(f"metric {number}", series))
    hues = tuple(Style(color=name) for name in ("blue", "yellow", "green", "magenta"))
    plain = Style()
    styles = CurveStyles(plain, hues, hues, *[plain] * 8)
    picture = Picture(tuple(shown))
    view, smoothing = Viewport(), Smoothing()

    def redraw() -> None:
        draw(picture, 160, 48, styles, view=view, smoothing=smoothing)

    def redraw_live() -> None:
        for one in shown:
            one.series.append(POINTS - 1, 0.5)
        while smoothing.advance([one.series for one in shown], view.weight):
            pass
        redraw()

    def redraw_anew() -> None:
        for one in shown:
            one.series.columns(0, POINTS, 1)  # another window, so that nothing is remembered
        redraw()

    def redraw_zoomed() -> None:
        start = chance.uniform(0, POINTS * 0.6)
        view.window = (start, start + POINTS * chance.uniform(0.1, 0.4))
        redraw()

    walk_s = _median_s(lambda: [(min(one), max(one)) for one in ([p.value for p in s.series] for s in shown)], rounds=3)
    reference = f"walk over all points {walk_s * 1e3:.0f} ms"
    rows = []
    for what, weight_place, work in (
        ("a new point each", 0, redraw_live),
        ("a window not seen before", 0, redraw_anew),
        ("zoomed anywhere", 0, redraw_zoomed),
        ("smoothed, a new point each", 8, redraw_live),
        ("smoothed, zoomed anywhere", 8, redraw_zoomed),
    ):
        view.weight_place, view.window = weight_place, None
        redraw_live()
        took_s = _median_s(work)
        name = f"curve redraw at 160x48, four series of {POINTS:,} points, {what}"
        rows.append(Row(name, f"{took_s * 1e3:.1f} ms", reference, "≤ 10 ms", took_s <= 0.010))
    return rows


def _reading() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "metrics.jsonl"
        with path.open("w") as file:
            for step in range(LINES):
                loss = math.exp(-step / 20_000)
                file.write(f'{{"step":{step},"epoch":{step // 1000},"time":{1.7e9 + step},"loss":{loss},"lr":0.001}}\n')
        took_s = _median_s(lambda: MetricsTail(path).poll(1 << 30), rounds=5)
        bare_s = _median_s(lambda: path.read_text().split("\n"), rounds=5)
    return Row(
        f"{LINES:,} metric lines read into series",
        f"{took_s * 1e3:.0f} ms",
        f"read and split in bare Python {bare_s * 1e3:.0f} ms",
        "≤ 300 ms",
        took_s <= 0.3,
    )


def _median_s(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times_s = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times_s.append(perf_counter() - start)
    return median(times_s)
