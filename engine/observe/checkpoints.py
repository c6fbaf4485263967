"""The checkpoints of a job as they lie in its folder, with what its index knows of them. No file is opened."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.checkpoint_index import PERIODIC, RESUMABLE, CheckpointFacts, read_index
from engine.job import JobRecord
from engine.paths import Workspace
from engine.text import clean

MOST = 2_000
"""Most files listed."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the folder of checkpoints, or a final model."""

    name: str
    """Harmless to show."""
    path: str
    """Relative to the workspace, harmless to show."""
    size_bytes: int
    saved_at: float
    """Unix seconds."""
    step: int | None = None
    """Optimiser steps done, if that is known."""
    epoch: int = 0
    metrics: dict[str, float] = {}
    """Latest values when it was saved, first of the one that the job is judged by."""
    inode: int = 0
    roles: tuple[str, ...] = ()
    """What it is good for: "best", "last", "final model", "resumes here"."""
    resumable: bool = False
    """Whether a job can go on from it."""


def list_checkpoints(workspace: Workspace, record: JobRecord) -> tuple[Checkpoint, ...]:
    """Checkpoints of a job, newest first, of equally old ones the one that stays first; then the final model."""
    index = read_index(workspace.checkpoint_index(record.job_id))
    found = [_checkpoint(workspace, record, entry, index.get(entry.name)) for entry in _entries(workspace, record)]
    order = sorted(found, key=_place)
    return tuple(order[:MOST])


def _place(each: Checkpoint) -> tuple[bool, float, bool, str]:
    return "final model" in each.roles, -each.saved_at, bool(PERIODIC.fullmatch(each.name)), each.name


def _entries(workspace: Workspace, record: JobRecord) -> Iterator[os.DirEntry[str]]:
    for folder, prefix in ((workspace.checkpoints(record.job_id), ""), (workspace.models, f"{record.job_id}.")):
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    hidden = entry.name.startswith(".") or entry.name == f"{record.job_id}.json"
                    if entry.name.startswith(prefix) and not hidden and entry.is_file(follow_symlinks=False):
                        entry.stat(follow_symlinks=False)
                        yield entry
        except OSError:
            continue


def _checkpoint(
    workspace: Workspace, record: JobRecord, entry: os.DirEntry[str], known: CheckpointFacts | None
) -> Checkpoint:
    file = entry.stat(follow_symlinks=False)  # Remembered from the look into the folder.
    path = os.path.relpath(entry.path, workspace.root)
    periodic = PERIODIC.fullmatch(entry.name)
    if known is None or not known.is_about(file):
        known = None
    is_model = Path(path).parent == workspace.models.relative_to(workspace.root)
    roles = []
    if entry.name == "best.pt":
        roles.append("best")
    if entry.name.startswith("last.") and not is_model:
        roles.append("last")
    if path == record.model or is_model:
        roles.append("final model")
    if path == record.checkpoint:
        roles.append("resumes here")
    step = int(periodic[1]) if periodic else known.step if known is not None else None
    if step is None and entry.name == "best.pt" and record.best is not None:
        step = record.best.step
    return Checkpoint(
        name=clean(entry.name, 80),
        path=clean(path, 300),
        size_bytes=file.st_size,
        saved_at=file.st_mtime,
        step=step,
        epoch=known.epoch if known is not None else 0,
        metrics=_judged_first(known.metrics, record) if known is not None else {},
        inode=file.st_ino,
        roles=tuple(roles),
        resumable=not is_model and RESUMABLE.fullmatch(entry.name) is not None,
    )


def _judged_first(metrics: dict[str, float], record: JobRecord) -> dict[str, float]:
    judged = record.best.metric if record.best is not None else "val_loss"
    return {name: metrics[name] for name in sorted(metrics, key=lambda name: name != judged)}
