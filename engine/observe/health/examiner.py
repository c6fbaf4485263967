"""Examines all jobs that run, again and again, reading no more than the last part of their metrics."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from engine.job import JobRecord
from engine.observe.finding import Finding
from engine.observe.health import examine
from engine.observe.health.evidence import Reading
from engine.observe.health.memory import JobMemory, begun_at
from engine.observe.metrics import MetricHistory, MetricsTail
from engine.observe.view import JobView
from engine.paths import Workspace

FIRST_LINES = 2_000
"""Lines read of the metrics of a job that is seen for the first time."""

FIRST_BYTES = 1 << 19
"""And bytes at most, 512 KiB: some 15 ms."""

MOST_POINTS = 20_000
"""Reports kept of one job; then its last lines are read anew, so that a panel left open all day stays small."""

MISSED_S = 30.0
"""A pause between two looks from which on the machine has slept, or its clock was set."""


class Examiner:
    """Remembers of each running job what the rules need. Not for several threads.

    Args:
        workspace: Whose jobs to examine.
        disabled: Names of rules that are switched off.
    """

    def __init__(self, workspace: Workspace, disabled: Collection[str] = ()) -> None:
        self._workspace = workspace
        self.disabled = frozenset(disabled)
        self._jobs: dict[str, _Job] = {}
        self._looked_at = 0.0

    def look(
        self,
        views: Mapping[str, JobView],
        now_s: float,
        *,
        gpu_percent: Mapping[str, Sequence[Reading]] | None = None,
        free_bytes: Sequence[Reading] = (),
    ) -> dict[str, tuple[Finding, ...]]:
        """Examine the jobs that run.

        Args:
            views: Jobs that have not ended, by id; of all others everything is forgotten.
            now_s: Unix time.
            gpu_percent: Utilisation of the busiest GPU that each job is on, by job id.
            free_bytes: Room on the workspace's disk.

        Returns:
            The findings of each job of which there are others than at the last look.
        """
        for job_id in self._jobs.keys() - views.keys():
            del self._jobs[job_id]
        if not -MISSED_S < now_s - self._looked_at < MISSED_S:
            for known in self._jobs.values():
                known.memory.excuse(now_s)
        self._looked_at = now_s
        changed = {}
        for job_id, view in views.items():
            record = view.record
            if record is None:
                continue
            job = self._jobs.get(job_id)
            if job is None:
                job = self._jobs[job_id] = _Job(self._workspace, job_id)
            history = job.read()
            job.memory.see(record, history, now_s)
            evidence = msgspec.structs.replace(
                job.memory.evidence(record, history, now_s),
                gpu_percent=(gpu_percent or {}).get(job_id, ()),
                free_bytes=free_bytes,
                begun_at=job.begun_at(record),
            )
            found = examine(evidence, self.disabled)
            if found != job.findings:
                job.findings = changed[job_id] = found
        return changed


class _Job:
    """What is kept of one running job."""

    def __init__(self, workspace: Workspace, job_id: str) -> None:
        self.memory = JobMemory()
        self.findings: tuple[Finding, ...] = ()
        self._workspace = workspace
        self._path = workspace.metrics(job_id)
        self._begun_at: int | None = None
        self._tail: MetricsTail | None = None

    def begun_at(self, record: JobRecord) -> int | None:
        """See `Evidence`; looked up until it is known."""
        if self._begun_at is None:
            self._begun_at = begun_at(self._workspace, record)
        return self._begun_at

    def read(self) -> MetricHistory:
        """Read what was appended to the metrics."""
        if self._tail is None:
            self._tail = MetricsTail(self._path)
            self._tail.skip_to_last(FIRST_LINES, FIRST_BYTES)
        self._tail.poll()
        history = self._tail.history
        if max(map(len, (history.times, *history.series.values()))) > MOST_POINTS:
            self._tail = None
        return history
