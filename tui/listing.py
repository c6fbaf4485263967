"""Which lines the job table has, from the top: filtered, sorted, pinned first, grouped. Pure, and quick with 10,000.

Whatever does not depend on what changed is kept: an order survives a new filter, and a job that reports is asked again
alone.
"""

import time
from collections.abc import Collection, Iterable

from engine.observe.context import Context
from engine.observe.predicate import predicate
from engine.observe.query import EVERYTHING
from engine.observe.query_tree import Query
from engine.observe.store import Diff, JobStore
from tui.column_table import find_column
from tui.grouping import Heading, grouped

NEWEST = "newest"
"""The order that is no column's: by time of creation."""

MOVING = frozenset({"since", "before", "older", "took", "is", "parent"})
"""Fields of a filter whose answer changes without the job: with time, or with another job."""


class Listing:
    """The lines of the table.

    Args:
        store: The jobs.
        context: What is known beside them.
    """

    def __init__(self, store: JobStore, context: Context) -> None:
        self._store = store
        self._context = context
        self.query: Query = EVERYTHING
        self.sort = (NEWEST, False)
        """Key of a column, or `NEWEST`, and whether it is turned round."""
        self.group = ""
        """One of `tui.grouping.GROUPS`."""
        self.closed: set[str] = set()
        """Ids of headings whose rows are hidden."""
        self.lines: list[str] = []
        """Ids of jobs and headings, from the top."""
        self.headings: dict[str, Heading] = {}
        self.job_ids: list[str] = []
        """Ids of all jobs that the filter shows, from the top, hidden ones too."""
        self._ages: dict[str, tuple[float, str]] = {}
        self._ranks: dict[str, tuple[int, float, str] | None] = {}
        self._members: dict[str, bool] = {}
        self._sorted: list[str] = []
        self._pinned: set[str] = set()
        self._arranged: tuple[Query, tuple[str, bool], str] | None = None

    def shows(self, job_id: str) -> bool:
        """Whether the filter shows a job, also where a closed group hides it."""
        return self._members.get(job_id, False)

    def place_of(self, job_id: str) -> tuple[int, int]:
        """Which of how many jobs this is from the top, counted from 0; headings and what they hide do not count.

        Returns:
            (0, 0) for what is no line.
        """
        jobs = [line for line in self.lines if line not in self.headings] if self.headings else self.lines
        return (jobs.index(job_id), len(jobs)) if job_id in jobs else (0, 0)

    @property
    def epochs(self) -> Collection[int]:
        """How many epochs jobs are to have, whether the filter shows these jobs or not."""
        return self._store.epochs()

    @property
    def is_moving(self) -> bool:
        """Whether the filter may show other jobs as time goes by."""
        return any(term.field in MOVING for term in self.query.terms)

    def refresh(self, diff: Diff | None = None) -> bool:
        """Take over what changed.

        Args:
            diff: What changed since the call before, or None if anything may have: marks, notes, the arrangement.

        Returns:
            Whether there are other lines than before, or in another order.
        """
        self._context.now_s = time.time()
        now, before = (self.query, self.sort, self.group), self._arranged
        self._arranged = now
        afresh = diff is None or before is None
        touched = [view.job_id for view in self._store] if diff is None else diff.added | diff.changed
        others = self._update_ages(diff)
        if afresh or before is None or before[1] != now[1]:
            self._sort_anew(None)
            others = True
        elif others or self._update_ranks(touched):
            self._sort_anew(touched)
            others = True
        all_anew = afresh or before is None or before[0] != now[0] or self.is_moving
        others |= self._update_members(None if all_anew else touched)
        others |= before is None or before[2] != now[2]
        pinned = {job_id for job_id, annotation in self._context.annotations.items() if annotation.pinned}
        # Headings show counts, which change with every state.
        if others or self.group or pinned != self._pinned:
            self._pinned = pinned
            return self._lay_out()
        return False

    def _update_ages(self, diff: Diff | None) -> bool:
        """Note when jobs were created, and say whether that changed which there are."""
        if diff is None:
            self._ages = {view.job_id: view.age_key for view in self._store}
            return True
        self._context.forget(diff.removed)
        for job_id in diff.removed:
            for known in (self._ages, self._ranks, self._members):
                known.pop(job_id, None)
        others = bool(diff.removed)
        for job_id in diff.added | diff.changed:
            view = self._store.get(job_id)
            if view is not None and self._ages.get(job_id) != view.age_key:
                self._ages[job_id] = view.age_key
                others = True
        return others

    def _update_ranks(self, touched: Iterable[str]) -> bool:
        """Ask these jobs anew what they are sorted by, and say whether anything changed."""
        column = find_column(self.sort[0])
        if column is None:
            return False
        others = False
        for job_id in touched:
            view = self._store.get(job_id)
            if view is not None:
                rank = column.order(view, self._context)
                if job_id not in self._ranks or self._ranks[job_id] != rank:
                    self._ranks[job_id] = rank
                    others = True
        return others

    def _sort_anew(self, touched: Iterable[str] | None) -> None:
        """Sort all jobs; None asks each of them anew what it is sorted by, otherwise only these."""
        key, reverse = self.sort
        by_age = sorted(self._ages, key=self._ages.__getitem__, reverse=not (key == NEWEST and reverse))
        if find_column(key) is None:
            self._sorted = by_age
            return
        self._update_ranks(self._ages if touched is None else touched)
        ranks = self._ranks
        known = [job_id for job_id in by_age if ranks.get(job_id) is not None]
        unknown = [job_id for job_id in by_age if ranks.get(job_id) is None]
        known.sort(key=ranks.__getitem__, reverse=reverse)  # type: ignore[arg-type]
        self._sorted = known + unknown

    def _update_members(self, touched: Iterable[str] | None) -> bool:
        """Ask these jobs, or all, whether the filter shows them, and say whether that changed."""
        test = predicate(self.query, self._context)
        members, others = self._members, False
        if touched is None:
            now = {view.job_id: test(view) for view in self._store}
            others, self._members = now != members, now
            return others
        for job_id in touched:
            view = self._store.get(job_id)
            if view is not None:
                shown = test(view)
                others |= members.get(job_id) is not shown
                members[job_id] = shown
        return others

    def _lay_out(self) -> bool:
        """Make the lines of what was found."""
        members, pinned = self._members, self._pinned
        shown = [job_id for job_id in self._sorted if members.get(job_id)]
        if pinned:
            shown = [job_id for job_id in shown if job_id in pinned] + [
                job_id for job_id in shown if job_id not in pinned
            ]
        lines, headings = shown, {}
        if self.group:
            lines = []
            for heading in grouped(shown, self.group, self._store.get, self._context, self.closed):
                headings[heading.id] = heading
                lines.append(heading.id)
                lines += () if heading.is_closed else heading.job_ids
        others = lines != self.lines or headings != self.headings
        self.lines, self.headings, self.job_ids = lines, headings, shown
        return others
