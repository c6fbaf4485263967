"""The loss since the start in a fixed number of bins, kept while it happens: what a sparkline shows."""

from collections.abc import Sequence

from engine.job import TREND_BINS

MOST_WAITING = 1_000
"""Most reports kept before they are put into bins: about a second of the quickest training."""


class Trend:
    """Mean loss in bins of equal width from the first step to the present one.

    A bin is one step wide at first. Whenever there are more than `TREND_BINS`, neighbours are joined and the width
    doubles, so the trend has between half as many and as many bins however long the job has been running.
    """

    def __init__(self) -> None:
        self._width_steps = 1
        self._sums: list[float] = []
        self._counts: list[int] = []
        self._waiting: list[tuple[int, float]] = []
        """Reports in no bin yet: they come far more often than somebody looks at the bins."""

    def add(self, step: int, loss: float) -> None:
        """Count the loss reported at `step`, from 1."""
        self._waiting.append((step, loss))
        if len(self._waiting) >= MOST_WAITING:
            self._fill_bins()

    def means(self) -> list[float | None]:
        """Mean of each bin in which something was reported, oldest first."""
        self._fill_bins()
        pairs = zip(self._sums, self._counts, strict=True)
        return [total / count for total, count in pairs if count]

    def state(self) -> dict[str, object]:
        """Plain containers for a checkpoint."""
        self._fill_bins()
        return {"width_steps": self._width_steps, "sums": list(self._sums), "counts": list(self._counts)}

    def restore(self, width_steps: int, sums: Sequence[float], counts: Sequence[int]) -> None:
        """Take over the bins of a checkpoint."""
        self._width_steps, self._sums, self._counts = width_steps, list(sums), list(counts)
        self._waiting.clear()

    def _fill_bins(self) -> None:
        for step, loss in self._waiting:
            while (step - 1) // self._width_steps >= TREND_BINS:
                self._join_neighbours()
            place = (step - 1) // self._width_steps
            missing = place + 1 - len(self._sums)
            self._sums += [0.0] * missing
            self._counts += [0] * missing
            self._sums[place] += loss
            self._counts[place] += 1
        self._waiting.clear()

    def _join_neighbours(self) -> None:
        self._width_steps *= 2
        self._sums = [sum(self._sums[place : place + 2]) for place in range(0, len(self._sums), 2)]
        self._counts = [sum(self._counts[place : place + 2]) for place in range(0, len(self._counts), 2)]
