"""Lines of a metrics file as columns: what a thread decodes and another one adds to a history.

A line is one JSON object: `step`, optionally `epoch` and `time` (Unix seconds), and any number of metrics. Whoever
wrote it, nothing in it can hurt: lines that are too long, broken or not about a step are skipped and counted.
"""

import json
import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, groupby
from typing import Any

import msgspec

from engine.observe.line_shape import LineShape, shape_of
from engine.record import LATEST_S

STEP_LIMIT = 1 << 53
"""Steps lie below this: the whole numbers that every writer of JSON can express."""

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_DECODER = msgspec.json.Decoder(dict[str, Any])


def are_moments(times_s: Sequence[float]) -> bool:
    """Whether all of these are Unix seconds that some calendar knows; also False where one is no number."""
    return not times_s or (min(times_s) >= 0 and max(times_s) < LATEST_S)


def moments_only(steps: Sequence[int], times_s: Sequence[float]) -> "tuple[array[int], array[float]]":
    """Reports without those whose time no calendar knows: nanoseconds, say."""
    kept = [math.isnan(time_s) or 0 <= time_s < LATEST_S for time_s in times_s]
    return array("q", compress(steps, kept)), array("d", compress(times_s, kept))


class MetricBatch:
    """Reports in their order, by metric. Nobody changes it once it has been handed over."""

    def __init__(self, *, restarted: bool = False) -> None:
        self.restarted = restarted
        """Whether the file is another one than before, so that everything from earlier batches is void."""
        self.reported: dict[str, tuple[array[int], array[float]]] = {}
        """Steps and values by the name that the file gives, not yet made harmless."""
        self.skipped_lines = 0
        """Lines that could not be used."""

    def __bool__(self) -> bool:
        return self.restarted or bool(self.reported) or self.skipped_lines > 0

    def take(self, block: bytes, shape: LineShape | None = None) -> LineShape | None:
        """Add complete lines.

        Args:
            block: The lines.
            shape: What lines before them were like.

        Returns:
            What the next ones are likely to be like.
        """
        found = shape.columns(block) if shape is not None else None
        if found is not None and _are_within_limits(found[0]):
            for name, (steps, values) in found[1].items():
                self._append(name, steps, values)
            return shape
        reports = self._decoded(block)
        self.add(reports)
        return shape_of(reports, shape)

    def until(self, last_step: int | None) -> "MetricBatch":
        """The reports up to a step, with whether lines were skipped; None leaves nothing out."""
        kept = MetricBatch()
        kept.skipped_lines = self.skipped_lines
        for name, (steps, values) in self.reported.items():
            if last_step is not None and max(steps, default=last_step) > last_step:
                within = [step <= last_step for step in steps]
                steps, values = array("q", compress(steps, within)), array("d", compress(values, within))
            if steps:
                kept.reported[name] = (steps, values)
        return kept

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
                self.skipped_lines += 1
        return reports

    def add(self, reports: Iterable[dict[str, Any]]) -> None:
        """Add decoded lines."""
        # Neighbouring lines mostly have the same fields: then whole columns are checked at once.
        for names, run in groupby(reports, tuple):
            columns = dict(zip(names, zip(*map(dict.values, run), strict=True), strict=True))
            steps = columns.pop("step", None)
            if steps is None:
                self.skipped_lines += len(next(iter(columns.values()), ((),)))
            elif set(map(type, steps)) == {int} and _are_within_limits(steps):
                self._add_columns(array("q", steps), columns)
            else:
                self._add_checked(steps, columns)

    def _add_columns(self, steps: "array[int]", columns: Mapping[str, tuple[Any, ...]]) -> None:
        for name, values in columns.items():
            if set(map(type, values)) == {float}:
                kept_steps, numbers = steps, array("d", values)
            else:
                checked = list(map(_number, values))
                kept_steps = array("q", [step for step, value in zip(steps, checked, strict=True) if value is not None])
                numbers = array("d", [value for value in checked if value is not None])
                if not numbers:
                    continue
            self._append(name, kept_steps, numbers)

    def _append(self, name: str, steps: "array[int]", values: "array[float]") -> None:
        try:
            all_steps, all_values = self.reported[name]
        except KeyError:
            all_steps, all_values = self.reported[name] = (array("q"), array("d"))
        all_steps.extend(steps)
        all_values.extend(values)

    def _add_checked(self, steps: Sequence[object], columns: Mapping[str, tuple[Any, ...]]) -> None:
        """The same where a step may be none."""
        wholes = list(map(_whole, steps))
        self.skipped_lines += wholes.count(None)
        kept = [step is not None for step in wholes]
        sound = array("q", [step for step in wholes if step is not None])
        if sound:
            self._add_columns(sound, {name: tuple(compress(values, kept)) for name, values in columns.items()})


def _decoded_line(line: bytes) -> dict[str, Any] | None:
    """One line, also in the dialect of Python's `json`, which writes a bare NaN."""
    for decode in (_DECODER.decode, json.loads):
        try:
            report = decode(line)
        except (ValueError, RecursionError):  # the faults of both decoders are ValueErrors
            continue
        return report if isinstance(report, dict) else None
    return None


def _are_within_limits(steps: Sequence[int]) -> bool:
    return not steps or (min(steps) > -STEP_LIMIT and max(steps) < STEP_LIMIT)


def _whole(value: object) -> int | None:
    """A step within its limits, also the one that a writer without whole numbers means by 5.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < STEP_LIMIT:
        return int(value)
    return value if type(value) is int and -STEP_LIMIT < value < STEP_LIMIT else None


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
