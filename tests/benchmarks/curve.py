"""Drawing four long curves, and reading a long metrics file."""

import math
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.style import Style

from engine.observe.metrics import MetricsTail
from engine.observe.series import Series
from tests.benchmarks.row import Row
from tui.widgets.curve_drawing import CurveStyles, Picture, draw
from tui.widgets.curve_plot import CurveSeries

POINTS = 100_000
ROUNDS = 15


def measure() -> list[Row]:
    """Measure both."""
    return [*_redraw(), _reading()]


def _redraw() -> list[Row]:
    chance = random.Random(0)
    shown = []
    for number in range(4):
        values = [(1 + number) / (1 + step / 5000) + chance.gauss(0, 0.1) for step in range(POINTS)]
        series = Series()
        series.extend(range(POINTS), values)
        shown.append(CurveSeries(f"metric {number}", series))
    hues = tuple(Style(color=name) for name in ("blue", "yellow", "green", "magenta"))
    plain = Style()
    styles = CurveStyles(plain, hues, hues, plain, plain, plain, plain, plain, plain)
    picture = Picture(tuple(shown))

    def redraw() -> None:
        draw(picture, 160, 48, styles, logarithmic=False, ascii=False)

    def redraw_live() -> None:
        for one in shown:
            one.series.append(POINTS - 1, 0.5)
        redraw()

    def redraw_anew() -> None:
        for one in shown:
            one.series.columns(0, POINTS, 1)  # another window, so that nothing is remembered
        redraw()

    walk_s = _median_s(lambda: [(min(one), max(one)) for one in ([p.value for p in s.series] for s in shown)], rounds=3)
    reference = f"walk over all points {walk_s * 1e3:.0f} ms"
    rows = []
    for what, work in (("a new point each", redraw_live), ("a window not seen before", redraw_anew)):
        took_s = _median_s(work)
        name = f"curve redraw at 160x48, four series of 100,000 points, {what}"
        rows.append(Row(name, f"{took_s * 1e3:.1f} ms", reference, "≤ 10 ms", took_s <= 0.010))
    return rows


def _reading() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "metrics.jsonl"
        with path.open("w") as file:
            for step in range(POINTS):
                loss = math.exp(-step / 20_000)
                file.write(f'{{"step":{step},"epoch":{step // 1000},"time":{1.7e9 + step},"loss":{loss},"lr":0.001}}\n')
        took_s = _median_s(lambda: MetricsTail(path).poll(1 << 30), rounds=5)
        bare_s = _median_s(lambda: path.read_text().split("\n"), rounds=5)
    return Row(
        "100,000 metric lines read into series",
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
