"""What was asked at the last launch in a workspace, so that the next form starts from it."""

import contextlib
from typing import Any, cast

import msgspec

from engine.files import UnreadableFile, make_private, read_bounded, write_atomic
from engine.job import JobSpec
from engine.paths import Workspace
from engine.record import encode, loads
from engine.text import clean_value


def remember(workspace: Workspace, spec: JobSpec) -> None:
    """Keep `spec` as the last launch; where nothing can be written, the form merely starts from the defaults."""
    with contextlib.suppress(OSError):
        make_private(workspace.artifacts)
        write_atomic(workspace.last_launch, encode(spec), durable=False)


def recall(workspace: Workspace) -> JobSpec | None:
    """What was asked last, every text in it harmless to show; None when nothing usable is remembered."""
    try:
        plain = loads(read_bounded(workspace.last_launch))
        return msgspec.convert(cast(Any, clean_value(plain)), JobSpec, strict=False)
    except (FileNotFoundError, UnreadableFile, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
