"""Moving the parts of a job into the trash and out of it: nothing is ever replaced, and nothing but a rename is done.

Only what was deleted for good is ever removed. Whatever else is found in the way stays where it is.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.control.trash_contents import ENTRY, parts_of
from engine.errors import Refused, TraindeckError
from engine.files import make_private, remove_temporaries
from engine.paths import Workspace

REMOVING = ".removing-"
"""Begins the name of a folder that is being removed for good."""

RESTORING = "restoring"
"""File in the folder of a deleted job that is being moved back."""

Moves = Sequence[tuple[Path, Path]]
"""From where to where, in this order."""


def moves_out(workspace: Workspace, job_id: str) -> Moves:
    """What has to be moved to delete a job, its status file last."""
    elsewhere = _device(workspace.models) not in (None, _device(workspace.artifacts))
    parts = parts_of(workspace, job_id)
    # Nothing can be renamed from one file system to another.
    return [(inside, places[-1 if elsewhere else 0]) for inside, places in parts if os.path.lexists(inside)]


def moves_back(workspace: Workspace, job_id: str) -> Moves:
    """What is in the trash of a job and where it belongs, its status file last."""
    parts = parts_of(workspace, job_id)
    return [(outside, inside) for inside, places in parts for outside in places if os.path.lexists(outside)]


def _device(path: Path) -> int | None:
    try:
        return os.stat(path).st_dev
    except OSError:
        return None


def move_all(moves: Moves) -> None:
    """Move everything, or nothing.

    Raises:
        Refused: Something is in the way, or lies on another file system.
        OSError: Something cannot be moved.
    """
    for _, target in moves:
        _check_free(target)
    done = []
    try:
        for source, target in moves:
            move(source, target)
            done.append((target, source))
    except (OSError, TraindeckError):
        for source, target in reversed(done):
            with contextlib.suppress(OSError, TraindeckError):
                move(source, target)
        raise


def move(source: Path, target: Path) -> None:
    """Move one file or folder. Raises as `move_all`."""
    _check_free(target)
    make_private(target.parent)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        told = f"{source} cannot be moved to {target}: they lie on different file systems."
        raise Refused(told, "Move it there by hand, then try again.") from error


def _check_free(target: Path) -> None:
    if os.path.lexists(target):
        raise Refused(f"{target} is in the way.")


def left_in_trash(workspace: Workspace, job_id: str) -> Path | None:
    """A folder for this job in the trash, if there is one."""
    places = (workspace.trashed(job_id), workspace.trashed_models / job_id)
    return next((path for path in places if os.path.lexists(path)), None)


def tidy(workspace: Workspace, job_id: str) -> None:
    """Remove the folders of a job that is in the trash no more: those that are empty but for notes of our own."""
    folder = workspace.trashed(job_id)
    remove_temporaries(folder)
    for name in (ENTRY, RESTORING):
        with contextlib.suppress(OSError):
            (folder / name).unlink()
    for path in (workspace.trashed_models / job_id, folder):
        with contextlib.suppress(OSError):
            path.rmdir()


def remove(workspace: Workspace, job_id: str) -> str:
    """Remove a deleted job for good.

    Returns:
        What stayed and why, or nothing.

    Raises:
        OSError: It is still there, whole.
    """
    name = f"{REMOVING}{job_id}-{os.urandom(3).hex()}"
    models, doomed_models = workspace.trashed_models / job_id, workspace.trashed_models / name
    doomed = workspace.trash / name
    # Under another name first, so that it is there whole or not at all.
    has_models = os.path.lexists(models)
    if has_models:
        os.rename(models, doomed_models)
    try:
        os.rename(workspace.trashed(job_id), doomed)
    except OSError:
        if has_models:
            os.rename(doomed_models, models)
        raise
    return "; ".join(filter(None, (remove_tree(doomed), remove_tree(doomed_models) if has_models else "")))


def remove_tree(folder: Path) -> str:
    """Remove a folder with all that is in it; what stayed and why, or nothing."""
    faults: list[str] = []

    def note(_: object, path: str, fault: tuple[type[BaseException], BaseException, object]) -> None:
        reason = fault[1].strerror if isinstance(fault[1], OSError) else str(fault[1])
        faults.append(f"{path}: {reason}")

    shutil.rmtree(folder, onerror=note)
    return faults[0] if faults and os.path.lexists(folder) else ""
