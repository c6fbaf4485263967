"""The jobs from which a job went on, and their metrics up to where it did: what makes its curves whole.

Whatever is missing (a deleted job, a damaged specification) only makes the history begin later. Anyone may import this.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

from engine.checkpoint_index import PERIODIC, read_index
from engine.files import UnreadableFile
from engine.observe.growing_file import BLOCK_BYTES
from engine.observe.metric_batch import MetricBatch
from engine.observe.metrics import SLICE_BYTES, MetricHistory, MetricsReader
from engine.paths import Workspace, is_job_id
from engine.record import read_spec, read_status

MOST_ANCESTORS = 100
"""More are not followed: each is a file to read."""

_OWNER = re.compile(r"models/([^/]+)/.+")
"""The path of a checkpoint, relative to the workspace, with the job that saved it."""


class Ancestor(NamedTuple):
    """A job from which another one went on."""

    job_id: str
    metrics: Path
    """Its metrics file."""
    last_step: int | None
    """The step of the checkpoint: what it reported behind that is not part of the other's history. None where nobody
    knows: then whatever the other one reports takes the place of what is there."""


def ancestors_of(workspace: Workspace, job_id: str, besides: Collection[str] = ()) -> tuple[Ancestor, ...]:
    """The jobs from which a job went on, oldest first; none for most jobs.

    Args:
        workspace: Where all of them are.
        job_id: Whose.
        besides: Jobs at which to end, because their own curves are drawn beside.
    """
    found: list[Ancestor] = []
    seen = {job_id, *besides}
    last_step: int | None = None
    while len(found) < MOST_ANCESTORS:
        parent, checkpoint = _origin(workspace, job_id)
        if parent is None or parent in seen:
            break
        step = _step_of(workspace, parent, checkpoint)
        if step is None:
            first = first_step(workspace.metrics(job_id))
            step = first - 1 if first is not None else None
        # A job that went on from further back than the next one did counts no further than that.
        last_step = step if last_step is None or (step is not None and step < last_step) else last_step
        seen.add(parent)
        found.append(Ancestor(parent, workspace.metrics(parent), last_step))
        job_id = parent
    return tuple(each for each in reversed(found) if each.metrics.is_file())


def _origin(workspace: Workspace, job_id: str) -> tuple[str | None, str | None]:
    """From which job a job went on, and from which checkpoint."""
    try:
        spec = read_spec(workspace.spec(job_id))
        parent, checkpoint = spec.resumed_from, spec.resume_checkpoint
    except (FileNotFoundError, UnreadableFile):
        try:
            parent, checkpoint = read_status(workspace.status(job_id))[0].resumed_from, None
        except (FileNotFoundError, UnreadableFile):
            return None, None
    return (parent, checkpoint) if is_job_id(parent) else (None, None)


def _step_of(workspace: Workspace, parent: str, checkpoint: str | None) -> int | None:
    """The step at which a checkpoint was saved, where its name or its job's index tells."""
    if checkpoint is None:
        return None
    name = PurePath(checkpoint).name
    if periodic := PERIODIC.fullmatch(name):
        return int(periodic[1])
    saved = _OWNER.fullmatch(checkpoint)
    owner = saved[1] if saved and is_job_id(saved[1]) else parent
    facts = read_index(workspace.checkpoint_index(owner)).get(name)
    return facts.step if facts is not None else None


def first_step(metrics: Path) -> int | None:
    """The smallest step at the beginning of a metrics file, None where there is none."""
    reported = MetricsReader(metrics).read(BLOCK_BYTES).reported.values()
    return min((steps[0] for steps, _ in reported if steps), default=None)


class LineageReader:
    """Reads the metrics of a job as `MetricsReader` does, and before them those of the jobs it went on from.

    Args:
        workspace: Where they are.
        job_id: The job.
        besides: See `ancestors_of`.
    """

    def __init__(self, workspace: Workspace, job_id: str, besides: Collection[str] = ()) -> None:
        self.ancestors: tuple[Ancestor, ...] = ()
        """Known from the first reading on."""
        self._workspace, self._job_id, self._besides = workspace, job_id, besides
        self._own = MetricsReader(workspace.metrics(job_id))
        self._is_own_begun = False
        self._before: list[tuple[MetricsReader, int | None]] | None = None
        """The ancestors that have not been read; None before anything was."""

    @property
    def is_behind(self) -> bool:
        """Whether the last look left something unread."""
        return bool(self._before) or not self._is_own_begun or self._own.is_behind

    @property
    def done(self) -> float:
        """How much of all files has been read, 0 to 1."""
        left = self._before or []
        whole = len(self.ancestors) - len(left)
        now = left[0][0] if left else self._own
        return min(1.0, (whole + now.done * (now.offset > 0)) / (len(self.ancestors) + 1))

    def read(self, max_bytes: int = SLICE_BYTES) -> MetricBatch:
        """Read what comes next, at most `max_bytes`."""
        if self._before is None:
            self.ancestors = ancestors_of(self._workspace, self._job_id, self._besides)
            self._before = self._anew()
        if self._before:
            reader, last_step = self._before[0]
            offset = reader.offset
            batch = reader.read(max_bytes)
            if not reader.is_behind or reader.offset == offset:
                del self._before[0]
            return batch.until(last_step)
        self._is_own_begun = True
        batch = self._own.read(max_bytes)
        if batch.restarted and self.ancestors:
            # Everything from before is void, that of the ancestors as well: they are read again, and then this file.
            self._own, self._before = MetricsReader(self._workspace.metrics(self._job_id)), self._anew()
            self._is_own_begun = False
            return MetricBatch(restarted=True)
        return batch

    def _anew(self) -> list[tuple[MetricsReader, int | None]]:
        return [(MetricsReader(each.metrics), each.last_step) for each in self.ancestors]


def read_lineage(workspace: Workspace, job_id: str, besides: Collection[str] = ()) -> MetricHistory:
    """All that a job and those it went on from have reported by now; `besides` as for `ancestors_of`."""
    reader, history, done = LineageReader(workspace, job_id, besides), MetricHistory(), -1.0
    while reader.is_behind:
        batch, before = reader.read(), done
        done = reader.done
        if batch.restarted:
            history = MetricHistory()
        history.take(batch)
        if not batch and done == before:
            break  # The file cannot be read to its end.
    return history


def segments(workspace: Workspace, job_id: str) -> Iterator[tuple[str, MetricHistory]]:
    """The same, job by job, oldest first, with the id of each."""
    for each in (*ancestors_of(workspace, job_id), Ancestor(job_id, workspace.metrics(job_id), None)):
        reader, history, before = MetricsReader(each.metrics), MetricHistory(), -1
        while before < reader.offset:
            before = reader.offset
            history.take(reader.read().until(each.last_step))
        yield each.job_id, history
