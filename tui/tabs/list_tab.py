"""What tabs have in common that show a list which is read from files or from /proc, in the background."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.widget import Widget

from engine.observe.view import JobView
from tui.tabs.tab import Tab
from tui.text_table import Line
from tui.widgets.row_list import RowList

READ_EVERY_S = 0.9
"""Least time between two looks at a job that runs: its status file changes several times a second."""


class ListTab(Tab):
    """Gathers facts in a thread and shows them as lines."""

    DEFAULT_CSS = """
    ListTab RowList { padding: 0 0 0 1; }
    """
    EVERY_SECOND = True

    _read_at_s = 0.0

    def compose(self) -> ComposeResult:
        """The list."""
        yield RowList(ascii=self.surroundings.ascii)

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def gather(self, view: JobView) -> Any:
        """Read what is to be shown; called in a thread. Whatever cannot be read is left out."""
        raise NotImplementedError

    def lay_out(self, view: JobView, gathered: Any, width: int) -> Sequence[Line]:
        """What was gathered, as lines for a width."""
        raise NotImplementedError

    def turn_to_other(self) -> None:
        """Show nothing of the job before."""
        self._read_at_s = 0.0
        if self.view is None:
            self.rows.show(lambda width: ())

    def bring_up_to_date(self) -> None:
        """Gather anew, but not with every report of a job that runs."""
        view, now_s = self.view, time.monotonic()
        if view is None or (view.is_active and now_s - self._read_at_s < READ_EVERY_S):
            return
        self._read_at_s = now_s
        self._gather(view)

    def scrollable(self) -> Widget | None:
        """The list."""
        return self.rows

    @work(thread=True, exclusive=True, group="gather")
    def _gather(self, view: JobView) -> None:
        gathered = self.gather(view)
        self.app.call_later(partial(self._take, view, gathered))

    def _take(self, view: JobView, gathered: Any) -> None:
        if self.is_attached and self.view is not None and self.view.job_id == view.job_id:
            self.taken(view, gathered)

    def taken(self, view: JobView, gathered: Any) -> None:
        """Show what was gathered."""
        self.rows.show(partial(self.lay_out, view, gathered))
