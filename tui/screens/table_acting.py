"""Keys of the table: order, columns, groups, marks, export; and remembering how it was arranged."""

import time
from typing import Any

import msgspec
from textual import on, work
from textual.timer import Timer

from engine.files import write_atomic
from engine.observe.store import Diff, JobStore
from engine.paths import Workspace
from tui.actions.keymap import Keymap
from tui.column_table import COLUMNS, METRIC, MORE_COLUMNS, PARAMETER, columns_of, find_column
from tui.grouping import GROUPS
from tui.layout import Layout, write_layout
from tui.listing import NEWEST
from tui.messages import ActionDone, CurvesChosen
from tui.screens.acting import Acting
from tui.widgets.job_table import JobTable

SAVE_AFTER_S = 0.5
"""How long after a change the arrangement is saved: somebody who holds a key down changes it twenty times a second."""


class TableActing(Acting):
    """Sorts, chooses columns, groups, marks, exports."""

    def __init__(self, workspace: Workspace, store: JobStore, keymap: Keymap) -> None:
        super().__init__(workspace, store, keymap)
        self._saving: Timer | None = None

    def rearrange(self, **changes: Any) -> None:
        """Arrange the table anew, and remember it.

        Args:
            changes: Fields of `tui.layout.Layout`.
        """
        self.restore(msgspec.structs.replace(self.arrangement, **changes))
        self._save_soon()

    @on(CurvesChosen)
    def keep_curves(self, event: CurvesChosen) -> None:
        """Remember how curves are looked at."""
        event.stop()
        self.arrangement = msgspec.structs.replace(self.arrangement, curves=event.choices)
        self._save_soon()

    def _save_soon(self) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_AFTER_S, self._save)

    inherited_marks: frozenset[str] = frozenset()
    """Ids of jobs to mark as soon as they are shown."""

    def take_over(self, old: "TableActing") -> None:
        """Go on with what another jobs screen knows beside its arrangement: marks, closed groups, what was done."""
        self.undoables, self.listing.closed = old.undoables, old.listing.closed
        self.inherited_marks = frozenset(old.table.marked)

    def restore(self, arrangement: Layout) -> None:
        """Arrange the table as it was."""
        self.arrangement = arrangement
        sort = arrangement.sort if find_column(arrangement.sort) is not None else NEWEST
        self.listing.sort = (sort, arrangement.reverse)
        self.listing.group = arrangement.group
        self.listing.query = self.query_of(arrangement.filter)
        if self.is_ready:
            self.table.show_columns(columns_of(arrangement.columns), arrangement.widths)
            if self._store.looked:
                self.refresh_jobs(Diff(), rearranged=True)

    def _save(self) -> None:
        self._saving = None
        self._write(self.arrangement)

    def save_now(self) -> None:
        """Remember the arrangement before the panel closes."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
            write_layout(self._workspace, self.arrangement)

    @work(thread=True, group="layout")
    def _write(self, arrangement: Layout) -> None:
        write_layout(self._workspace, arrangement)

    @on(JobTable.HeadingClicked)
    def sort_by_heading(self, event: JobTable.HeadingClicked) -> None:
        """Sort by a column, or turn its order round."""
        same = event.order == self.arrangement.sort
        self.rearrange(sort=event.order, reverse=same and not self.arrangement.reverse)

    @on(JobTable.ColumnResized)
    def resize_column(self, event: JobTable.ColumnResized) -> None:
        """Keep the width that somebody dragged a column to."""
        self.rearrange(widths=self.arrangement.widths | {event.key: event.width})

    @on(JobTable.HeadingToggled)
    def toggle_heading(self, event: JobTable.HeadingToggled) -> None:
        """Open or close a group."""
        self.toggle_group(event.heading_id)

    def toggle_group(self, heading_id: str) -> None:
        """Open or close a group."""
        self.listing.closed ^= {heading_id}
        self.refresh_jobs(Diff(), rearranged=True)

    def action_sort(self) -> None:
        """Sort by the next column that is shown."""
        keys = [NEWEST, *(column.key for column in self.table.shown_columns if column.sortable)]
        place = keys.index(self.arrangement.sort) if self.arrangement.sort in keys else 0
        self.rearrange(sort=keys[(place + 1) % len(keys)], reverse=False)

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.rearrange(reverse=not self.arrangement.reverse)

    def action_columns(self) -> None:
        """Choose the columns."""
        from tui.screens.table_columns import Chosen, TableColumnsScreen

        shown = columns_of(self.arrangement.columns)
        records = [view.record for view in self._store if view.record is not None]
        parameters = {name for record in records for name in record.params}
        metrics = {name for record in records for name in record.metrics}
        keys = [column.key for column in (*COLUMNS, *MORE_COLUMNS)]
        keys += [PARAMETER + name for name in sorted(parameters)] + [METRIC + name for name in sorted(metrics)]
        known = {column.key for column in shown}
        others = [column for key in keys if key not in known and (column := find_column(key)) is not None]

        def chosen(answer: Chosen | None) -> None:
            if answer is not None:
                order = {"sort": answer.sort, "reverse": False} if answer.sort else {}
                self.rearrange(columns=answer.keys, widths=answer.widths, **order)

        usual = [column.key for column in COLUMNS]
        screen = TableColumnsScreen(
            shown, others, self.arrangement.widths, usual, self.table.with_room, ascii=self.table.ascii
        )
        self.app.push_screen(screen, chosen)

    def action_group(self) -> None:
        """Group by the next thing, or not at all."""
        group = GROUPS[(GROUPS.index(self.arrangement.group) + 1) % len(GROUPS)]
        self.listing.closed.clear()
        self.rearrange(group=group)
        names = {"": "not grouped", "parent": "grouped by the job they were resumed from"}
        self.notify(f"Jobs are {names.get(group, f'grouped by {group}')}.", timeout=2)

    def action_fold(self) -> None:
        """Close all groups, or open them."""
        headings = set(self.listing.headings)
        if not headings:
            self.notify(f"Jobs are not grouped; {self.keymap.key('group')} groups them.")
            return
        self.listing.closed = set() if headings <= self.listing.closed else headings
        self.refresh_jobs(Diff(), rearranged=True)

    def action_mark(self) -> None:
        """Mark or unmark the selected job or group."""
        self.table.mark()

    def action_mark_all(self) -> None:
        """Mark or unmark all jobs that the filter shows."""
        self.table.mark_all(self.listing.job_ids)

    def action_unmark_all(self) -> None:
        """Remove all marks."""
        self.table.unmark_all()

    def action_export_table(self) -> None:
        """Write what is shown to a file."""
        from engine.observe.csv_text import as_csv

        if self._is_refused():
            return
        columns = [(column.key, column.value) for column in columns_of(self.arrangement.columns) if column.sortable]
        columns.insert(0, ("job_id", lambda view, context: view.job_id))
        views = [view for job_id in self.listing.job_ids if (view := self._store.get(job_id)) is not None]
        self._export(as_csv(columns, views, self.context), len(views))

    @work(thread=True, group="export")
    def _export(self, text: str, jobs: int) -> None:
        path = self._workspace.root / time.strftime("jobs-%Y%m%d-%H%M%S.csv")
        try:
            write_atomic(path, text.encode("utf-8", "replace"), durable=False)
        except OSError as error:
            self.app.post_message(ActionDone(f"{path} cannot be written: {error.strerror}.", severity="error"))
            return
        self.app.post_message(ActionDone(f"Wrote {jobs:,} {'job' if jobs == 1 else 'jobs'} to {path}"))
