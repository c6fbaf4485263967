"""The histories of the jobs in a comparison: a thread reads them, the thread of the panel adds what was read."""

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

from textual.screen import Screen
from textual.worker import get_current_worker

from engine.observe.histories import HeldHistory
from engine.observe.lineage import LineageReader
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import MetricHistory
from engine.paths import Workspace

DRAW_EVERY_S = 0.25
"""Least seconds between two pictures of histories that are still coming in."""


class CompareHistories:
    """Reads the metrics of some jobs.

    Args:
        workspace: Where their files are.
        job_ids: Which jobs.
    """

    def __init__(self, workspace: Workspace, job_ids: Sequence[str]) -> None:
        self._held = [
            HeldHistory(LineageReader(workspace, job_id, besides=job_ids), summarises=True) for job_id in job_ids
        ]
        self._is_reading = False
        self._has_news = False
        self._told_s = 0.0

    @property
    def all(self) -> list[MetricHistory]:
        """What has been read, in the order of the jobs."""
        return [held.history for held in self._held]

    @property
    def seams(self) -> list[tuple[int, ...]]:
        """The steps at which each of them went on from a job that is not compared itself."""
        return [tuple(each.last_step for each in held.ancestors if each.last_step is not None) for held in self._held]

    @property
    def done(self) -> float:
        """How much of all the files has been read for the first time, 0 to 1."""
        return sum(1.0 if held.is_complete else held.done for held in self._held) / len(self._held)

    def read_on(self, screen: Screen[str | None], told: Callable[[bool], None]) -> None:
        """Read what has come since the last time.

        Args:
            screen: Whose worker reads.
            told: Called in the panel's thread now and then, and at the end, with whether anything is new.
        """
        if not self._is_reading:
            self._is_reading = True
            screen.run_worker(partial(self._read, screen, told), thread=True, group="metrics")

    def _read(self, screen: Screen[str | None], told: Callable[[bool], None]) -> None:
        worker = get_current_worker()
        for held in self._held:
            done = 0.0
            while done < 1 and not worker.is_cancelled:
                batch, done = held.read()
                screen.app.call_later(partial(self._take, held, batch, done, told))
        screen.app.call_later(partial(self._end, told))

    def _take(self, held: HeldHistory, batch: MetricBatch, done: float, told: Callable[[bool], None]) -> None:
        self._has_news = held.take(batch, done) or self._has_news
        if self._has_news and perf_counter() - self._told_s > DRAW_EVERY_S and not held.is_complete:
            self._tell(told)

    def _end(self, told: Callable[[bool], None]) -> None:
        self._is_reading = False
        self._tell(told)

    def _tell(self, told: Callable[[bool], None]) -> None:
        has_news, self._has_news = self._has_news, False
        told(has_news)
        self._told_s = perf_counter()
