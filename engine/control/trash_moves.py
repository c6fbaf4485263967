"""Moving the parts of a job into the trash and out of it: nothing is ever replaced.

Moving is renaming, but for what comes back to another file system, which is copied. Only what was deleted for good is
ever removed, and what a copy was made of. Whatever else is found in the way stays where it is.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.control.trash_carrying import carry, copy_of, same
from engine.control.trash_contents import ENTRY, parts_of
from engine.errors import Refused, TraindeckError
from engine.files import make_private, remove_temporaries, sync_folder
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


def bring_back(moves: Moves) -> None:
    """Move everything from the trash to its place, or nothing; what is there already, and the same, is left there.

    Raises:
        Refused: Something else is in the way, or something cannot be copied to another file system.
        OSError: Something cannot be moved.
    """
    spare = [source for source, target in moves if os.path.lexists(target) and same(source, target)]
    moves = [(source, target) for source, target in moves if source not in spare]
    for _, target in moves:
        _check_free(target)
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            _check_free(target)
            make_private(target.parent)
            remove_tree(copy_of(target))
            done.append((source, target))
            try:
                os.rename(source, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                spare.append(source)
                os.rename(carry(source, target), target)
                sync_folder(target.parent)
    except (OSError, TraindeckError, KeyboardInterrupt):
        for source, target in reversed(done):
            _take_back(source, target)
        raise
    for source in spare:
        _discard(source)


def _take_back(source: Path, target: Path) -> None:
    """Undo what was done of one move."""
    if os.path.lexists(target):
        with contextlib.suppress(OSError):
            os.rename(target, copy_of(target) if os.path.lexists(source) else source)
    remove_tree(copy_of(target))


def _discard(source: Path) -> None:
    """Remove from the trash what is in its place again; where that fails it is tried again by whoever looks next."""
    doomed = source.parent.parent / f"{REMOVING}{source.parent.name}-{os.urandom(3).hex()}"
    with contextlib.suppress(OSError):
        os.rename(source, doomed)  # First, so that no half of it is ever taken for all of it.
        remove_tree(doomed)


def move(source: Path, target: Path) -> None:
    """Move one file or folder within a file system. Raises as `move_all`."""
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
    for inside, _ in parts_of(workspace, job_id):
        remove_tree(copy_of(inside))
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


def remove_tree(path: Path) -> str:
    """Remove a file, or a folder with all that is in it; what stayed and why, or nothing."""
    faults: list[str] = []

    def note(_: object, path: str, fault: tuple[type[BaseException], BaseException, object]) -> None:
        reason = fault[1].strerror if isinstance(fault[1], OSError) else str(fault[1])
        faults.append(f"{path}: {reason}")

    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, onerror=note)
    else:
        try:
            os.unlink(path)
        except OSError as fault:
            faults.append(f"{path}: {fault.strerror}")
    return faults[0] if faults and os.path.lexists(path) else ""
