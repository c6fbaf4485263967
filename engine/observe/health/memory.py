"""What is remembered of one running job between two looks: its rhythm and its speed."""

import math
from collections import deque

from engine.job import JobRecord
from engine.observe.health.evidence import Evidence, Reading, latest
from engine.observe.lineage import first_step
from engine.observe.metrics import MetricHistory
from engine.paths import Workspace
from engine.process import host_name

INTERVALS = 1000
"""Intervals kept: among so many even rare pauses, for validation or a checkpoint, are known."""

SPEED_EVERY_S = 2.0
"""Time over which a speed is measured; a report is too short for one."""

SPEEDS = 600
"""Speeds kept; of older ones every second is dropped, so that what was usual is never forgotten."""


class JobMemory:
    """Notes what reaches this machine of a job. Not for several threads."""

    def __init__(self) -> None:
        self.heard_at: float | None = None
        """When it last made a step, by this machine's clock as soon as that was seen to happen."""
        self.intervals: deque[float] = deque(maxlen=INTERVALS)
        self.speeds: list[Reading] = []
        self._step = -1
        self._reports = 0
        self._latest: MetricHistory | None = None
        self._last_s = -math.inf
        self._measured: tuple[int, float] | None = None

    def see(self, record: JobRecord, history: MetricHistory | None, now_s: float) -> None:
        """Take note of how a job stands now; `now_s` is Unix time."""
        reported = self._take_reports(history) if history is not None else False
        if self._step < 0:
            here = record.host in ("", host_name())  # Another machine's clock may differ by any amount.
            self.heard_at = min(now_s, record.updated_at) if here and record.updated_at is not None else now_s
        elif record.step != self._step or reported:
            if not reported and self.heard_at is not None:
                self.intervals.append(now_s - self.heard_at)
                self._note_speed(now_s, record.steps_per_second)
            self.heard_at = now_s
        self._step = record.step

    def excuse(self, now_s: float) -> None:
        """Nobody looked for a while, as the machine slept, say: what was silent meanwhile begins anew."""
        self.heard_at = now_s

    def evidence(self, record: JobRecord, history: MetricHistory | None, now_s: float) -> Evidence:
        """What the rules see of the job alone."""
        return Evidence(
            record=record,
            now_s=now_s,
            history=history,
            heard_at=self.heard_at,
            intervals=self.intervals,
            speeds=self.speeds,
        )

    def _take_reports(self, history: MetricHistory) -> bool:
        """Learn rhythm and speed from the times of the reports that are new; whether there are any."""
        times = history.times
        if history is not self._latest or len(times) < self._reports:  # Read anew, or resumed from an earlier step.
            self._latest, self._measured = history, None
            self._reports = max(0, len(times) - INTERVALS)
        fresh = [point for point in latest(times, len(times) - self._reports) if point.value > self._last_s]
        self._reports = len(times)
        for step, at_s in fresh:
            if math.isfinite(self._last_s):
                self.intervals.append(at_s - self._last_s)
            self._last_s = at_s
            if self._measured is None:
                self._measured = (step, at_s)
            elif at_s - self._measured[1] >= SPEED_EVERY_S:
                self._note_speed(at_s, (step - self._measured[0]) / (at_s - self._measured[1]))
                self._measured = (step, at_s)
        return bool(fresh)

    def _note_speed(self, at_s: float, steps_per_second: float | None) -> None:
        if steps_per_second is None:
            return
        self.speeds.append(Reading(at_s, steps_per_second))
        if len(self.speeds) > SPEEDS:
            half = SPEEDS // 2
            self.speeds[:half] = self.speeds[:half:2]


def remembered(record: JobRecord, history: MetricHistory, now_s: float) -> Evidence:
    """The evidence in a history that was read at once, for whoever looks at a job for the first time."""
    memory = JobMemory()
    memory.see(record, history, now_s)
    return memory.evidence(record, history, now_s)


def begun_at(workspace: Workspace, record: JobRecord) -> int | None:
    """Where a job began; see `Evidence`."""
    return first_step(workspace.metrics(record.job_id)) if record.resumed_from is not None else 0
