"""What was chosen in the panel, kept for the next one. It is no configuration: any file of settings goes before it."""

import contextlib
from pathlib import Path

import msgspec

from engine.config.paths import remembered_file
from engine.files import UnreadableFile, make_private, read_bounded, write_atomic

LIMIT_BYTES = 1 << 16
"""More than all settings need."""


def recall_choices(path: Path) -> dict[str, bool | float | str]:
    """Settings by name; empty when nothing usable is kept."""
    try:
        plain = msgspec.json.decode(read_bounded(path, LIMIT_BYTES))
    except (FileNotFoundError, UnreadableFile, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if not isinstance(plain, dict):
        return {}
    return {name: value for name, value in plain.items() if isinstance(value, bool | float | int | str)}


def remember_choice(name: str, value: bool | float | str) -> None:
    """Keep one choice beside those made before; where nothing can be written, it lasts as long as the panel."""
    path = remembered_file()
    with contextlib.suppress(OSError):
        make_private(path.parent)
        kept = recall_choices(path) | {name: value}
        write_atomic(path, msgspec.json.encode(kept), durable=False)
