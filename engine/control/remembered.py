"""What was asked before, at the last launch in a workspace or of one job, so that the next form starts from it."""

import contextlib
from typing import Any, cast

import msgspec

from engine.files import UnreadableFile, make_private, read_bounded, write_atomic
from engine.job import JobSpec
from engine.paths import Workspace
from engine.record import encode, loads, read_spec
from engine.text import clean_value


def remember(workspace: Workspace, spec: JobSpec) -> None:
    """Keep `spec` as the last launch; where nothing can be written, the form merely starts from the defaults."""
    with contextlib.suppress(OSError):
        make_private(workspace.artifacts)
        write_atomic(workspace.last_launch, encode(spec), durable=False)


def recall(workspace: Workspace) -> JobSpec | None:
    """What was asked last, every text in it harmless to show; None when nothing usable is remembered."""
    try:
        return _harmless(loads(read_bounded(workspace.last_launch)))
    except (FileNotFoundError, UnreadableFile, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def recall_job(workspace: Workspace, job_id: str) -> JobSpec | None:
    """What was asked of a job, every text in it harmless to show; None when no usable specification is left."""
    try:
        return _harmless(msgspec.to_builtins(read_spec(workspace.spec(job_id))))
    except (FileNotFoundError, UnreadableFile, msgspec.ValidationError):
        return None


def _harmless(plain: object) -> JobSpec:
    return msgspec.convert(cast(Any, clean_value(plain)), JobSpec, strict=False)
