"""The thread that examines running jobs, from the panel's start to its end."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection

from engine.observe.finding import Finding
from engine.observe.folder import Look
from engine.observe.health.evidence import Reading
from engine.observe.health.examiner import Examiner
from engine.observe.meters.sample import Sample
from engine.observe.view import JobView
from engine.paths import Workspace

EVERY_S = 3.0
"""Time between two examinations: nothing that they find is older than this when it is told."""

DISK_EVERY_S = 10.0
"""Time between two measurements of the disk's room that are kept."""

DISK_READINGS = 60
"""How many of them: ten minutes."""

GPU_READINGS = 200
"""Measurements kept of the GPUs of a job."""

PATIENCE_S = 0.5
"""How long the end waits for an examination."""

_log = logging.getLogger(__name__)

Deliver = Callable[[dict[str, tuple[Finding, ...]]], None]
"""Takes the findings of each job of which there are others than before. Called in the thread."""


class HealthThread:
    """Examines the jobs that the watcher has told of.

    Args:
        workspace: Whose jobs to examine.
        deliver: Gets what is found.
        disabled: Names of rules that are switched off.
    """

    def __init__(self, workspace: Workspace, deliver: Deliver, disabled: Collection[str] = ()) -> None:
        self._examiner = Examiner(workspace, disabled)
        self._deliver = deliver
        self._views: dict[str, JobView] = {}
        self._free_bytes: deque[Reading] = deque(maxlen=DISK_READINGS)
        self._gpu_percent: dict[str, deque[Reading]] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="traindeck-health", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    def disable(self, names: Collection[str]) -> None:
        """Switch these rules off, and all others on, from the next examination on."""
        self._examiner.disabled = frozenset(names)

    def note(self, look: Look) -> None:
        """Take note of what the watcher found; called in its thread."""
        with self._lock:
            for view in look.changed:
                if view.is_active:
                    self._views[view.job_id] = view
                else:
                    self._views.pop(view.job_id, None)
            for job_id in look.removed:
                self._views.pop(job_id, None)

    def measured(self, sample: Sample) -> None:
        """Take note of how the machine is; called in the thread of the meters."""
        if sample.disk is not None:
            room = self._free_bytes
            if not room or sample.taken_at - room[-1].at_s >= DISK_EVERY_S:
                room.append(Reading(sample.taken_at, sample.disk.free_bytes))
        with self._lock:
            self._gpu_percent = {job_id: kept for job_id, kept in self._gpu_percent.items() if job_id in self._views}
            for job_id, view in self._views.items() if sample.gpus else ():
                pid = view.record.pid if view.record is not None else None
                # A GPU is a job's if its worker is on it: numbers in the job and in the driver may differ.
                used = [gpu.utilisation for gpu in sample.gpus if pid in gpu.processes and gpu.utilisation is not None]
                if used:
                    kept = self._gpu_percent.setdefault(job_id, deque(maxlen=GPU_READINGS))
                    kept.append(Reading(sample.taken_at, max(used)))

    def _run(self) -> None:
        while not self._closed.wait(EVERY_S):
            try:
                with self._lock:
                    views = dict(self._views)
                    gpu_percent = {job_id: tuple(kept) for job_id, kept in self._gpu_percent.items()}
                found = self._examiner.look(
                    views, time.time(), gpu_percent=gpu_percent, free_bytes=tuple(self._free_bytes)
                )
                if found and not self._closed.is_set():
                    self._deliver(found)
            except Exception:
                # The edge of a thread: a fault must not end the examining, and the next look starts afresh.
                _log.exception("examining the jobs failed")
