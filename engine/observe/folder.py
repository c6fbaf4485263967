"""Looking at the folder of status files: what is new, what changed, what is gone."""

import itertools
import os
from collections.abc import Iterable

import msgspec

from engine.errors import TraindeckError
from engine.files import UnreadableFile
from engine.job import StopIntent
from engine.observe.annotations import Annotation, read_annotations
from engine.observe.disk import disk_trouble
from engine.observe.view import JobView
from engine.paths import Workspace, job_id_of
from engine.record import read_status, read_stop
from engine.reserve import read_note

ALWAYS_STAT = 1_000
"""Up to so many files each is asked for its stamp at every scan; that takes about 5 ms."""

TURNS = 10
"""In how many scans each file of a larger folder is asked once, for the sake of programs that write in place. A file
that is replaced shows by its inode, which comes with the listing, and an active job is always asked."""

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
    annotations: dict[str, Annotation] | None = None
    """What people added to all jobs, if that has changed since the look before."""
    note: str = ""
    """Why what people added cannot be read, or empty; only a look at everything asks."""


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
        self._entries: dict[str, tuple[str, int]] = {}
        """Job id and inode of each name in the folder at the last scan."""
        self._turn = 0
        self._annotations_stamp: Stamp | None = None
        self._note = ""

    def look(self, hints: Iterable[str] | None = None, *, with_annotations: bool = False) -> Look:
        """Read what changed.

        Args:
            hints: Job ids to look at; None looks at all, which is the truth that hints only hurry.
            with_annotations: Whether a look by hints asks for what people added, too.
        """
        if hints is not None:
            look = self._look_at(set(hints))
            if not with_annotations:
                return look
            return msgspec.structs.replace(look, annotations=self._read_annotations(), note=self._note)
        try:
            suspects = self._scan()
        except OSError as error:
            return Look(trouble=f"{self.workspace.jobs}: {error.strerror}")
        look = self._look_at(suspects)
        annotations = self._read_annotations()
        return msgspec.structs.replace(
            look, disk=disk_trouble(self.workspace), annotations=annotations, note=self._note
        )

    def newest(self, most: int) -> list[str] | None:
        """Ids of the newest jobs, as far as their ids tell, where there are more than a few times as many; else None.

        Args:
            most: How many.
        """
        try:
            names = os.listdir(self.workspace.jobs)
        except OSError:
            return None
        if len(names) < 4 * most:
            return None
        job_ids = (job_id for name in sorted(names, reverse=True) if (job_id := job_id_of(name)) is not None)
        return list(itertools.islice(job_ids, most))

    def _scan(self) -> set[str]:
        """List the folder, and return the jobs whose files may have changed or gone."""
        self._turn = (self._turn + 1) % TURNS
        suspects = set(self._side_stamps)
        found: dict[str, tuple[str, int]] = {}
        before = self._entries
        try:
            with os.scandir(self.workspace.jobs) as entries:
                for place, entry in enumerate(entries):
                    name, inode = entry.name, entry.inode()
                    known = before.get(name)
                    if known is None:
                        job_id = job_id_of(name)
                        if job_id is None:
                            continue
                        known = (job_id, inode)
                        suspects.add(job_id)
                    elif known[1] != inode:
                        known = (known[0], inode)
                        suspects.add(known[0])
                    elif place % TURNS == self._turn:
                        suspects.add(known[0])
                    found[name] = known
        except FileNotFoundError:
            pass
        self._entries = found
        present = {job_id for job_id, _ in found.values()}
        if len(found) <= ALWAYS_STAT:
            suspects |= present
        # What was not read at the look before, for whatever reason, is not known and so is asked again.
        return suspects | (self._stamps.keys() ^ present)

    def _read_annotations(self) -> dict[str, Annotation] | None:
        """What people added, if the file is another one than at the last look."""
        try:
            stamp = _stamp(self.workspace.annotations)
        except OSError:
            return None
        if stamp == self._annotations_stamp:
            return None
        self._annotations_stamp, self._note = stamp, ""
        try:
            return read_annotations(self.workspace)
        except UnreadableFile as error:
            self._note = f"tags and notes cannot be read: {self.workspace.annotations.name}: {error}"
            return None

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
