"""The Parameters tab: what was asked, and the facts around it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.tabs.tab import Tab
from tui.widgets.job_facts import parameters_text


class ParametersTab(Tab):
    """Lists parameters and facts."""

    def compose(self) -> ComposeResult:
        """One text."""
        with VerticalScroll():
            yield Static()

    def bring_up_to_date(self) -> None:
        """Write it anew."""
        if self.view is not None:
            self.query_one(Static).update(parameters_text(self.view))
