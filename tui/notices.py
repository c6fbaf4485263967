"""What is worth telling a user who looks elsewhere: jobs that have ended or turned unhealthy, each once. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from engine.format import number, took
from engine.job import JobRecord
from engine.observe.finding import Severity
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.state import JobState
from engine.text import clean, count_of
from tui.state_signs import glyph

MOST_LINES = 5
"""Jobs named in one notice; of more it only says how many."""

LINE_LIMIT = 200
"""Longest line of a notice, in characters."""

VERBS = {JobState.COMPLETED: "completed", JobState.ERROR: "failed", JobState.STOPPED: "stopped"}
"""How a job has ended, after its name."""


class Level(StrEnum):
    """How bad the worst of a notice is; the values are Textual's."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell, ready to be shown: plain texts without control characters."""

    title: str
    lines: tuple[str, ...]
    level: Level

    @property
    def summary(self) -> str:
        """All of it on one line."""
        return clean(f"{self.title}: {'; '.join(self.lines)}" if self.lines else self.title, LINE_LIMIT)


class _News(msgspec.Struct, frozen=True):
    """One job's news."""

    title: str
    line: str
    level: Level
    ended: bool


class Notices:
    """Remembers what was told. Jobs that had ended before the panel saw them are never told.

    Args:
        ascii: Whether to keep to ASCII.
    """

    def __init__(self, *, ascii: bool = False) -> None:
        self._ascii = ascii
        self._running: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._news: list[_News] = []
        self.failed: set[str] = set()
        """Jobs that were seen to fail."""

    @property
    def waiting(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._news)

    def look(self, store: JobStore, job_ids: Iterable[str]) -> None:
        """Take note of how jobs stand now; `job_ids` are those that may have changed."""
        for job_id in job_ids:
            view = store.get(job_id)
            if view is None:
                self._running.discard(job_id)
            elif view.is_active:
                self._running.add(job_id)
                self._take_findings(view)
            elif job_id in self._running and view.record is not None:
                self._running.discard(job_id)
                self._take_end(view.record)

    def take(self) -> Notice | None:
        """Everything that has not been told yet, gathered into one notice; then it has been."""
        news, self._news = self._news, []
        if not news:
            return None
        level = max((each.level for each in news), key=list(Level).index)
        if len({each.title for each in news}) == 1:
            return Notice(title=news[0].title, lines=tuple(each.line for each in news if each.line), level=level)
        lines = [clean(f"{each.title}: {each.line}" if each.line else each.title, LINE_LIMIT) for each in news]
        rest = len(lines) - MOST_LINES
        shown = (*lines[:MOST_LINES], f"and {rest} more") if rest > 0 else tuple(lines)
        return Notice(title=_count(news), lines=shown, level=level)

    def title_text(self, store: JobStore) -> str:
        """Title of the terminal: "▶3 ✖1 !1 Traindeck", where only those count as failed that were seen to fail."""
        counts = (
            (glyph(JobState.RUNNING, ascii=self._ascii), store.counts()[JobState.RUNNING]),
            (glyph(JobState.ERROR, ascii=self._ascii), len(self.failed)),
            ("!", len(store.health)),
        )
        return " ".join([*(f"{sign}{count}" for sign, count in counts if count), "Traindeck"])

    def _take_end(self, record: JobRecord) -> None:
        verb = VERBS[record.status]
        level = {JobState.ERROR: Level.ERROR}.get(record.status, Level.INFORMATION)
        if record.status is JobState.ERROR:
            self.failed.add(record.job_id)
            line = record.error.told if record.error is not None else record.message
        else:
            whole = took(record.finished_at - record.started_at) if record.finished_at and record.started_at else ""
            best = f"best {record.best.metric} {number(record.best.value)}" if record.best is not None else ""
            line = ", ".join(part for part in (whole, best) if part)
        title = f"{glyph(record.status, ascii=self._ascii)} {clean(record.title, 80)} {verb}"
        self._news.append(_News(title, clean(line, LINE_LIMIT), level, True))

    def _take_findings(self, view: JobView) -> None:
        for finding in view.findings:
            about = "" if finding.shared else view.job_id
            if (about, finding.rule) in self._told:
                continue
            self._told.add((about, finding.rule))
            who = "All jobs" if finding.shared else clean(view.title, 80)
            level = Level.ERROR if finding.severity is Severity.ALARM else Level.WARNING
            self._news.append(_News(f"! {who}", clean(finding.told, LINE_LIMIT), level, False))


def _count(news: Sequence[_News]) -> str:
    ended = sum(1 for each in news if each.ended)
    parts = [f"{count_of(ended, 'job')} ended"] if ended else []
    if ended < len(news):
        parts.append(count_of(len(news) - ended, "warning"))
    return ", ".join(parts)
