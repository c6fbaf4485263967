"""The history of a job's metrics, read from `metrics.jsonl` while the job writes it.

A line is one JSON object: `step`, optionally `epoch` and `time` (Unix seconds), and any number of metrics. Whoever
wrote it, nothing in it can hurt: lines that are too long, broken or not about a step are skipped and counted.
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from engine.observe.growing_file import BLOCK_BYTES, GrowingFile
from engine.observe.series import Series
from engine.text import clean

LINE_LIMIT_BYTES = 1 << 16
"""Lines up to this length are always read, lines longer than this and a block never; a real one has 100 to 2,000."""

METRIC_LIMIT = 500
"""Most metrics kept of one job; more come only from a name that changes with every line."""

NAME_LIMIT = 80
"""Longest name of a metric, in characters."""

STEP_LIMIT = 1 << 53
"""Steps lie below this: the whole numbers that every writer of JSON can express."""

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_DECODER = msgspec.json.Decoder(dict[str, Any])


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

    def add(self, reports: Iterable[dict[str, Any]]) -> None:
        """Add decoded lines, in their order."""
        reported: dict[str, tuple[list[int], list[float]]] = {}
        for report in reports:
            step = report.pop("step", None)
            if type(step) is not int or not -STEP_LIMIT < step < STEP_LIMIT:
                step = _whole(step)
                if step is None:
                    self.skipped_lines += 1
                    continue
            for name, value in report.items():
                if type(value) is not float:
                    value = _number(value)
                    if value is None:
                        continue
                try:
                    steps, values = reported[name]
                except KeyError:
                    steps, values = reported[name] = ([], [])
                steps.append(step)
                values.append(value)
        for name, (steps, values) in reported.items():
            series = self._series(name)
            if series is not None:
                series.extend(steps, values)

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


class MetricsTail:
    """Feeds a history with what a job appends to its metrics file.

    Args:
        path: The file; it may come into being later.
    """

    def __init__(self, path: Path) -> None:
        self.history = MetricHistory()
        """What has been read so far. Another object after the file was truncated or replaced."""
        self._file = GrowingFile(path)
        self._rest = b""
        self._in_long_line = False

    @property
    def is_behind(self) -> bool:
        """Whether the last look left something of the file unread."""
        return self._file.offset < self._file.size_bytes

    def skip_to_last(self, lines: int, max_bytes: int) -> None:
        """Begin with the last lines, for whoever needs no more; before anything was read.

        Args:
            lines: How many.
            max_bytes: How far to go back at most.
        """
        self._in_long_line = self._file.seek_last_lines(lines, max_bytes)

    def poll(self, max_bytes: int = 1 << 24) -> bool:
        """Read what was appended.

        Args:
            max_bytes: How much to read at most; 16 MiB take about half a second.

        Returns:
            Whether the history changed.
        """
        changed = False
        while max_bytes > 0:
            restarted, content = self._file.read(min(BLOCK_BYTES, max_bytes))
            if restarted:
                self.history = MetricHistory()
                self._rest, self._in_long_line = b"", False
                changed = True
            if not content:
                break
            max_bytes -= len(content)
            changed = self._take(content) or changed
        return changed

    def _take(self, content: bytes) -> bool:
        block = self._rest + content
        end = block.rfind(b"\n") + 1
        self._rest = block[end:]
        block = block[:end]
        if block and self._in_long_line:
            block = block[block.find(b"\n") + 1 :]
            self._in_long_line = False
        if len(self._rest) > LINE_LIMIT_BYTES:
            if not self._in_long_line:
                self.history.skipped_lines += 1
            self._rest, self._in_long_line = b"", True
        if block:
            self.history.add(self._decoded(block))
        return bool(block)

    def _decoded(self, block: bytes) -> list[dict[str, Any]]:
        try:
            return _DECODER.decode_lines(block)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            pass
        reports = []
        for line in block.splitlines():
            report = _decoded_line(line)
            if report is not None:
                reports.append(report)
            elif line.strip():
                self.history.skipped_lines += 1
        return reports


def _decoded_line(line: bytes) -> dict[str, Any] | None:
    """One line, also in the dialect of Python's `json`, which writes a bare NaN."""
    for decode in (_DECODER.decode, json.loads):
        try:
            report = decode(line)
        except (ValueError, RecursionError):  # the faults of both decoders are ValueErrors
            continue
        return report if isinstance(report, dict) else None
    return None


def _whole(value: object) -> int | None:
    """The step that a writer without whole numbers means by 5.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < STEP_LIMIT:
        return int(value)
    return None


def _number(value: object) -> float | None:
    """A metric's value, or None for what is none: a truth value, a text, a list."""
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str):
        return _NON_FINITE.get(value)
    return value if isinstance(value, float) else None
