"""Keys of the table: filter, order, marks."""

from textual import on
from textual.widgets import Input

from engine.observe.store import JobStore
from engine.paths import Workspace
from tui.order import ORDERS
from tui.screens.acting import ActingScreen
from tui.widgets.job_table import JobTable


class TableActing(ActingScreen):
    """Filters, sorts, marks."""

    def __init__(self, workspace: Workspace, store: JobStore) -> None:
        super().__init__(workspace, store)
        self._sort = ("newest", False)
        self._words = ""

    @on(JobTable.HeadingClicked)
    def sort_by_heading(self, event: JobTable.HeadingClicked) -> None:
        """Sort by a column, or turn its order round."""
        order, reverse = self._sort
        self._sort = (event.order, not reverse if event.order == order else False)
        self.refresh_jobs(None)

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        self._words = event.value
        self.refresh_jobs(None)

    @on(Input.Submitted, "#filter")
    def filter_kept(self) -> None:
        """Go on in the filtered table."""
        self._leave_filter()

    def _filter_field(self) -> Input:
        for field in self.query("#filter").results(Input):
            return field
        field = Input(placeholder="filter: words in name, recipe, state, tag or id", id="filter", compact=True)
        self.mount(field, before=self.detail)
        return field

    def _leave_filter(self) -> None:
        self.remove_class("filtering")
        self.query_one("#filter", Input).display = bool(self._words)
        self.set_focus(self.table)

    def action_filter(self) -> None:
        """Type words to filter by."""
        self.set_opened(False)
        self.add_class("filtering")
        field = self._filter_field()
        # At once, not at the next refresh: keys that follow in the same breath belong to the filter.
        field.display = True
        self.set_focus(field)

    def action_sort(self) -> None:
        """Sort by the next column."""
        order, _ = self._sort
        self._sort = (ORDERS[(ORDERS.index(order) + 1) % len(ORDERS)], False)
        self.refresh_jobs(None)

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._sort = (self._sort[0], not self._sort[1])
        self.refresh_jobs(None)

    def action_back(self) -> None:
        """Leave what the tab is in, the opened detail, the filter or the marks, one at a time."""
        if self.is_opened:
            tab = self.detail.current
            if tab is None or not tab.back():
                self.set_opened(False)
        elif self.has_class("filtering") or self._words:
            self._words = self.query_one("#filter", Input).value = ""
            self._leave_filter()
            self.refresh_jobs(None)
        else:
            self.table.unmark_all()

    def action_mark(self) -> None:
        """Mark or unmark the selected job."""
        self.table.mark()

    def action_unmark_all(self) -> None:
        """Remove all marks."""
        self.table.unmark_all()
