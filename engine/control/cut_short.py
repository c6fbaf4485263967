"""Launches that were cut short before their job could be seen: the launcher died between two of its first writes.

Such a launch leaves a run folder without a status file. With a specification in it the job is shown as what it is, so
that nobody wonders where it went; without one nothing is known of it, and the folder is removed. May be used by
whoever looks at a workspace.
"""

import os
import time

from engine.control import lock
from engine.files import TEMPORARY_SUFFIX, UnreadableFile, open_append, remove_temporaries
from engine.leftovers import collect_leftovers
from engine.paths import Workspace, is_job_id, job_id_of
from engine.record import read_spec, write_record

STALE_S = 60.0
"""How old a folder without a specification, or a temporary file, must be before it is called abandoned: a launcher
needs some milliseconds between two of its writes."""

COARSE_S = 1.0
"""How old a folder's time must be before it proves that nothing came since: clocks of file systems tick coarsely."""


class CutShort:
    """Closes launches that were cut short, and costs one `stat` where no job came or went since the last time.

    Args:
        workspace: Where to look. Nothing is done in a locked one.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._looked_ns: int | None = None
        self._settled: set[str] = set()
        self._began = False

    def close(self) -> None:
        """Look for such launches. Where nothing can be read or written, the next call tries again."""
        if self.workspace.locked:
            return
        if not self._began:
            self._began = True
            remove_temporaries(self.workspace.artifacts, stale_s=STALE_S)
        try:
            changed_ns = os.stat(self.workspace.runs).st_mtime_ns
            if changed_ns == self._looked_ns:
                return
            known = {job_id_of(name) for name in os.listdir(self.workspace.jobs)}
            names = [name for name in os.listdir(self.workspace.runs) if name not in known and is_job_id(name)]
        except OSError:
            return
        self._settled.intersection_update(names)
        for name in names:
            if name not in self._settled and self._is_settled(name):
                self._settled.add(name)
        is_old = time.time() - changed_ns / 1e9 > COARSE_S
        self._looked_ns = changed_ns if is_old and self._settled.issuperset(names) else None

    def _is_settled(self, job_id: str) -> bool:
        """Decide about one folder; returns whether there is nothing more to decide."""
        run = self.workspace.run(job_id)
        try:
            names = {name for name in os.listdir(run) if not name.endswith(TEMPORARY_SUFFIX)}
            if names - {self.workspace.lock(job_id).name, self.workspace.spec(job_id).name}:
                return True  # It was seen: somebody removed its status file, and meant it.
            has_spec = self.workspace.spec(job_id).name in names
            if not has_spec and time.time() - os.stat(run).st_mtime < STALE_S:
                return False
            if self.workspace.lock(job_id).name not in names:
                return _remove(self.workspace, job_id)
            held = lock.take(self.workspace.lock(job_id))
        except OSError:
            return False
        if held is None:
            return False
        try:
            if os.path.lexists(self.workspace.status(job_id)):
                return True
            return _show(self.workspace, job_id) if has_spec else _remove(self.workspace, job_id)
        except UnreadableFile:
            return True
        except OSError:
            return False
        finally:
            os.close(held)


def _show(workspace: Workspace, job_id: str) -> bool:
    """Write the status file that the launcher did not come to, closed with the reason. The caller holds the lock."""
    from engine.control.closing import closed_record
    from engine.control.launch import queued_record  # Looking costs the panel no import that launching needs.

    record = closed_record(workspace, queued_record(read_spec(workspace.spec(job_id))), recorded=True)
    write_record(workspace.status(job_id), record, durable=True)
    collect_leftovers(workspace, job_id)
    # The log marks the job as seen: whoever removes the status file now removes the job.
    log = open_append(workspace.log(job_id))
    try:
        os.write(log, f"traindeck: {record.message}\n".encode())
    finally:
        os.close(log)
    return True


def _remove(workspace: Workspace, job_id: str) -> bool:
    run = workspace.run(job_id)
    remove_temporaries(run)
    workspace.lock(job_id).unlink(missing_ok=True)
    run.rmdir()
    return True
