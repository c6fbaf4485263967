"""What is known of the checkpoints of a job without opening them: `checkpoints.json` in its run folder.

The worker replaces it after each save. It may lag behind a crash, so an entry only speaks of the file of just that size
and time. Anyone but the shim may import this.
"""

import math
import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from engine.files import UnreadableFile, read_bounded, write_atomic
from engine.record import loads
from engine.text import clean

PERIODIC = re.compile(r"step_([0-9]{1,18})\.pt", re.ASCII)
"""Name of a periodic checkpoint, with its step."""

RESUMABLE = re.compile(rf"{PERIODIC.pattern}|last\.(?:pt|txt)", re.ASCII)
"""Names of checkpoints that a job can go on from; the best one holds weights only."""

MOST_ENTRIES = 2_000
"""Most entries read: a job keeps at most a thousand periodic checkpoints."""


class CheckpointFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a checkpoint holds."""

    step: int
    """Optimiser steps done."""
    epoch: int = 0
    """The epoch being trained, from 1."""
    metrics: dict[str, float] = {}
    """Latest values when it was saved."""
    size_bytes: int
    modified_ns: int

    def is_about(self, facts: os.stat_result) -> bool:
        """Whether this speaks of the file as it stands there now."""
        return (self.size_bytes, self.modified_ns) == (facts.st_size, facts.st_mtime_ns)


def facts_of(path: Path, step: int, epoch: int, metrics: Mapping[str, float | None]) -> CheckpointFacts:
    """The entry of a checkpoint that was just saved. Raises `OSError`."""
    file = os.stat(path, follow_symlinks=False)
    known = {name: value for name, value in metrics.items() if value is not None and math.isfinite(value)}
    return CheckpointFacts(step=step, epoch=epoch, metrics=known, size_bytes=file.st_size, modified_ns=file.st_mtime_ns)


def write_index(path: Path, entries: Mapping[str, CheckpointFacts]) -> None:
    """Replace the index by entries by file name. Raises `OSError`."""
    write_atomic(path, msgspec.json.encode(entries) + b"\n", durable=False)


def read_index(path: Path) -> dict[str, CheckpointFacts]:
    """The entries by file name; what is missing or damaged is left out."""
    try:
        plain = loads(read_bounded(path))
    except (FileNotFoundError, UnreadableFile, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    entries = {}
    for name, entry in list(plain.items())[:MOST_ENTRIES] if isinstance(plain, dict) else ():
        try:
            facts = msgspec.convert(entry, CheckpointFacts)
        except (msgspec.ValidationError, RecursionError):
            continue
        metrics = {clean(key, 80): value for key, value in facts.metrics.items()}
        entries[name] = msgspec.structs.replace(facts, metrics=metrics)
    return entries
