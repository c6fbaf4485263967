"""The histories of the jobs that were looked at last, so that going back to one costs nothing.

A history is changed by whoever draws it, and by nobody else; a thread reads for it (`HeldHistory.read`) and hands over
batches, which are added in their order (`HeldHistory.take`).
"""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from engine.observe.lineage import Ancestor, LineageReader
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import SLICE_BYTES, MetricHistory, MetricsReader

MOST_POINTS = 6_000_000
"""Most points kept of all jobs but the one asked for last: about 100 MiB."""

MOST_JOBS = 50
"""Most jobs kept."""


class HeldHistory:
    """The history of one job and its reader.

    Args:
        source: The job's metrics file, or what reads it together with those of the jobs it went on from.
        summarises: Whether the summaries of every metric are made as it comes in: for whoever asks about all at once,
            else only those are made that are asked for.
    """

    def __init__(self, source: Path | LineageReader, *, summarises: bool = False) -> None:
        self.history = MetricHistory()
        """What has been added so far. Another object after the file was truncated or replaced."""
        self.is_complete = False
        """Whether all that the file held when it was read last has been added."""
        self.done = 0.0
        """How much of it has been added, 0 to 1."""
        self._summarises = summarises
        self._reader = MetricsReader(source) if isinstance(source, Path) else source
        self._lock = Lock()

    def read(self) -> tuple[MetricBatch, float]:
        """In a thread: read the next slice; return it and how much of the file has been read then."""
        with self._lock:
            batch = self._reader.read(SLICE_BYTES)
            return batch, 1.0 if not self._reader.is_behind else self._reader.done

    def take(self, batch: MetricBatch, done: float) -> bool:
        """Add what was read; whether that changed anything."""
        if batch.restarted:
            self.history = MetricHistory()
        self.history.take(batch)
        if self._summarises:
            self.history.summarise()
        changed = bool(batch) or (done >= 1 and not self.is_complete)
        self.done = done
        self.is_complete = self.is_complete or done >= 1
        return changed

    @property
    def ancestors(self) -> tuple[Ancestor, ...]:
        """The jobs whose reports come before those of the job itself, oldest first."""
        return self._reader.ancestors if isinstance(self._reader, LineageReader) else ()

    @property
    def points(self) -> int:
        """How many points it holds."""
        history = self.history
        return sum(map(len, history.series.values())) + len(history.epochs) + len(history.times)


class Histories:
    """Histories by job, the one asked for longest ago forgotten first."""

    def __init__(self) -> None:
        self._held: OrderedDict[Path, HeldHistory] = OrderedDict()

    def of(self, path: Path, source: LineageReader | None = None) -> HeldHistory:
        """The history behind a metrics file, empty if it is new; then `source` reads it, if that is given."""
        held = self._held.pop(path, None)
        if held is None:
            held = HeldHistory(source or path)
        self._held[path] = held
        self._forget()
        return held

    def _forget(self) -> None:
        others = list(self._held.items())[:-1]
        points = sum(held.points for _, held in others)
        for path, held in others:
            if points <= MOST_POINTS and len(self._held) <= MOST_JOBS:
                return
            points -= held.points
            del self._held[path]
