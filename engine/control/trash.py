"""Deleting jobs so that it can be undone: all that is theirs is moved to a folder of its own in the workspace.

A job is where its status file is. That is moved last, whichever way, so a move that was interrupted is undone or gone
on with by whoever looks next (`engine.control.trash_settling`), and a job is never half there.
"""

import contextlib
import os
import time
from collections.abc import Collection, Iterator

import msgspec

from engine.control.annotate import alone, annotate
from engine.control.permission import check_changeable
from engine.control.trash_claim import Heirs, claimed
from engine.control.trash_contents import ENTRY, Trashed, size_bytes, trashed_jobs
from engine.control.trash_moves import RESTORING, bring_back, move_all, moves_back, moves_out, remove, tidy
from engine.control.trash_settling import settle_all
from engine.errors import Refused, TraindeckError
from engine.files import make_private, sync_folder
from engine.paths import Workspace
from engine.record import write_record
from engine.text import clean, count_of


class Outcome(msgspec.Struct, frozen=True):
    """What became of each job."""

    done: tuple[Trashed, ...] = ()
    faults: tuple[str, ...] = ()
    """Why others were not touched, a sentence each."""


def delete_jobs(workspace: Workspace, job_ids: Collection[str], *, now_s: float | None = None) -> Outcome:
    """Move ended jobs to the trash.

    Args:
        workspace: Where they are.
        job_ids: Which; each is asked again whether it has ended, and whether another needs what it saved.
        now_s: Unix time; by default the present.

    Raises:
        Refused: Nothing may be changed here.
        OSError: The trash cannot be made.
    """
    check_changeable(workspace)
    deleted_at = time.time() if now_s is None else now_s
    done, faults = [], []
    with _trash(workspace):
        heirs = Heirs(workspace)
        for job_id in job_ids:
            try:
                with claimed(workspace, job_id, heirs) as title:
                    done.append(_delete(workspace, job_id, title, deleted_at))
            except (TraindeckError, OSError) as fault:
                faults.append(str(fault) if isinstance(fault, TraindeckError) else f"{job_id} is not deleted: {fault}")
    return Outcome(tuple(done), tuple(faults))


@contextlib.contextmanager
def _trash(workspace: Workspace) -> Iterator[None]:
    """Have the trash alone, everything in it settled."""
    make_private(workspace.trash)
    with alone(workspace.write_lock(workspace.trash)):
        settle_all(workspace)
        yield


def _delete(workspace: Workspace, job_id: str, title: str, deleted_at: float) -> Trashed:
    entry = Trashed(job_id=job_id, title=title, deleted_at=deleted_at, size_bytes=size_bytes(workspace, job_id))
    moves = moves_out(workspace, job_id)
    try:
        make_private(workspace.trashed(job_id))
        with contextlib.suppress(OSError):  # A full disk has no room for it, and is why somebody deletes.
            write_record(workspace.trashed(job_id) / ENTRY, entry, durable=False)
        move_all(moves)
    except (OSError, TraindeckError) as fault:
        tidy(workspace, job_id)
        raise Refused(f"{title} is not deleted: {fault}") from fault
    _sync(workspace)
    return entry


def _sync(workspace: Workspace) -> None:
    with contextlib.suppress(OSError):  # It has been moved, even if perhaps not past a power cut.
        sync_folder(workspace.jobs)


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
                except (OSError, TraindeckError) as fault:
                    faults.append(f"{there[job_id].title} is not restored: {fault}")
    return Outcome(tuple(done), tuple(faults))


def _restore(workspace: Workspace, job_id: str) -> None:
    mark = workspace.trashed(job_id) / RESTORING
    with contextlib.suppress(OSError):  # Without it only what a kill interrupts has to be asked for again.
        mark.touch(mode=0o600)
    try:
        bring_back(moves_back(workspace, job_id))
    except (OSError, TraindeckError, KeyboardInterrupt):
        with contextlib.suppress(OSError):
            mark.unlink()
        raise
    _sync(workspace)
    tidy(workspace, job_id)


def empty_trash(workspace: Workspace, job_ids: Collection[str]) -> Outcome:
    """Remove deleted jobs for good, and what people had added to them.

    Raises:
        Refused: Nothing may be changed here.
        OSError: The trash cannot be opened.
    """
    check_changeable(workspace)
    done, faults, gone = [], [], []
    with _trash(workspace):
        there = {entry.job_id: entry for entry in trashed_jobs(workspace)}
        for job_id in job_ids:
            if job_id not in there:
                faults.append(f"There is no deleted job {clean(job_id, 80)}.")
                continue
            try:
                left = remove(workspace, job_id)
            except OSError as fault:
                faults.append(f"{there[job_id].title} is not removed: {fault}")
                continue
            gone.append(job_id)
            if left:
                faults.append(f"{there[job_id].title} is removed, but for what cannot be: {left}.")
            else:
                done.append(there[job_id])
    with contextlib.suppress(TraindeckError, OSError):
        # A job of that id may have come back meanwhile.
        strays = [job_id for job_id in gone if not os.path.lexists(workspace.status(job_id))]
        annotate(workspace, dict.fromkeys(strays, lambda known: None))
    return Outcome(tuple(done), tuple(faults))


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
