"""The one place that knows all jobs: pure, without files, threads or clocks."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from engine.observe.folder import Look
from engine.observe.view import JobView
from engine.state import JobState


class Diff(msgspec.Struct, frozen=True):
    """What a look changed, by job id."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class JobStore:
    """All jobs of a workspace as last seen."""

    def __init__(self) -> None:
        self._views: dict[str, JobView] = {}
        self.trouble = ""
        """Why the folder of jobs could not be read at the last look."""
        self.disk = ""
        """Why nothing can be written in the workspace."""
        self.looked = False
        """Whether anybody has looked: from then on a store without jobs means a workspace without jobs."""

    def __len__(self) -> int:
        return len(self._views)

    def __iter__(self) -> Iterator[JobView]:
        return iter(self._views.values())

    def get(self, job_id: str | None) -> JobView | None:
        """Return one job, or None."""
        return self._views.get(job_id) if job_id is not None else None

    def apply(self, look: Look) -> Diff:
        """Take over what a look found; applying the same look twice changes nothing."""
        self.trouble = look.trouble
        self.disk = look.disk
        self.looked = True
        added = set()
        changed = set()
        removed = set()
        for view in look.changed:
            known = self._views.get(view.job_id)
            if known is None:
                added.add(view.job_id)
            elif known != view:
                changed.add(view.job_id)
            self._views[view.job_id] = view
        for job_id in look.removed:
            if self._views.pop(job_id, None) is not None:
                removed.add(job_id)
        return Diff(frozenset(added), frozenset(changed), frozenset(removed))

    def counts(self) -> Counter[JobState | None]:
        """How many jobs are in each state; None counts the unreadable ones."""
        return Counter(view.state for view in self._views.values())
