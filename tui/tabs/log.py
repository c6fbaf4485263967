"""The Log tab: what a job printed."""

from textual.app import ComposeResult
from textual.widget import Widget

from engine.observe.log_tail import LogTail
from tui.tabs.tab import Tab
from tui.widgets.log_view import LogView


class LogTab(Tab):
    """Shows the end of the log and follows it."""

    DEFAULT_CSS = """
    LogTab LogView {
        margin: 0 1; height: 1fr;
        scrollbar-color: $foreground 25%; scrollbar-background: $background;
    }
    """
    EVERY_SECOND = True

    _log: LogTail | None = None

    def compose(self) -> ComposeResult:
        """The log."""
        yield LogView()

    def turn_to_other(self) -> None:
        """Read another file."""
        self._log = LogTail(self.workspace.log(self.view.job_id)) if self.view is not None else None

    def bring_up_to_date(self) -> None:
        """Read what was added."""
        if self._log is not None:
            self._log.poll()
            self.query_one(LogView).show(self._log.lines())

    def scrollable(self) -> Widget | None:
        """The log."""
        return self.query_one(LogView)

    def action_error(self) -> None:
        """Scroll to what ended the job."""
        if not self.query_one(LogView).go_to_error():
            self.notify("Its log tells of no error.")
