"""Comparing twenty jobs of 100,000 reports each: what is done after each look, and the mean over seeds."""

import random
from array import array
from collections.abc import Callable
from statistics import median
from time import perf_counter

from engine.job import JobRecord
from engine.observe.compare.band import Spread, band, band_series
from engine.observe.compare.comparison import compare
from engine.observe.compare.sheet import sheet
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import MetricHistory
from engine.state import JobState
from tests.benchmarks.row import Row

JOBS = 20
REPORTS = 100_000
METRICS = 5
SLICE = 10_000
"""Reports that are read before they are added; see `engine.observe.metrics.SLICE_BYTES`."""
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
    read = [MetricHistory() for _ in records]
    histories = [history.series for history in read]
    slices = iter([(history, first) for history in read for first in range(0, REPORTS, SLICE)])

    def add_slice() -> None:
        history, first = next(slices)
        batch = MetricBatch()
        taken = array("q", steps[first : first + SLICE]), array("d", noise[first : first + SLICE])
        batch.reported.update({f"loss_{place}": taken for place in range(METRICS)})
        history.take(batch)
        history.summarise()

    def table() -> None:
        comparison = compare(records, histories)
        sheet(comparison, comparison.each)

    def mean_over_seeds() -> None:
        for history in histories:
            # One more point each, as of jobs that go on: nothing is remembered from the round before.
            history["loss_0"].append(history["loss_0"].point(-1).step + 5, 1.0)
        band_series(band([[history["loss_0"]] for history in histories]), Spread.EXTREMES)

    what = f"{JOBS} jobs of {REPORTS:,} reports compared"
    return [
        _row(f"{what}: a slice of what was read", add_slice, JOBS * REPORTS // SLICE),
        _row(f"{what}: table", table),
        _row(f"{what}: mean and band over seeds", mean_over_seeds),
    ]


def _row(what: str, action: Callable[[], None], rounds: int = ROUNDS) -> Row:
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        action()
        taken.append(1000 * (perf_counter() - start))
    middle = median(taken)
    told = f"{middle:.1f} ms (first {taken[0]:.1f}, worst {max(taken):.1f})"
    return Row(what, told, "", f"≤ {KEY_MS:.0f} ms", max(taken[0], middle) <= KEY_MS)
