"""The Log tab: what a job printed."""

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from engine.observe.arrivals import Arrivals
from tui.tabs.tab import Tab
from tui.widgets.log_finding import LogFinding
from tui.widgets.log_pane import LogPane


class LogTab(Tab):
    """Shows the log of the job at its end; all that is done to it is the pane's affair."""

    DEFAULT_CSS = """
    LogTab LogPane { margin: 0 1; }
    """

    _arrivals: dict[str, Arrivals]

    def compose(self) -> ComposeResult:
        """The log."""
        self._arrivals = {}
        pane = LogPane(ascii=self.surroundings.ascii)
        keys = self.surroundings.keymap
        pane.search_key, pane.follow_key = keys.key("search"), keys.key("follow")
        yield pane

    @property
    def pane(self) -> LogPane:
        """The log with its search."""
        return self.query_one(LogPane)

    def turn_to_other(self) -> None:
        """Open another log; when its lines came is remembered while the panel is open."""
        if self.view is None:
            self.pane.open(None)
        else:
            job_id = self.view.job_id
            arrivals = self._arrivals.setdefault(job_id, Arrivals())
            self.pane.open(self.workspace.log(job_id), arrivals, self.workspace.output_times(job_id))

    def bring_up_to_date(self) -> None:
        """Look at the file."""
        self.pane.is_over = self.view is not None and not self.view.is_active
        self.pane.look()

    def back(self) -> bool:
        """End the search."""
        return self.pane.back()

    def offers(self, action_id: str) -> bool:
        """Steps only where something is searched for."""
        if action_id in ("search_next", "search_previous"):
            return self.pane.has_search
        return super().offers(action_id)

    @on(LogFinding.HasSearch)
    def offer_steps(self) -> None:
        """There is something to step through, or nothing any more."""
        self.post_message(self.OfferChanged())

    def scrollable(self) -> Widget | None:
        """The log."""
        return self.pane.log_view

    def action_error(self) -> None:
        """Scroll to what ended the job."""
        self.pane.action_error()

    def action_search(self) -> None:
        """Type what to search for."""
        self.pane.action_search()

    def action_search_next(self) -> None:
        """Go to the next match."""
        self.pane.action_search_next()

    def action_search_previous(self) -> None:
        """Go to the match before."""
        self.pane.action_search_previous()

    def action_trouble_next(self) -> None:
        """Go to the next warning or error."""
        self.pane.action_trouble_next()

    def action_trouble_previous(self) -> None:
        """Go to the warning or error before."""
        self.pane.action_trouble_previous()

    def action_follow(self) -> None:
        """Follow, or stop following."""
        self.pane.action_follow()

    def action_wrap(self) -> None:
        """Wrap lines, or do not."""
        self.pane.action_wrap()

    def action_times(self) -> None:
        """Show times, or hide them."""
        self.pane.action_times()

    def action_log_left(self) -> None:
        """Scroll to the left."""
        self.pane.action_left()

    def action_log_right(self) -> None:
        """Scroll to the right."""
        self.pane.action_right()

    def action_copy_log(self) -> None:
        """Copy from the log."""
        self.pane.action_copy()

    def action_pager(self) -> None:
        """Read the log in a pager."""
        self.pane.action_pager()
