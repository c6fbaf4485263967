"""The history of a job's metrics, read from `metrics.jsonl` while the job writes it.

Reading (`MetricsReader`) and keeping (`MetricHistory`) are apart, so that a thread may read for somebody who draws.
"""

from array import array
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.observe.abscissa import Axes
from engine.observe.growing_file import BLOCK_BYTES, GrowingFile
from engine.observe.line_shape import LineShape
from engine.observe.metric_batch import MetricBatch, are_moments, moments_only
from engine.observe.series import Series, are_ordered
from engine.text import clean

LINE_LIMIT_BYTES = 1 << 16
"""Lines up to this length are always read, lines longer than this and a block never; a real one has 100 to 2,000."""

METRIC_LIMIT = 500
"""Most metrics kept of one job; more come only from a name that changes with every line."""

NAME_LIMIT = 80
"""Longest name of a metric, in characters."""


SLICE_BYTES = 1 << 20
"""How much is read before it is added: 1 MiB, about 10,000 lines, take a thread 10 ms to read and 3 ms to add."""


class MetricHistory:
    """Every metric of one job over its steps; not for two threads at once."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        """Name of each metric, harmless, to its points, in the order of their first appearance."""
        self.epochs = Series()
        """Epoch at each step, fractions where the job reports them: an x axis."""
        self.times = Series()
        """Unix seconds at each step: an x axis."""
        self.skipped_lines = 0
        """Lines that could not be used."""
        self._names: dict[str, str] = {}

    @cached_property
    def axes(self) -> Axes:
        """What a curve of these metrics can be drawn over."""
        return Axes(self.epochs, self.times)

    def add(self, reports: Iterable[dict[str, Any]]) -> None:
        """Add decoded lines, in their order."""
        batch = MetricBatch()
        batch.add(reports)
        self.take(batch)

    def take(self, batch: MetricBatch) -> None:
        """Add what was read next."""
        self.skipped_lines += batch.skipped_lines
        known: array[int] | None = None
        ordered = False
        for name, (steps, values) in batch.reported.items():
            series = self._series(name)
            if series is None:
                continue
            if series is self.times and not are_moments(values):
                steps, values = moments_only(steps, values)
            if steps != known:  # Most metrics of a job are reported at the same steps.
                known, ordered = steps, are_ordered(steps)
            series.extend(steps, values, ordered=ordered)

    def summarise(self) -> None:
        """Make the summaries that questions about all points need: slice by slice, 4 ms each, where many are asked."""
        for series in self.series.values():
            series.pyramid.summarise()

    def _series(self, name: str) -> Series | None:
        if name == "epoch":
            return self.epochs
        if name == "time":
            return self.times
        shown = self._names.get(name)
        if shown is None:
            if len(self._names) >= METRIC_LIMIT:
                return None
            shown = self._names[name] = clean(name, NAME_LIMIT)
        return self.series.setdefault(shown, Series())


class MetricsReader:
    """Reads what a job appends to its metrics file.

    Args:
        path: The file; it may come into being later.
    """

    def __init__(self, path: Path) -> None:
        self._file = GrowingFile(path)
        self._rest = b""
        self._in_long_line = False
        self._shape: LineShape | None = None

    @property
    def is_behind(self) -> bool:
        """Whether the last look left something of the file unread."""
        return self._file.offset < self._file.size_bytes

    @property
    def offset(self) -> int:
        """How many bytes of the file have been read."""
        return self._file.offset

    @property
    def done(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.offset / self._file.size_bytes) if self._file.size_bytes else 1.0

    def skip_to_last(self, lines: int, max_bytes: int) -> None:
        """Begin with the last lines, for whoever needs no more; before anything was read.

        Args:
            lines: How many.
            max_bytes: How far to go back at most.
        """
        self._in_long_line = self._file.seek_last_lines(lines, max_bytes)

    def read(self, max_bytes: int = BLOCK_BYTES) -> MetricBatch:
        """Read what was appended, at most `max_bytes`."""
        batch = MetricBatch()
        while max_bytes > 0:
            restarted, content = self._file.read(min(BLOCK_BYTES, max_bytes))
            if restarted:
                self._rest, self._in_long_line, self._shape = b"", False, None
                batch = MetricBatch(restarted=True)
            if not content:
                break
            max_bytes -= len(content)
            self._take(content, batch)
        return batch

    def _take(self, content: bytes, batch: MetricBatch) -> None:
        block = self._rest + content
        end = block.rfind(b"\n") + 1
        self._rest = block[end:]
        block = block[:end]
        if block and self._in_long_line:
            block = block[block.find(b"\n") + 1 :]
            self._in_long_line = False
        if len(self._rest) > LINE_LIMIT_BYTES:
            if not self._in_long_line:
                batch.skipped_lines += 1
            self._rest, self._in_long_line = b"", True
        if block:
            self._shape = batch.take(block, self._shape)


class MetricsTail:
    """Feeds a history with what a job appends to its metrics file, in one thread.

    Args:
        path: The file; it may come into being later.
    """

    def __init__(self, path: Path) -> None:
        self.history = MetricHistory()
        """What has been read so far. Another object after the file was truncated or replaced."""
        self._reader = MetricsReader(path)

    @property
    def is_behind(self) -> bool:
        """Whether the last look left something of the file unread."""
        return self._reader.is_behind

    @property
    def offset(self) -> int:
        """How many bytes of the file have been read."""
        return self._reader.offset

    def skip_to_last(self, lines: int, max_bytes: int) -> None:
        """Begin with the last lines; see `MetricsReader.skip_to_last`."""
        self._reader.skip_to_last(lines, max_bytes)

    def poll(self, max_bytes: int = 1 << 24) -> bool:
        """Read what was appended.

        Args:
            max_bytes: How much to read at most.

        Returns:
            Whether the history changed.
        """
        changed = False
        while max_bytes > 0:
            batch = self._reader.read(min(SLICE_BYTES, max_bytes))
            if batch.restarted:
                self.history = MetricHistory()
            self.history.take(batch)
            changed = changed or bool(batch)
            if not self.is_behind:
                break
            max_bytes -= SLICE_BYTES
        return changed


def read_history(path: Path) -> MetricHistory:
    """All that a metrics file holds by now; what is not there holds nothing."""
    tail, before = MetricsTail(path), -1
    while before < tail.offset:  # Not every slice changes the history: a line that is too long fills several.
        before = tail.offset
        tail.poll()
    return tail.history
