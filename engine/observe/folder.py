"""Looking at the folder of status files: what is new, what changed, what is gone."""

import os
from collections.abc import Iterable

import msgspec

from engine.errors import TraindeckError
from engine.files import UnreadableFile
from engine.job import StopIntent
from engine.observe.disk import disk_trouble
from engine.observe.view import JobView
from engine.paths import Workspace, job_id_of
from engine.record import read_status, read_stop
from engine.reserve import read_note

Stamp = tuple[int, int, int]
"""(inode, mtime in ns, size): differs whenever a file was replaced or written."""


class Look(msgspec.Struct, frozen=True):
    """What one look at the folder found."""

    changed: tuple[JobView, ...] = ()
    removed: tuple[str, ...] = ()
    trouble: str = ""
    """Why the folder cannot be read, or empty."""
    disk: str = ""
    """Why nothing can be written there, or empty; only a look at everything asks."""


def read_view(workspace: Workspace, job_id: str) -> JobView | None:
    """Read one job, or None when its status file is gone."""
    try:
        record, problems = read_status(workspace.status(job_id))
    except FileNotFoundError:
        return None
    except UnreadableFile as error:
        return JobView(job_id=job_id, problem=str(error))
    told = "; ".join(problems)
    if record.status.is_closed:
        return JobView(job_id=job_id, record=record, problem=told)
    stop, trouble = _stop_of(workspace, job_id), record.trouble or read_note(workspace.reserve(job_id))
    return JobView(job_id=job_id, record=record, problem=told, stop=stop, trouble=trouble)


def _stop_of(workspace: Workspace, job_id: str) -> StopIntent | None:
    try:
        return read_stop(workspace.stop(job_id))
    except UnreadableFile:
        return None


def read_all(workspace: Workspace) -> list[JobView]:
    """Read every job, newest first.

    Raises:
        TraindeckError: The folder of the jobs is there but cannot be read.
    """
    look = JobFolder(workspace).look()
    if look.trouble:
        raise TraindeckError(f"The jobs cannot be read: {look.trouble}.")
    return sorted(look.changed, key=lambda view: view.age_key, reverse=True)


class JobFolder:
    """Remembers what was seen, so that a second look costs one `stat` a file (2,000 files: about 10 ms).

    Args:
        workspace: Whose jobs to look at.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._stamps: dict[str, Stamp] = {}
        self._side_stamps: dict[str, tuple[Stamp | None, ...]] = {}

    def look(self, hints: Iterable[str] | None = None) -> Look:
        """Read what changed.

        Args:
            hints: Job ids to look at; None looks at all, which is the truth that hints only hurry.
        """
        if hints is not None:
            return self._look_at(set(hints))
        try:
            with os.scandir(self.workspace.jobs) as entries:
                present = {job_id for entry in entries if (job_id := job_id_of(entry.name)) is not None}
        except FileNotFoundError:
            present = set()
        except OSError as error:
            return Look(trouble=f"{self.workspace.jobs}: {error.strerror}")
        look = self._look_at(present | self._stamps.keys())
        return msgspec.structs.replace(look, disk=disk_trouble(self.workspace))

    def _look_at(self, job_ids: set[str]) -> Look:
        changed = []
        removed = []
        for job_id in job_ids:
            try:
                stamp = _stamp(self.workspace.status(job_id))
            except OSError:
                continue  # Not to be seen for now is not the same as gone.
            if stamp is None:
                if self._stamps.pop(job_id, None) is not None:
                    self._side_stamps.pop(job_id, None)
                    removed.append(job_id)
                continue
            known = self._side_stamps.get(job_id)
            side = self._side_stamp(job_id, known) if known is not None else (None, None)
            if stamp == self._stamps.get(job_id) and (known is None or side == known):
                continue
            view = read_view(self.workspace, job_id)
            if view is None:
                continue  # Replaced or removed in between: the next look tells.
            self._stamps[job_id] = stamp
            if view.is_active:
                self._side_stamps[job_id] = side
            else:
                self._side_stamps.pop(job_id, None)
            changed.append(view)
        return Look(tuple(changed), tuple(removed))

    def _side_stamp(self, job_id: str, known: tuple[Stamp | None, ...]) -> tuple[Stamp | None, ...]:
        """Stamps of the wish to stop and of the note in the reserve."""
        try:
            return _stamp(self.workspace.stop(job_id)), _stamp(self.workspace.reserve(job_id))
        except OSError:
            return known


def _stamp(path: os.PathLike[str]) -> Stamp | None:
    """Stamp of a file, or None when it does not exist."""
    try:
        facts = os.stat(path, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
