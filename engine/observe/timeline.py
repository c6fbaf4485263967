"""What happened to a job and when, as far as its files tell. Pure."""

import time
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from engine.checkpoint_index import PERIODIC
from engine.format import bytes_, number, took
from engine.job import JobRecord, StopIntent
from engine.observe.checkpoints import Checkpoint
from engine.observe.finding import Finding, Severity
from engine.state import JobState


class Kind(StrEnum):
    """What sort of thing happened."""

    STATE = "state"
    REPORT = "report"
    CHECKPOINT = "checkpoint"
    STOP = "stop"
    HEALTH = "health"
    JOB = "job"
    """Another job has to do with it."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened."""

    at: float | None
    """Unix seconds; None when nobody wrote that down."""
    kind: Kind
    title: str
    detail: str = ""
    state: JobState | None = None
    """Of a change of state, the new one."""
    lasted_s: float | None = None
    """How long the job was in that state, so far."""
    alarming: bool = False
    step: int | None = None
    estimated: bool = False
    """Whether the time follows from the step, as if all steps had taken equally long."""


class Relations(msgspec.Struct, frozen=True, kw_only=True):
    """What only other files than the status file tell."""

    stop: StopIntent | None = None
    first_report_at: float | None = None
    successor: str = ""
    """Title of the job that goes on from this one."""
    successor_at: float | None = None
    parent: str = ""
    """Title of the job that this one goes on from."""
    start_step: int | None = None
    """Step from which it went on."""


def timeline(
    record: JobRecord,
    relations: Relations,
    checkpoints: Sequence[Checkpoint],
    findings: Sequence[Finding],
    now_s: float,
) -> tuple[Event, ...]:
    """Everything known, oldest first; what has no time stands where it began, or last.

    Args:
        record: The job.
        relations: What else is known.
        checkpoints: Those that are there.
        findings: What the rules of health find.
        now_s: Unix time, for how long a state has lasted.
    """
    events = [
        *_states(record, now_s),
        *_others(record, relations),
        *map(_saved, _once(checkpoints)),
        *(_unhealthy(finding, record, relations, now_s) for finding in findings),
    ]
    order = {kind: place for place, kind in enumerate((Kind.JOB, Kind.STATE, Kind.REPORT, Kind.CHECKPOINT))}
    placed = sorted(
        (event for event in events if event.at is not None), key=lambda event: (event.at, order.get(event.kind, 9))
    )
    return (*placed, *(event for event in events if event.at is None))


def _states(record: JobRecord, now_s: float) -> Iterator[Event]:
    entered = [
        (JobState.QUEUED, record.created_at),
        (JobState.STARTING, record.started_at),
        (JobState.LOADING, record.loading_at),
        (JobState.RUNNING, record.running_at),
    ]
    if record.status.is_closed:
        entered.append((record.status, record.finished_at))
    known = [(state, at) for state, at in entered if at is not None or state is record.status]
    for place, (state, at) in enumerate(known):
        after = known[place + 1][1] if place + 1 < len(known) else now_s
        lasted = max(0.0, after - at) if at is not None and after is not None and not state.is_closed else None
        if state is not JobState.RUNNING and record.step and record.running_at is None:
            lasted = None  # Nobody wrote down when it began to train, so this state ended before the next one known.
        detail = _ending(record) if state.is_closed else record.message if state is record.status else ""
        yield Event(
            at=at, kind=Kind.STATE, title=str(state), state=state, lasted_s=lasted, detail=detail,
            alarming=state is JobState.ERROR,
        )  # fmt: skip


def _ending(record: JobRecord) -> str:
    said = record.error.told if record.error is not None else record.message
    whole = took(record.finished_at - record.started_at) if record.finished_at and record.started_at else ""
    exits = f"signal {record.signal}" if record.signal is not None else ""
    exits = f"exit status {record.exit_code}" if record.exit_code is not None else exits
    return "; ".join(part for part in (said.rstrip("."), whole, exits) if part)


def _others(record: JobRecord, relations: Relations) -> Iterator[Event]:
    if record.resumed_from is not None:
        where = f"from step {relations.start_step:,}" if relations.start_step is not None else ""
        what = f"goes on from {relations.parent or record.resumed_from}"
        yield Event(at=record.created_at, kind=Kind.JOB, title=what, detail=where)
    if relations.first_report_at is not None:
        yield Event(at=relations.first_report_at, kind=Kind.REPORT, title="first report")
    stop = relations.stop
    if stop is not None:
        how = "to be killed at once" if stop.grace_s == 0 else f"grace {stop.grace_s:g} s"
        asker = f" by {stop.by}" if stop.by else ""
        yield Event(at=stop.requested_at, kind=Kind.STOP, title=f"stop asked for{asker}", detail=how)
    if relations.successor:
        yield Event(at=relations.successor_at, kind=Kind.JOB, title=f"continued by {relations.successor}")


def _once(checkpoints: Sequence[Checkpoint]) -> Iterator[Checkpoint]:
    """Each file once, under the name that tells its step if it has two."""
    named = {each.inode: each for each in checkpoints if each.inode and PERIODIC.fullmatch(each.name)}
    for each in checkpoints:
        if named.get(each.inode, each) is each:
            yield each


def _saved(checkpoint: Checkpoint) -> Event:
    values = [f"{name} {number(value)}" for name, value in checkpoint.metrics.items()]
    step = [f"step {checkpoint.step:,}"] if checkpoint.step is not None else []
    return Event(
        at=checkpoint.saved_at,
        kind=Kind.CHECKPOINT,
        title="final model saved" if "final model" in checkpoint.roles else f"{checkpoint.name} saved",
        detail=", ".join([*step, *values, bytes_(checkpoint.size_bytes)]),
        step=checkpoint.step,
    )


def _unhealthy(finding: Finding, record: JobRecord, relations: Relations, now_s: float) -> Event:
    at = finding.at if finding.at is not None else _estimate(finding.step, record, relations, now_s)
    return Event(
        at=at,
        estimated=finding.at is None and at is not None,
        kind=Kind.HEALTH,
        title=finding.rule,
        detail=finding.text,
        step=finding.step,
        alarming=finding.severity is Severity.ALARM,
    )


def _estimate(step: int | None, record: JobRecord, relations: Relations, now_s: float) -> float | None:
    """When a step was probably made."""
    begin_s, first = record.running_at, relations.start_step or 0
    end_s = record.finished_at if record.status.is_closed else record.updated_at or now_s
    if step is None or begin_s is None or end_s is None or not first <= step <= record.step or record.step == first:
        return None
    return begin_s + (end_s - begin_s) * (step - first) / (record.step - first)


def day_text(at: float | None) -> str:
    """The date of a time, in this machine's time zone."""
    return time.strftime("%Y-%m-%d", time.localtime(at)) if at is not None else ""


def clock_text(at: float | None) -> str:
    """The time of day of a time, in this machine's time zone."""
    return time.strftime("%H:%M:%S", time.localtime(at)) if at is not None else ""
