"""The loss since the start in a fixed number of bins, kept while it happens: what a sparkline shows."""

from collections.abc import Sequence

from engine.job import TREND_BINS


class Trend:
    """Mean loss in `TREND_BINS` bins of equal width over the steps of a job.

    Args:
        total_steps: Steps of the whole job.
    """

    def __init__(self, total_steps: int) -> None:
        self._total_steps = max(total_steps, 1)
        self._bin_count = min(TREND_BINS, self._total_steps)
        self._sums = [0.0] * self._bin_count
        self._counts = [0] * self._bin_count

    def add(self, step: int, loss: float) -> None:
        """Count the loss reported at `step`, from 1."""
        place = min((step - 1) * self._bin_count // self._total_steps, self._bin_count - 1)
        self._sums[place] += loss
        self._counts[place] += 1

    def means(self) -> list[float | None]:
        """Mean of each bin up to the last one that holds anything; None where nothing was reported."""
        used = max((place + 1 for place, count in enumerate(self._counts) if count), default=0)
        pairs = zip(self._sums[:used], self._counts[:used], strict=True)
        return [total / count if count else None for total, count in pairs]

    def state(self) -> dict[str, object]:
        """Plain containers for a checkpoint."""
        return {"total_steps": self._total_steps, "sums": list(self._sums), "counts": list(self._counts)}

    def restore(self, total_steps: int, sums: Sequence[float], counts: Sequence[int]) -> None:
        """Take over bins from a checkpoint, spread anew where this job has more steps than that one had."""
        for place, (total, count) in enumerate(zip(sums, counts, strict=True)):
            middle_step = (place + 0.5) * total_steps / len(sums)
            target = min(int(middle_step * self._bin_count / self._total_steps), self._bin_count - 1)
            self._sums[target] += total
            self._counts[target] += count
