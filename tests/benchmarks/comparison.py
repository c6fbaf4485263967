"""Comparing twenty jobs of 100,000 reports each: what is done after each look, and the mean over seeds."""

import random
from collections.abc import Callable
from statistics import median
from time import perf_counter

from engine.job import JobRecord
from engine.observe.compare.band import Spread, band, band_series
from engine.observe.compare.comparison import compare
from engine.observe.compare.sheet import sheet
from engine.observe.series import Series
from engine.state import JobState
from tests.benchmarks.row import Row

JOBS = 20
REPORTS = 100_000
METRICS = 5
ROUNDS = 9
KEY_MS = 50.0
"""What the panel may take from a key to its picture."""


def measure() -> list[Row]:
    """Measure the table and the band."""
    chance = random.Random(0)
    noise = [chance.gauss(1.0, 0.1) for _ in range(REPORTS)]
    steps = range(0, 5 * REPORTS, 5)
    records = [
        JobRecord(job_id=f"job_{number}_00000000", status=JobState.COMPLETED,
                  params={"seed": number, **{f"parameter_{place}": place for place in range(30)}})
        for number in range(JOBS)
    ]  # fmt: skip
    histories: list[dict[str, Series]] = []
    for _ in records:
        histories.append({f"loss_{place}": Series() for place in range(METRICS)})
        for series in histories[-1].values():
            series.extend(steps, noise)

    def table() -> None:
        comparison = compare(records, histories)
        sheet(comparison, comparison.each)

    def mean_over_seeds() -> None:
        for history in histories:
            # One more point each, as of jobs that go on: nothing is remembered from the round before.
            history["loss_0"].append(history["loss_0"].point(-1).step + 5, 1.0)
        band_series(band([[history["loss_0"]] for history in histories]), Spread.EXTREMES)

    what = f"{JOBS} jobs of {REPORTS:,} reports compared"
    return [_row(f"{what}: table", table), _row(f"{what}: mean and band over seeds", mean_over_seeds)]


def _row(what: str, action: Callable[[], None]) -> Row:
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        action()
        taken.append(1000 * (perf_counter() - start))
    middle = median(taken)
    return Row(what, f"{middle:.1f} ms (worst {max(taken):.1f})", "", f"≤ {KEY_MS:.0f} ms", middle <= KEY_MS)
