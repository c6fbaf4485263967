"""The Timeline tab: what happened to a job, and when."""

import json
import time
from collections.abc import Sequence

from engine.checkpoint_index import PERIODIC, read_index
from engine.files import UnreadableFile, read_bounded, read_head
from engine.format import took
from engine.job import JobRecord
from engine.observe.checkpoints import list_checkpoints
from engine.observe.finding import Finding
from engine.observe.timeline import Event, Kind, Relations, clock_text, day_text, timeline
from engine.observe.view import JobView
from engine.paths import is_job_id
from engine.record import read_spec, read_stop
from engine.state import JobState
from tui.state_signs import STYLES, glyph
from tui.tabs.list_tab import ListTab
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, wrapped_lines
from tui.themes import COLOURS

HEAD_BYTES = 1 << 16
"""How much of the metrics is read for the first report: a longest line."""

COLUMNS = (
    TextColumn(heading="When", narrowest=8, widest=10),
    TextColumn(narrowest=1, widest=1),
    TextColumn(heading="What", narrowest=12, widest=44),
    TextColumn(heading="Lasted", right=True, narrowest=6, priority=1),
    TextColumn(heading="", widest=400, narrowest=20, wrap=True),
)

SIGNS = {
    Kind.REPORT: ("·", "."), Kind.CHECKPOINT: ("◆", "*"), Kind.STOP: ("■", "#"), Kind.HEALTH: ("!", "!"),
    Kind.JOB: ("↪", "&"),
}  # fmt: skip
"""Sign of each kind of event in Unicode and in ASCII; a state has its own."""

LOOKS = {Kind.CHECKPOINT: "$success", Kind.STOP: "$accent", Kind.HEALTH: "$warning", Kind.JOB: "$secondary"}
"""How the sign of each looks."""


class TimelineTab(ListTab):
    """Lists states with their lengths, and what else has a time."""

    _examined: tuple[str, float | None, tuple[Finding, ...]] | None = None

    def gather(self, view: JobView) -> tuple[Event, ...]:
        """Read what only other files than the status file tell."""
        record = view.record
        if record is None:
            return ()
        findings = view.findings if view.is_active else self._examine(record)
        return timeline(
            record, self._relations(record), list_checkpoints(self.workspace, record), findings, time.time()
        )

    def lay_out(self, view: JobView, gathered: tuple[Event, ...], width: int) -> Sequence[Line]:
        """A row for each event."""
        if view.record is None:
            return wrapped_lines(f"The status file cannot be read: {view.problem}.", width, "$error")
        return event_lines(gathered, width, ascii=self.surroundings.ascii)

    def _examine(self, record: JobRecord) -> tuple[Finding, ...]:
        """What the rules of health say of an ended job; asked once, since nothing of it changes."""
        if self._examined is None or self._examined[:2] != (record.job_id, record.finished_at):
            from engine.observe.health.closed import findings_at_once

            found = findings_at_once(self.workspace, record, self.surroundings.settings.disabled_rules)
            self._examined = (record.job_id, record.finished_at, found)
        return self._examined[2]

    def _relations(self, record: JobRecord) -> Relations:
        store, workspace = self.surroundings.store, self.workspace
        try:
            stop = read_stop(workspace.stop(record.job_id))
        except UnreadableFile:
            stop = None
        successor = self._successor_of(record.job_id)
        after, before = store.get(successor), store.get(record.resumed_from)
        return Relations(
            stop=stop,
            first_report_at=self._first_report_at(record.job_id),
            successor=after.title if after is not None else successor,
            successor_at=after.record.created_at if after is not None and after.record is not None else None,
            parent=before.title if before is not None else "",
            start_step=self._start_step(record),
        )

    def _successor_of(self, job_id: str) -> str:
        try:
            named = read_bounded(self.workspace.successor(job_id)).decode("ascii", "replace")
        except (FileNotFoundError, UnreadableFile):
            return ""
        return named if is_job_id(named) else ""

    def _first_report_at(self, job_id: str) -> float | None:
        try:
            head = read_head(self.workspace.metrics(job_id), HEAD_BYTES)
            at = json.loads(head.partition(b"\n")[0])["time"]
        except (OSError, UnreadableFile, ValueError, KeyError, TypeError, RecursionError):
            return None
        return at if isinstance(at, int | float) and 0 < at < 4e10 else None

    def _start_step(self, record: JobRecord) -> int | None:
        """Step of the checkpoint that the job went on from, if its name or its index tells."""
        if record.resumed_from is None or not is_job_id(record.resumed_from):
            return None
        try:
            name = (read_spec(self.workspace.spec(record.job_id)).resume_checkpoint or "").rpartition("/")[2]
        except (FileNotFoundError, UnreadableFile):
            return None
        periodic = PERIODIC.fullmatch(name)
        facts = read_index(self.workspace.checkpoint_index(record.resumed_from)).get(name)
        return int(periodic[1]) if periodic else facts.step if facts is not None else None


def event_lines(events: Sequence[Event], width: int, *, ascii: bool = False) -> list[Line]:
    """The events, oldest first, below the day on which they happened."""
    rows = []
    day = ""
    for event in events:
        if event.at is not None and day_text(event.at) != day:
            day = day_text(event.at)
            rows.append(TextRow(cells=((day, DIM), *[("", "")] * (len(COLUMNS) - 1))))
        about = "~" if event.estimated else ""
        rows.append(_row(event, about + clock_text(event.at), ascii=ascii))
    return lay_out(COLUMNS, rows, width)


def _row(event: Event, when: str, *, ascii: bool) -> TextRow:
    if event.kind is Kind.STATE:
        sign, look = glyph(event.state, ascii=ascii), f"bold {COLOURS[STYLES[event.state]]}"
    else:
        sign, look = SIGNS[event.kind][ascii], LOOKS.get(event.kind, DIM)
    look = "bold $error" if event.alarming else look
    lasted = took(event.lasted_s).removeprefix("took ") if event.lasted_s is not None else ""
    if event.state is JobState.RUNNING and event.lasted_s is not None:
        lasted = lasted or "0 s"
    title_look = look if event.kind in (Kind.STATE, Kind.HEALTH) else "$foreground"
    return TextRow(cells=((when, DIM), (sign, look), (event.title, title_look), (lasted, ""), (event.detail, DIM)))
