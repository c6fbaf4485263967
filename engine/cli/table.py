"""Jobs as text: the table of `list` and the lines of `status`."""

import time
from collections.abc import Sequence

from engine.cli.layout import Column, lay_out
from engine.format import duration, moment, number, parameter, percent, rate, took
from engine.job import JobRecord
from engine.observe.annotations import NONE, Annotation
from engine.observe.view import JobView, exit_text, quiet_text, stopping_text
from engine.state import JobState

SIMULATION = "SIMULATION"
"""Said of every job that trains nothing."""

COLUMNS = (
    Column("JOB", priority=1),
    Column("STATE"),
    Column("NAME", narrowest=8),
    Column("RECIPE", priority=6),
    Column("PROGRESS", right=True, priority=2),
    Column("LOSS", right=True, priority=3),
    Column("BEST", right=True, priority=5),
    Column("SPEED", right=True, priority=7),
    Column("TIME", right=True, priority=4),
    Column(narrowest=len(SIMULATION) + 1),
)
"""Columns of `list`. The last one, for remarks, has no name; it can always say that a job is a simulation."""

UNSUPERVISED = "dead: the job is unsupervised, its exit status will be unknown; it can still be stopped"
"""Said of a job whose shim has died."""


def job_table(views: Sequence[JobView], width: int | None = None) -> list[str]:
    """One heading line and one line per job, aligned.

    Args:
        views: The jobs.
        width: Cells there are; None for as many as it takes.
    """
    if not views:
        return ["No jobs yet. Start one: traindeck launch regression --data FILE, or traindeck quick"]
    return lay_out(COLUMNS, [(*_facts(view), _remark(view)) for view in views], width)


def _facts(view: JobView) -> tuple[str, ...]:
    record = view.record
    if record is None:
        return (view.job_id, "unreadable", "", "", "", "", "", "", "")
    best = number(record.best.value).strip() if record.best is not None else ""
    speed = rate(record.steps_per_second).strip() if record.steps_per_second else ""
    loss = number(record.loss).strip() if record.loss is not None else ""
    return (
        record.job_id, record.status, record.name, record.recipe, f"{percent(record.progress)}%", loss, best,
        speed, time_of(record),
    )  # fmt: skip


def _remark(view: JobView) -> str:
    if view.record is None:
        return view.problem
    marks = [SIMULATION] if view.record.simulation else []
    marks += ["unsupervised"] if view.guard == "unsupervised" else []
    marks += [stopping_text(view.stop, time.time())] if view.stop is not None else []
    marks += [text for text in (view.trouble, view.problem) if text]
    if view.record.status in (JobState.ERROR, JobState.STOPPED, JobState.LOADING):
        error = view.record.error
        marks.append(error.told if error is not None else view.record.message)
    return " ".join(marks)


def time_of(record: JobRecord) -> str:
    """What is left of a running job, or what a closed one took."""
    if record.status.is_closed:
        if record.started_at is None or record.finished_at is None:
            return ""
        return took(record.finished_at - record.started_at)
    if record.eta_seconds is not None:
        return f"ETA {duration(record.eta_seconds).strip()}"
    return ""


def status_lines(record: JobRecord, view: JobView, own: Annotation = NONE) -> list[str]:
    """Everything worth knowing of one job, a fact a line; `view` says what its status file does not."""
    done = f"{percent(record.progress)}%, epoch {record.epoch}/{record.epochs}"
    done += f", step {record.step:,}/{record.total_steps:,}"
    best = record.best
    facts = [
        ("job", record.job_id),
        ("name", record.name),
        ("state", f"{record.status}{' (SIMULATION: nothing is trained)' if record.simulation else ''}"),
        ("message", record.message if record.error is None or record.message != record.error.message else ""),
        ("error" if record.status is JobState.ERROR else "ended", record.error.told if record.error else ""),
        ("stop", f"{stopping_text(view.stop, time.time())} (asked for by {view.stop.by})" if view.stop else ""),
        *(("health", finding.told) for finding in view.findings),
        ("quiet", quiet_text(record, time.time()) if all(each.rule != "silent" for each in view.findings) else ""),
        ("guardian", UNSUPERVISED if view.guard == "unsupervised" else ""),
        ("trouble", record.trouble or view.trouble),
        ("problem", view.problem),
        ("hint", record.error.hint if record.error else ""),
        ("recipe", record.recipe),
        ("progress", done),
        ("loss", number(record.loss).strip() if record.loss is not None else ""),
        ("best", f"{best.metric} {number(best.value).strip()} at step {best.step:,}" if best else ""),
        ("speed", rate(record.steps_per_second).strip() if record.steps_per_second else ""),
        ("time", time_of(record)),
        ("started", moment(record.started_at)),
        ("finished", moment(record.finished_at)),
        ("PID", str(record.pid or "")),
        ("exit", exit_text(record)),
        ("device", record.device),
        ("host", record.host),
        ("checkpoint", record.checkpoint or ""),
        ("model", record.model or ""),
        ("resumed from", record.resumed_from or ""),
        ("tags", ", ".join(own.tags(record))),
        ("note", own.note),
    ]
    lines = [f"{label:<13}{value}" for label, value in facts if value]
    return lines + [f"{'  ' + name:<24}{parameter(value)}" for name, value in record.params.items()]
