"""Every file of a job: what it is for, how large, how old, and whether it is there."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from engine.job import JobRecord
from engine.observe.checkpoints import list_checkpoints
from engine.paths import Workspace
from engine.text import clean


class RunFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that a job has, or might have."""

    path: str
    """Relative to the workspace, harmless to show."""
    purpose: str
    """What it is for, in a few words."""
    size_bytes: int | None = None
    """None where it does not exist."""
    disk_bytes: int = 0
    """What it takes on the disk; of two names of one file the second takes nothing."""
    modified_at: float | None = None
    """Unix seconds."""
    readable: bool = False
    """Whether it is a text, for people to read."""


def run_files(workspace: Workspace, record: JobRecord) -> tuple[RunFile, ...]:
    """The files of a job, in the order in which they come into being."""
    seen: set[tuple[int, int]] = set()
    return tuple(_looked_at(workspace, *each, seen) for each in _known(workspace, record))


def total_bytes(files: Sequence[RunFile]) -> int:
    """What they all take on the disk."""
    return sum(file.disk_bytes for file in files)


def _known(workspace: Workspace, record: JobRecord) -> Iterator[tuple[Path, str, bool]]:
    job_id = record.job_id
    yield workspace.spec(job_id), "what was asked", True
    yield workspace.status(job_id), "status file", True
    yield workspace.log(job_id), "log", True
    yield workspace.output_times(job_id), "when the log was how long", True
    yield workspace.metrics(job_id), "history of the metrics", True
    yield workspace.stop(job_id), "wish to stop", True
    yield workspace.successor(job_id), "job that goes on from here", True
    yield workspace.lock(job_id), "lock of the guardian", False
    yield workspace.worker_lock(job_id), "lock of the worker", False
    yield workspace.reserve(job_id), "room for the end on a full disk", False
    yield workspace.checkpoint_index(job_id), "list of the checkpoints", True
    for each in reversed(list_checkpoints(workspace, record)):
        is_text = each.name.endswith(".txt")
        what = ", ".join(role for role in each.roles if role in ("best", "last", "final model"))
        yield workspace.root / each.path, what if "model" in what else f"checkpoint, {what}".rstrip(", "), is_text
    yield workspace.model_card(job_id), "card of the final model", True


def _looked_at(workspace: Workspace, path: Path, purpose: str, readable: bool, seen: set[tuple[int, int]]) -> RunFile:
    shown = clean(os.path.relpath(path, workspace.root), 300)
    try:
        file = os.stat(path, follow_symlinks=False)
    except OSError:
        return RunFile(path=shown, purpose=purpose, readable=readable)
    identity = (file.st_dev, file.st_ino)
    taken = 0 if identity in seen else file.st_blocks * 512
    seen.add(identity)
    return RunFile(
        path=shown,
        purpose=purpose,
        size_bytes=file.st_size,
        disk_bytes=taken,
        modified_at=file.st_mtime,
        readable=readable,
    )
