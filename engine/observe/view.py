"""A job as somebody who looks sees it: its record, or why there is none, and who guards it."""

import math

import msgspec

from engine.format import duration, spoken
from engine.job import JobRecord, StopIntent
from engine.observe.finding import Finding
from engine.state import JobState


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel shows of one job."""

    job_id: str
    record: JobRecord | None = None
    """None when the status file cannot be read."""
    problem: str = ""
    """Why the status file cannot be read, or which of its fields were dropped."""
    stop: StopIntent | None = None
    """The wish to stop, while the job has not closed."""
    trouble: str = ""
    """What cannot be written or does not die, told by the status file or, where that fails, by the job's reserve."""
    findings: tuple[Finding, ...] = ()
    """What the rules of health find wrong with it, alarms first; empty for a job that has ended."""
    guard: str = ""
    """Value of `engine.control.reconcile.Guard`, or empty when nobody looked yet."""

    @property
    def state(self) -> JobState | None:
        """State of a readable job."""
        return self.record.status if self.record is not None else None

    @property
    def is_active(self) -> bool:
        """Whether the job may still change by itself."""
        return self.record is not None and not self.record.status.is_closed

    @property
    def title(self) -> str:
        """Name, or id."""
        return self.record.title if self.record is not None else self.job_id

    @property
    def age_key(self) -> tuple[float, str]:
        """Sorts jobs by time of creation; an unreadable one sorts by the time in its id."""
        if self.record is not None and self.record.created_at is not None:
            return (self.record.created_at, self.job_id)
        digits = self.job_id.split("_")[1] if self.job_id.count("_") == 2 else ""
        return (int(digits) / 1000 if digits.isdigit() else 0.0, self.job_id)


QUIET_S = 10.0
"""From what age in seconds on the last report of a running job is worth telling: most report four times a second."""


def quiet_text(record: JobRecord, now_s: float) -> str:
    """How long ago a running job was last heard of, unless that was just now; `now_s` is Unix time."""
    if record.status is not JobState.RUNNING or record.updated_at is None or now_s - record.updated_at < QUIET_S:
        return ""
    return f"last report {spoken(now_s - record.updated_at)} ago"


def exit_text(record: JobRecord) -> str:
    """How the worker ended, or nothing."""
    if record.signal is not None:
        return f"signal {record.signal}"
    return f"status {record.exit_code}" if record.exit_code is not None else ""


def stopping_text(stop: StopIntent, now_s: float) -> str:
    """What is going on with a job that was asked to stop, with its countdown; `now_s` is Unix time."""
    left_s = math.ceil(stop.deadline - now_s)
    if stop.grace_s == 0 or left_s <= 0:
        return "killing"
    return f"stopping: killed in {duration(left_s)}"
