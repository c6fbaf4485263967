"""The states of a job and the only ways between them. Standard library only: the shim imports this too."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "QUEUED"
    STARTING = "STARTING"
    LOADING = "LOADING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"
    STOPPED = "STOPPED"

    @property
    def is_closed(self) -> bool:
        """Whether the job has ended for good."""
        return self in CLOSED


CLOSED = frozenset({JobState.COMPLETED, JobState.ERROR, JobState.STOPPED})
"""States without a way out. A closed job may still be written again in the same state (its exit code is added)."""

NEXT: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.STARTING, JobState.ERROR, JobState.STOPPED}),
    JobState.STARTING: frozenset({JobState.LOADING, JobState.ERROR, JobState.STOPPED}),
    JobState.LOADING: frozenset({JobState.RUNNING, JobState.ERROR, JobState.STOPPED}),
    JobState.RUNNING: CLOSED,
    JobState.COMPLETED: frozenset(),
    JobState.ERROR: frozenset(),
    JobState.STOPPED: frozenset(),
}
"""Where each state may lead. Staying in a state is always allowed."""


class IllegalTransition(ValueError):
    """Somebody tried to write a state that cannot follow the one on disk: a fault in Traindeck, never a user's."""


def check_transition(old: JobState, new: JobState) -> None:
    """Raise `IllegalTransition` unless a job may go from `old` to `new`."""
    if new is not old and new not in NEXT[old]:
        raise IllegalTransition(f"a job cannot go from {old} to {new}")
