"""The Checkpoints tab: what can be resumed from."""

import time
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.tabs.tab import Tab
from tui.widgets.job_facts import CheckpointFile, checkpoint_files, checkpoints_text


class CheckpointsTab(Tab):
    """Lists the checkpoints of a job."""

    EVERY_SECOND = True

    def compose(self) -> ComposeResult:
        """One text."""
        with VerticalScroll():
            yield Static()

    def bring_up_to_date(self) -> None:
        """Look into the folder."""
        if self.view is not None:
            self._list(self.view.job_id)

    @work(exclusive=True, thread=True, group="checkpoints")
    def _list(self, job_id: str) -> None:
        files = checkpoint_files(self.workspace, job_id)
        self.app.call_later(partial(self._show_files, job_id, files))

    def _show_files(self, job_id: str, files: tuple[CheckpointFile, ...]) -> None:
        if self.view is None or self.view.job_id != job_id:
            return
        self.query_one(Static).update(checkpoints_text(self.view.record, files, time.time()))
