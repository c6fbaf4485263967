"""The one place that knows all jobs: pure, without files, threads or clocks."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import msgspec

from engine.observe.annotations import Annotation
from engine.observe.finding import Finding
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
        self._active: set[str] = set()
        self._counts: Counter[JobState | None] = Counter()
        self._epochs: Counter[int] = Counter()
        self.annotations: dict[str, Annotation] = {}
        """What people added to jobs, by job id; always the same mapping."""
        self.health: dict[str, str] = {}
        """What ails a job, by job id; always the same mapping. Whoever examines the jobs fills it."""
        self.trouble = ""
        """Why the folder of jobs could not be read at the last look."""
        self.disk = ""
        """Why nothing can be written in the workspace."""
        self.changes = 0
        """Counts what was taken over: as long as this is the same, all else is."""
        self.looked = False
        """Whether anybody has looked: from then on a store without jobs means a workspace without jobs."""

    def __len__(self) -> int:
        return len(self._views)

    def __iter__(self) -> Iterator[JobView]:
        return iter(self._views.values())

    def get(self, job_id: str | None) -> JobView | None:
        """Return one job, or None."""
        return self._views.get(job_id) if job_id is not None else None

    def title_of(self, job_id: str) -> str:
        """What a job is called, or nothing."""
        view = self._views.get(job_id)
        return view.title if view is not None else ""

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
            if known is not None and known.findings and view.is_active:
                view = msgspec.structs.replace(view, findings=known.findings)
            if known is None:
                added.add(view.job_id)
            elif known != view:
                changed.add(view.job_id)
            self._take(known, view)
        for job_id in look.removed:
            gone = self._views.get(job_id)
            if gone is not None:
                self._take(gone, None)
                removed.add(job_id)
        if look.annotations is not None:
            changed |= self.annotate(look.annotations).changed - added
        return Diff(frozenset(added), frozenset(changed), frozenset(removed))

    def _take(self, old: JobView | None, new: JobView | None) -> None:
        """Take one job over, and count it."""
        self.changes += 1
        if old is not None:
            self._counts[old.state] -= 1
            self._epochs[old.record.epochs if old.record is not None else 0] -= 1
            self._active.discard(old.job_id)
            self.health.pop(old.job_id, None)
            del self._views[old.job_id]
        if new is not None:
            self._counts[new.state] += 1
            self._epochs[new.record.epochs if new.record is not None else 0] += 1
            self._views[new.job_id] = new
            if new.is_active:
                self._active.add(new.job_id)
            if new.findings:
                self.health[new.job_id] = "; ".join(finding.told for finding in new.findings)

    def annotate(self, annotations: dict[str, Annotation]) -> Diff:
        """Take over what people added to all jobs."""
        if annotations == self.annotations:
            return Diff()
        self.changes += 1
        old = dict(self.annotations)
        self.annotations.clear()
        self.annotations.update(annotations)
        others = {job_id for job_id in old.keys() | annotations.keys() if old.get(job_id) != annotations.get(job_id)}
        return Diff(changed=frozenset(others & self._views.keys()))

    def apply_findings(self, found: Mapping[str, tuple[Finding, ...]]) -> Diff:
        """Take over what the rules of health find; of a job that has ended meanwhile nothing is kept."""
        changed = set()
        for job_id, findings in found.items():
            view = self._views.get(job_id)
            if view is not None and view.is_active and view.findings != findings:
                self._take(view, msgspec.structs.replace(view, findings=findings))
                changed.add(job_id)
        return Diff(changed=frozenset(changed))

    def counts(self) -> Counter[JobState | None]:
        """How many jobs are in each state; None counts the unreadable ones."""
        return +self._counts

    def epochs(self) -> Collection[int]:
        """How many epochs jobs are to have, each number once."""
        return (+self._epochs).keys()

    def active(self) -> Iterator[JobView]:
        """The jobs that may still change by themselves."""
        return (self._views[job_id] for job_id in self._active)

    @property
    def has_active(self) -> bool:
        """Whether any job may still change by itself."""
        return bool(self._active)

    def names(self) -> frozenset[str]:
        """Parameters and metrics that jobs have."""
        records = [view.record for view in self._views.values() if view.record is not None]
        return frozenset().union(*(record.params for record in records), *(record.metrics for record in records))
