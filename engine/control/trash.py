"""Deleting jobs so that it can be undone: all that is theirs is moved to a folder of its own in the workspace.

A job is where its status file is. That is moved last, whichever way, so a move that was interrupted is undone or gone
on with by whoever looks next, and a job is never half there.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from engine.control import lock
from engine.control.annotate import alone, annotate
from engine.control.permission import check_changeable, check_owned
from engine.errors import NoSuchJob, Refused, TraindeckError
from engine.files import UnreadableFile, make_private, read_bounded, sync_folder
from engine.job import JobRecord
from engine.observe.annotations import NONE
from engine.paths import Workspace, is_job_id
from engine.record import loads, read_status, write_record
from engine.remains import mark_of, remains
from engine.state import JobState
from engine.text import clean, count_of

ENTRY = "entry.json"
"""Says in the folder of a deleted job what it is and when it was deleted."""

STATUS = "status.json"
"""The status file there."""

REMOVING = ".removing-"
"""Begins the name of a folder that is being removed for good."""

BEGINNING = (JobState.QUEUED, JobState.STARTING, JobState.LOADING)
"""States in which a resumed job may still have to read the checkpoint of the one before."""


class Trashed(msgspec.Struct, frozen=True, kw_only=True):
    """A deleted job."""

    job_id: str
    title: str
    deleted_at: float
    """Unix time; jobs that were deleted together have the same."""
    size_bytes: int = 0


class Outcome(msgspec.Struct, frozen=True):
    """What became of each job."""

    done: tuple[Trashed, ...] = ()
    faults: tuple[str, ...] = ()
    """Why others were not touched, a sentence each."""


def _parts(workspace: Workspace, job_id: str) -> Iterator[tuple[Path, Path]]:
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
    return sum(_size(inside) for inside, _ in _parts(workspace, job_id))


def _size(path: Path) -> int:
    total = 0
    with contextlib.suppress(OSError):
        total = os.lstat(path).st_size
    for folder, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total


def delete_jobs(
    workspace: Workspace, job_ids: Collection[str], known: Collection[JobRecord], now_s: float | None = None
) -> Outcome:
    """Move ended jobs to the trash.

    Args:
        workspace: Where they are.
        job_ids: Which; each is asked again whether it has ended.
        known: All jobs as last seen, to know which were resumed from these.
        now_s: Unix time; by default the present.

    Raises:
        Refused: Nothing may be changed here.
        OSError: The trash cannot be made.
    """
    check_changeable(workspace)
    deleted_at = time.time() if now_s is None else now_s
    done, faults = [], []
    with _trash(workspace):
        for job_id in job_ids:
            try:
                done.append(_delete(workspace, job_id, known, deleted_at))
            except (TraindeckError, OSError) as fault:
                faults.append(str(fault) if isinstance(fault, TraindeckError) else f"{job_id} was not deleted: {fault}")
    return Outcome(tuple(done), tuple(faults))


@contextlib.contextmanager
def _trash(workspace: Workspace) -> Iterator[None]:
    """Have the trash alone, everything in it settled."""
    make_private(workspace.trash)
    with alone(workspace.write_lock(workspace.trash)):
        _settle(workspace)
        yield


def _delete(workspace: Workspace, job_id: str, known: Collection[JobRecord], deleted_at: float) -> Trashed:
    title, held = _claim(workspace, job_id)
    try:
        starting = [each for each in known if each.resumed_from == job_id and each.status in BEGINNING]
        if starting:
            raise Refused(f"{title} is not deleted: {starting[0].title} is just being resumed from it.")
        entry = Trashed(job_id=job_id, title=title, deleted_at=deleted_at, size_bytes=size_bytes(workspace, job_id))
        make_private(workspace.trashed(job_id))
        write_record(workspace.trashed(job_id) / ENTRY, entry, durable=False)
        try:
            for inside, outside in _parts(workspace, job_id):
                _move(inside, outside)
        except OSError:
            _settle_one(workspace, job_id)
            raise
        sync_folder(workspace.jobs)
    finally:
        if held is not None:
            os.close(held)
    return entry


def _claim(workspace: Workspace, job_id: str) -> tuple[str, int | None]:
    """Title of a job that has surely ended, and a descriptor that keeps others from it, if it has a lock."""
    title = job_id
    try:
        record, _ = read_status(workspace.status(job_id))
    except FileNotFoundError:
        raise NoSuchJob(f"There is no job {job_id}.") from None
    except UnreadableFile:
        if remains(mark_of(workspace, job_id)):
            raise Refused(f"{job_id} is not deleted: its processes live.") from None
    else:
        title = record.title
        check_owned(record, "delete")
        if not record.status.is_closed:
            raise Refused(f"{title} is not deleted: it is {record.status}.", "Stop it first.")
    if lock.is_held(workspace.worker_lock(job_id)):
        raise Refused(f"{title} is not deleted: something of it still runs.", "Try again in a moment.")
    try:
        held = lock.take(workspace.lock(job_id))
    except OSError:
        return title, None  # Without a lock nobody guards it.
    if held is None:
        raise Refused(f"{title} is not deleted: it is just ending.", "Try again in a moment.")
    return title, held


def _move(source: Path, target: Path) -> None:
    """Move what is there; nothing is ever replaced."""
    if not os.path.lexists(source):
        return
    if os.path.lexists(target):
        raise FileExistsError(f"{target} is in the way")
    make_private(target.parent)
    os.rename(source, target)


def restore_jobs(workspace: Workspace, job_ids: Collection[str]) -> Outcome:
    """Move deleted jobs back to where they were.

    Raises:
        Refused: Nothing may be changed here.
        OSError: The trash cannot be opened.
    """
    check_changeable(workspace)
    done, faults = [], []
    with _trash(workspace):
        there = {entry.job_id: entry for entry in trashed_jobs(workspace)}
        for job_id in job_ids:
            if job_id not in there:
                faults.append(f"There is no deleted job {clean(job_id, 80)}.")
            elif os.path.lexists(workspace.status(job_id)):
                faults.append(f"{there[job_id].title} is not restored: there is a job of that id.")
            else:
                try:
                    _restore(workspace, job_id)
                    done.append(there[job_id])
                except OSError as fault:
                    faults.append(f"{there[job_id].title} is not restored: {fault}")
    return Outcome(tuple(done), tuple(faults))


def _restore(workspace: Workspace, job_id: str) -> None:
    try:
        for inside, outside in _parts(workspace, job_id):
            _move(outside, inside)
    except OSError:
        _settle_one(workspace, job_id)
        raise
    sync_folder(workspace.jobs)
    _remove(workspace, job_id)


def empty_trash(workspace: Workspace, job_ids: Collection[str]) -> Outcome:
    """Remove deleted jobs for good, and what people had added to them.

    Raises:
        Refused: Nothing may be changed here.
        OSError: The trash cannot be opened.
    """
    check_changeable(workspace)
    with _trash(workspace):
        there = {entry.job_id: entry for entry in trashed_jobs(workspace)}
        gone = [there[job_id] for job_id in job_ids if job_id in there]
        for entry in gone:
            _remove(workspace, entry.job_id)
    faults = tuple(f"There is no deleted job {clean(job_id, 80)}." for job_id in job_ids if job_id not in there)
    with contextlib.suppress(TraindeckError, OSError):
        annotate(workspace, {entry.job_id: lambda known: NONE for entry in gone})
    return Outcome(tuple(gone), faults)


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


def _settle(workspace: Workspace) -> None:
    """Bring to an end what was interrupted."""
    for name in os.listdir(workspace.trash):
        if is_job_id(name):
            with contextlib.suppress(OSError):
                _settle_one(workspace, name)
        elif name.startswith(REMOVING):
            shutil.rmtree(workspace.trash / name, ignore_errors=True)


def _settle_one(workspace: Workspace, job_id: str) -> None:
    parts = list(_parts(workspace, job_id))
    is_inside, is_outside = (os.path.lexists(path) for path in parts[-1])
    if is_inside and not is_outside:
        for inside, outside in parts:
            _move(outside, inside)
        _remove(workspace, job_id)
    elif is_outside and not is_inside:
        for inside, outside in parts:
            _move(inside, outside)


def _remove(workspace: Workspace, job_id: str) -> None:
    """Remove the folders of a deleted job: under another name first, so that it is there whole or not at all."""
    doomed = workspace.trash / f"{REMOVING}{job_id}-{os.urandom(3).hex()}"
    os.rename(workspace.trashed(job_id), doomed)
    shutil.rmtree(doomed, ignore_errors=True)
    shutil.rmtree(workspace.trashed_models / job_id, ignore_errors=True)


def told(outcome: Outcome, verb: str) -> str:
    """What became of them, one sentence for people.

    Args:
        outcome: What was done.
        verb: Such as "Deleted".
    """
    if not outcome.done:
        return ""
    names = outcome.done[0].title if len(outcome.done) == 1 else count_of(len(outcome.done), "job")
    if 1 < len(outcome.done) <= 3:
        names = ", ".join(entry.title for entry in outcome.done)
    return f"{verb} {names}."
