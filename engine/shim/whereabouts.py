"""Whether a job's folder is still there, and in its place: somebody may have renamed or deleted it meanwhile."""

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
        self._run = workspace.run(job_id)
        self._folder = os.open(self._run, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def is_deleted(self) -> bool:
        """Whether the folder is gone for good: nobody has even a new name for it."""
        return not os.fstat(self._folder).st_nlink

    def is_home(self) -> bool:
        """Whether the folder is where it was."""
        try:
            return os.path.samestat(os.fstat(self._folder), os.stat(self._run))
        except OSError:
            return False
