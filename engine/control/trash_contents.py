"""What is in the trash, and where each part of a job is when it is there. Looks only; `engine.control.trash` moves."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.files import UnreadableFile, read_bounded
from engine.paths import Workspace, is_job_id
from engine.record import LATEST_S, decode_status, loads
from engine.text import clean

ENTRY = "entry.json"
"""Says in the folder of a deleted job what it is and when it was deleted."""

STATUS = "status.json"
"""The status file there."""

MOST_BYTES = 1 << 60
"""No job is larger: what an entry claims beyond this is no size."""


class Trashed(msgspec.Struct, frozen=True, kw_only=True):
    """A deleted job."""

    job_id: str
    title: str
    deleted_at: float
    """Unix time; jobs that were deleted together have the same."""
    size_bytes: int = 0


def parts_of(workspace: Workspace, job_id: str) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Where each part of a job is and where it may be when deleted; its status file last.

    Models go to a folder of their own where they lie on another file system than the rest. Which of the two it was is
    not known afterwards: folders of models are moved to other disks, and back.
    """
    folder, with_models = workspace.trashed(job_id), workspace.trashed_models / job_id
    yield workspace.checkpoints(job_id), (folder / "checkpoints", with_models / "checkpoints")
    yield workspace.model(job_id), (folder / "model.pt", with_models / "model.pt")
    yield workspace.model(job_id, simulation=True), (folder / "model.txt", with_models / "model.txt")
    yield workspace.model_card(job_id), (folder / "model.json", with_models / "model.json")
    yield workspace.run(job_id), (folder / "run",)
    yield workspace.status(job_id), (folder / STATUS,)


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
    except (OSError, UnreadableFile, msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _without_entry(workspace, job_id)
    is_time = 0 <= entry.deleted_at < LATEST_S  # False for NaN, too.
    return Trashed(
        job_id=job_id,
        title=clean(entry.title, 200),
        deleted_at=entry.deleted_at if is_time else _moved_at(workspace, job_id),
        size_bytes=max(0, min(entry.size_bytes, MOST_BYTES)),
    )


def _without_entry(workspace: Workspace, job_id: str) -> Trashed:
    """What the status file tells of a deleted job: on a full disk there was no room for the entry."""
    title = job_id
    with contextlib.suppress(OSError, UnreadableFile):
        title = decode_status(read_bounded(workspace.trashed(job_id) / STATUS))[0].title
    return Trashed(job_id=job_id, title=clean(title, 200), deleted_at=_moved_at(workspace, job_id))


def _moved_at(workspace: Workspace, job_id: str) -> float:
    """When the status file of a deleted job was moved, as its file system tells: never so old that it looks stale."""
    try:
        return min(os.lstat(workspace.trashed(job_id) / STATUS).st_ctime, LATEST_S - 1)
    except OSError:
        return 0.0
