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
from engine.control.trash_contents import ENTRY, Trashed, parts_of, size_bytes, trashed_jobs
from engine.errors import NoSuchJob, Refused, TraindeckError
from engine.files import UnreadableFile, make_private, sync_folder
from engine.job import JobRecord
from engine.observe.annotations import NONE
from engine.paths import Workspace, is_job_id
from engine.record import read_status, write_record
from engine.remains import mark_of, remains
from engine.state import JobState
from engine.text import clean, count_of

REMOVING = ".removing-"
"""Begins the name of a folder that is being removed for good."""

BEGINNING = (JobState.QUEUED, JobState.STARTING, JobState.LOADING)
"""States in which a resumed job may still have to read the checkpoint of the one before."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of each job."""

    done: tuple[Trashed, ...] = ()
    faults: tuple[str, ...] = ()
    """Why others were not touched, a sentence each."""


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
            for inside, outside in parts_of(workspace, job_id):
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
        for inside, outside in parts_of(workspace, job_id):
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


def settle(workspace: Workspace) -> None:
    """Bring to an end what somebody was killed in the middle of; whoever looks at the jobs does so."""
    if workspace.locked or not workspace.trash.is_dir():
        return
    with contextlib.suppress(OSError):
        held = lock.take(workspace.write_lock(workspace.trash), create=True)
        if held is not None:  # Otherwise somebody is just at it.
            try:
                _settle(workspace)
            finally:
                os.close(held)


def _settle(workspace: Workspace) -> None:
    """Bring to an end what was interrupted."""
    for name in os.listdir(workspace.trash):
        if is_job_id(name):
            with contextlib.suppress(OSError):
                _settle_one(workspace, name)
        elif name.startswith(REMOVING):
            shutil.rmtree(workspace.trash / name, ignore_errors=True)


def _settle_one(workspace: Workspace, job_id: str) -> None:
    parts = list(parts_of(workspace, job_id))
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
