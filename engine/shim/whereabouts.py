"""Whether a job's files are still there, and in their place: somebody may have renamed or deleted them meanwhile."""

import os

from engine.paths import Workspace


class Whereabouts:
    """Knows the run folder of one job, by a descriptor that stays open.

    Args:
        workspace: Where the job is.
        job_id: The job; its run folder must be there.
    """

    def __init__(self, workspace: Workspace, job_id: str) -> None:
        self.workspace = workspace
        self._status = workspace.status(job_id)
        self._run = workspace.run(job_id)
        self._folder = os.open(self._run, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def is_deleted(self) -> bool:
        """Whether the folder is gone for good, no new name for it either, and the status file with it."""
        try:
            gone = not os.fstat(self._folder).st_nlink
        except OSError:  # A server that does not answer now may do so later.
            return False
        return gone and not os.path.lexists(self._status)

    def is_home(self) -> bool:
        """Whether the folder is where it was."""
        try:
            return os.path.samestat(os.fstat(self._folder), os.stat(self._run))
        except OSError:
            return False
