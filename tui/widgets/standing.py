"""How a job stands, in a line or two above the tabs of its detail, and what is said where none is selected. Pure."""

from textual.content import Content

from engine.format import number
from engine.job import JobRecord
from engine.observe.finding import Severity
from engine.observe.view import JobView, quiet_text, stopping_text
from engine.state import JobState
from engine.text import clean, count_of
from tui.grouping import Heading
from tui.state_signs import STYLES, glyph
from tui.themes import COLOURS

Part = Content | str | tuple[str, str]
"""A text, or one with its style."""

DIM = "$dim"
"""Style of what explains."""

MOST_FINDINGS = 2
"""Findings told here: more would leave no room for where the training is."""

HEALTH_LOOKS = {Severity.WARNING: "$warning", Severity.ALARM: "bold $error"}
"""Style of what the rules of health find."""

UNSUPERVISED = "unsupervised: its guardian has died; it can still be stopped"
"""Said of a job that trains on without a shim."""


def standing_text(view: JobView, *, ascii: bool, now_s: float, kill_key: str = "X") -> Content:
    """State first, then what is wrong, then what goes on: where room ends, what matters has been said.

    Args:
        view: The job.
        ascii: Whether to keep to ASCII.
        now_s: Unix time, for the countdown of a stop and the age of the last report.
        kill_key: What to press to kill it.
    """
    record = view.record
    if record is None:
        return Content.styled(f"? unreadable status file: {view.problem}", "$error")
    state = (f"{glyph(record.status, ascii=ascii)} {record.status}", f"bold {COLOURS[STYLES[record.status]]}")
    parts: list[Part] = [(" SIMULATION ", "bold $background on $warning"), "  "] if record.simulation else []
    parts.append(state)
    if view.stop is not None:
        parts.append((f"  {stopping_text(view.stop, now_s)}; {kill_key} kills now", "$accent"))
    elif record.error is not None:
        style = "$error" if record.status is JobState.ERROR else DIM
        parts.append((f"  {record.error.told.rstrip('.')}. {record.error.hint}", style))
    if view.guard == "unsupervised":
        parts.append((f"  {UNSUPERVISED}", "$warning"))
    parts += [(f"  {text}", "$error") for text in (record.trouble or view.trouble, view.problem) if text]
    parts += [(f"  ! {finding.told}", HEALTH_LOOKS[finding.severity]) for finding in view.findings[:MOST_FINDINGS]]
    if len(view.findings) > MOST_FINDINGS:
        parts.append((f"  ! {len(view.findings) - MOST_FINDINGS} more in the timeline", "$warning"))
    silent = any(finding.rule == "silent" for finding in view.findings)  # Which says the same, with evidence.
    if view.stop is None and not silent and (quiet := quiet_text(record, now_s)):
        parts.append((f"  {quiet}", "$warning"))
    if view.stop is None and record.error is None:
        parts += _running(record) if record.status is JobState.RUNNING else [(f"  {record.message}", DIM)]
    return Content.assemble(*parts)


NO_JOB = "No job is selected."
"""Said in place of a job where the cursor is on none."""


def group_text(heading: Heading | None, *, ascii: bool) -> Content:
    """What there is to say of a group whose line the cursor is on, or that there is nothing.

    Args:
        heading: The group, or None.
        ascii: Whether to keep to ASCII.
    """
    if heading is None:
        return Content.styled(NO_JOB, DIM)
    parts: list[Part] = [(count_of(len(heading.job_ids), "job"), "bold")]
    for state, count in heading.counts:
        word = state.lower() if state is not None else "unreadable"
        parts.append((f"  {glyph(state, ascii=ascii)} {count:,} {word}", COLOURS[STYLES[state]]))
    best = heading.best
    if best is not None:
        metric = f"{clean(best.metric, 30)} " if best.metric else ""
        parts += ["  ", (" SIMULATION ", "bold $background on $warning")] if best.simulation else []
        parts += [f"  best {metric}{number(best.value)}", (f" of {clean(best.title, 60)}", DIM)]
    return Content.assemble(*parts)


def _running(record: JobRecord) -> list[Part]:
    """Where a training is."""
    parts: list[Part] = [
        (f"  epoch {record.epoch:,}/{record.epochs:,}   step {record.step:,} of {record.total_steps:,}", "")
    ]
    for name, label in (("lr", "lr"), ("samples_per_second", "samples/s")):
        value = record.metrics.get(name)
        if value is not None:
            parts += [(f"   {label} ", DIM), (number(value, trim=True), "")]
    if record.device:
        parts.append((f"   on {record.device}", DIM))
    return parts
