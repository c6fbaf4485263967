"""Completes a path while it is typed: folders, and files that can be data."""

import asyncio
import itertools
import os

from textual.suggester import Suggester

DATA_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".parquet", ".pq")
"""Ends of the names of data files; each but the last two may be followed by `.gz`."""

_ENTRY_LIMIT = 5_000
"""Entries of a folder that are looked at: enough for any folder that somebody knows by heart."""


def is_data_file(name: str) -> bool:
    """Whether a file's name looks like that of a data file."""
    return name.lower().removesuffix(".gz").endswith(DATA_SUFFIXES)


def complete_path(typed: str) -> str | None:
    """The first path, in the order of names, that begins with `typed` and that could be meant."""
    folder, start = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            fitting = [entry for entry in itertools.islice(entries, _ENTRY_LIMIT) if _fits(entry, start)]
    except (OSError, ValueError):
        return None
    names = sorted(entry.name + ("/" if entry.is_dir() else "") for entry in fitting)
    return os.path.join(folder, names[0]) if names else None


def _fits(entry: os.DirEntry[str], start: str) -> bool:
    name = entry.name
    if not name.startswith(start) or not name.isprintable() or (name.startswith(".") and not start):
        return False
    try:
        return is_data_file(name) or entry.is_dir()
    except OSError:
        return False


class PathSuggester(Suggester):
    """Suggests what `complete_path` finds; nothing is kept, because folders change."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The completed path, looked for in a thread because a folder may be on a slow disk."""
        return await asyncio.to_thread(complete_path, value) if value else None
