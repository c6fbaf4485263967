"""What is in the trash, and where each part of a job is when it is there. Looks only; `engine.control.trash` moves."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.files import UnreadableFile, read_bounded
from engine.paths import Workspace, is_job_id
from engine.record import loads
from engine.text import clean

ENTRY = "entry.json"
"""Says in the folder of a deleted job what it is and when it was deleted."""

STATUS = "status.json"
"""The status file there."""


class Trashed(msgspec.Struct, frozen=True, kw_only=True):
    """A deleted job."""

    job_id: str
    title: str
    deleted_at: float
    """Unix time; jobs that were deleted together have the same."""
    size_bytes: int = 0


def parts_of(workspace: Workspace, job_id: str) -> Iterator[tuple[Path, Path]]:
    """Where each part of a job is and where it is when deleted; its status file last."""
    folder = workspace.trashed(job_id)
    with_models = folder
    if _device(workspace.models) not in (None, _device(workspace.artifacts)):
        with_models = workspace.trashed_models / job_id  # Nothing can be renamed from one file system to another.
    yield workspace.checkpoints(job_id), with_models / "checkpoints"
    yield workspace.model(job_id), with_models / "model.pt"
    yield workspace.model(job_id, simulation=True), with_models / "model.txt"
    yield workspace.model_card(job_id), with_models / "model.json"
    yield workspace.run(job_id), folder / "run"
    yield workspace.status(job_id), folder / STATUS


def _device(path: Path) -> int | None:
    try:
        return os.stat(path).st_dev
    except OSError:
        return None


def size_bytes(workspace: Workspace, job_id: str) -> int:
    """What a job takes on the disk, models and checkpoints included."""
    return sum(_size(inside) for inside, _ in parts_of(workspace, job_id))


def _size(path: Path) -> int:
    total = 0
    with contextlib.suppress(OSError):
        total = os.lstat(path).st_size
    for folder, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total


def trashed_jobs(workspace: Workspace) -> list[Trashed]:
    """The deleted jobs, those deleted last first."""
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for name in os.listdir(workspace.trash):
            if is_job_id(name) and os.path.lexists(workspace.trashed(name) / STATUS):
                found.append(_entry(workspace, name))
    return sorted(found, key=lambda entry: (entry.deleted_at, entry.job_id), reverse=True)


def deleted_last(workspace: Workspace) -> list[str]:
    """Ids of the jobs that the last deletion took, all at once."""
    entries = trashed_jobs(workspace)
    return [entry.job_id for entry in entries if entry.deleted_at == entries[0].deleted_at]


def _entry(workspace: Workspace, job_id: str) -> Trashed:
    path = workspace.trashed(job_id) / ENTRY
    try:
        entry = msgspec.convert(loads(read_bounded(path)), Trashed, strict=False)
        return msgspec.structs.replace(entry, job_id=job_id, title=clean(entry.title, 200))
    except (OSError, UnreadableFile, msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Trashed(job_id=job_id, title=job_id, deleted_at=0.0)
