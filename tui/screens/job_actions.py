"""What keys do on the jobs screen. Those that act on jobs only gather what is meant; the app carries it out."""

from textual.screen import Screen

from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.paths import Workspace
from tui.messages import OpenForm, ResumeJob, StopJobs
from tui.widgets.detail import TABS, Detail
from tui.widgets.job_table import JobTable


class JobActions(Screen[None]):
    """The half of the jobs screen that answers keys; the other half shows.

    Args:
        workspace: Whose jobs these are.
        store: What is known of them.
    """

    def __init__(self, workspace: Workspace, store: JobStore) -> None:
        super().__init__()
        self._workspace = workspace
        self._store = store
        self._locked = workspace.locked

    def _is_refused(self) -> bool:
        """Say why nothing happens where nothing may be changed."""
        if self._locked:
            self.notify(f"Nothing can be changed here: {self._locked}.", severity="warning", markup=False)
        return bool(self._locked)

    @property
    def table(self) -> JobTable:
        """The table of jobs."""
        return self.query_one(JobTable)

    @property
    def detail(self) -> Detail:
        """The detail of the selected job."""
        return self.query_one(Detail)

    def selection(self) -> list[JobView]:
        """The marked jobs, or else the one under the cursor."""
        ids = self.table.marked or ({self.table.selected} if self.table.selected else set())
        views = [self._store.get(job_id) for job_id in ids]
        return sorted((view for view in views if view is not None), key=lambda view: view.age_key)

    def current(self) -> JobView | None:
        """The job under the cursor."""
        return self._store.get(self.table.selected)

    def action_stop(self) -> None:
        """Ask, then stop the selected jobs."""
        self._ask_to_end(now=False)

    def action_kill(self) -> None:
        """Ask, then kill the selected jobs."""
        self._ask_to_end(now=True)

    def _ask_to_end(self, *, now: bool) -> None:
        if self._is_refused():
            return
        views = [view for view in self.selection() if view.is_active]
        if not views:
            self.notify("Nothing to stop: the job has ended." if self.selection() else "No job is selected.")
            return
        count = f"{len(views)} jobs" if len(views) > 1 else "this job"
        if now:
            question, what, verb = (
                f"Kill {count} at once?",
                "What was trained since the last checkpoint is lost.",
                "Kill",
            )
        else:
            question, verb = f"Stop {count}?", "Stop"
            who = "It saves a checkpoint" if len(views) == 1 else "Each saves a checkpoint"
            what = f"{who} and ends; whatever is left after its grace is killed. A countdown shows how long that is."
        ids = [view.job_id for view in views]

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.post_message(StopJobs(ids, now=now))
                self.table.unmark_all()

        from tui.screens.confirm import ConfirmScreen

        names = [f"{view.title}  ({view.job_id})" for view in views]
        self.app.push_screen(ConfirmScreen(question, names, what, verb, dangerous=now), answered)

    def action_resume(self) -> None:
        """Go on from the last checkpoint."""
        view = self.current()
        if not self._is_refused() and view is not None and view.record is not None:
            self.post_message(ResumeJob(view.record))

    def action_new(self) -> None:
        """Open the form."""
        if not self._is_refused():
            self.post_message(OpenForm(None))

    def action_duplicate(self) -> None:
        """Open the form filled in from the selected job."""
        view = self.current()
        if not self._is_refused() and view is not None and view.record is not None:
            self.post_message(OpenForm(view.record))

    def action_copy_id(self) -> None:
        """Copy the job's id."""
        view = self.current()
        if view is not None:
            self.app.copy_to_clipboard(view.job_id)
            self.notify(f"Copied {view.job_id}")

    def action_mark(self) -> None:
        """Mark or unmark the selected job."""
        self.table.mark()

    def action_unmark_all(self) -> None:
        """Remove all marks."""
        self.table.unmark_all()

    def action_open(self) -> None:
        """Give the detail the whole screen."""
        self.toggle_class("opened")

    def action_next_tab(self) -> None:
        """Show the next tab."""
        self.detail.tab = (self.detail.tab + 1) % len(TABS)

    def action_previous_tab(self) -> None:
        """Show the tab before."""
        self.detail.tab = (self.detail.tab - 1) % len(TABS)

    def action_log(self) -> None:
        """Show the log."""
        self.detail.tab = TABS.index("Log")

    def action_error(self) -> None:
        """Show what ended the job."""
        if not self.detail.show_error():
            self.notify("Its log tells of no error.")

    def action_log_scale(self) -> None:
        """Change the axis of the curves."""
        self.detail.toggle_logarithmic()

    def action_down(self) -> None:
        """Go down a row."""
        self.table.move(1)

    def action_up(self) -> None:
        """Go up a row."""
        self.table.move(-1)

    def action_first(self) -> None:
        """Go to the first row, or to the start of an opened detail."""
        if self.has_class("opened"):
            self.detail.scroll_to_edge(-1)
        else:
            self.table.move(-(1 << 30))

    def action_last(self) -> None:
        """Go to the last row, or to the end of an opened detail."""
        if self.has_class("opened"):
            self.detail.scroll_to_edge(1)
        else:
            self.table.move(1 << 30)

    def action_page_down(self) -> None:
        """Go down by half a screen."""
        self._page(1)

    def action_page_up(self) -> None:
        """Go up by half a screen."""
        self._page(-1)

    def _page(self, direction: int) -> None:
        if self.has_class("opened") or self.detail.tab:
            self.detail.scroll_page(direction)
        else:
            self.table.move(direction * max(1, self.table.size.height // 2))

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._workspace))

    def action_theme(self) -> None:
        """Change from dark to light and back."""
        self.app.theme = "traindeck-light" if self.app.current_theme.dark else "traindeck-dark"

    def action_suspend(self) -> None:
        """Go back to the shell for a while."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Close the panel."""
        self.app.exit()
