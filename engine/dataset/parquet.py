"""A look into Parquet from a process that must not import polars: a short-lived process of its own looks for it."""

import sys

import msgspec

from engine.dataset.facts import DatasetFacts, Format
from engine.dataset.source import Source
from engine.errors import BadInput

TIMEOUT_S = 30.0
"""Longest wait for the preview: importing polars takes 0.2 s, more on a cold network disk."""

NOTE = "The columns of a Parquet file are checked after launch."
"""Said where no preview can be made."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What `python -m engine.worker.preview` prints."""

    facts: DatasetFacts | None = None
    message: str = ""
    hint: str = ""


def inspect_in_subprocess(source: Source) -> DatasetFacts:
    """Facts of a Parquet file; without columns, and with a note, where polars is missing.

    Raises:
        BadInput: The file is damaged or empty.
    """
    # Imported here because it takes longer than all else that looking at a text file needs.
    import subprocess

    command = [sys.executable, "-P", "-m", "engine.worker.preview", str(source.path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False)
        preview = msgspec.json.decode(done.stdout, type=Preview)
    except (OSError, ValueError, subprocess.SubprocessError, msgspec.DecodeError):
        preview = Preview()
    if preview.message:
        raise BadInput(preview.message, preview.hint, field="data")
    if preview.facts is None:
        return DatasetFacts(path=str(source.path), format=Format.PARQUET, size_bytes=source.size_bytes, note=NOTE)
    return preview.facts
