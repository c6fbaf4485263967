"""Looking at the folder of status files: what is new, what changed, what is gone."""

import os
from collections.abc import Iterable

import msgspec

from engine.errors import TraindeckError
from engine.files import UnreadableFile
from engine.job import StopIntent
from engine.observe.view import JobView
from engine.paths import Workspace, job_id_of
from engine.record import read_status, read_stop

Stamp = tuple[int, int, int]
"""(inode, mtime in ns, size): differs whenever a file was replaced or written."""


class Look(msgspec.Struct, frozen=True):
    """What one look at the folder found."""

    changed: tuple[JobView, ...] = ()
    removed: tuple[str, ...] = ()
    trouble: str = ""
    """Why the folder cannot be read, or empty."""


def read_view(workspace: Workspace, job_id: str) -> JobView | None:
    """Read one job, or None when its status file is gone."""
    try:
        record, problems = read_status(workspace.status(job_id))
    except FileNotFoundError:
        return None
    except UnreadableFile as error:
        return JobView(job_id=job_id, problem=str(error))
    stop = None if record.status.is_closed else _stop_of(workspace, job_id)
    return JobView(job_id=job_id, record=record, problem="; ".join(problems), stop=stop)


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
        self._stop_stamps: dict[str, Stamp | None] = {}

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
        return self._look_at(present | self._stamps.keys())

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
                    self._stop_stamps.pop(job_id, None)
                    removed.append(job_id)
                continue
            active = job_id in self._stop_stamps
            stop_stamp = self._stop_stamp(job_id) if active else None
            if stamp == self._stamps.get(job_id) and (not active or stop_stamp == self._stop_stamps[job_id]):
                continue
            view = read_view(self.workspace, job_id)
            if view is None:
                continue  # Replaced or removed in between: the next look tells.
            self._stamps[job_id] = stamp
            if view.is_active:
                self._stop_stamps[job_id] = stop_stamp
            else:
                self._stop_stamps.pop(job_id, None)
            changed.append(view)
        return Look(tuple(changed), tuple(removed))

    def _stop_stamp(self, job_id: str) -> Stamp | None:
        try:
            return _stamp(self.workspace.stop(job_id))
        except OSError:
            return self._stop_stamps[job_id]


def _stamp(path: os.PathLike[str]) -> Stamp | None:
    """Stamp of a file, or None when it does not exist."""
    try:
        facts = os.stat(path, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
