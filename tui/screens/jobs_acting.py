"""Keys that act on jobs."""

from collections.abc import Sequence

from engine.observe.view import JobView
from tui.messages import OpenForm, ResumeJob, StopJobs
from tui.screens.acting import Acting


def loss_of(views: Sequence[JobView]) -> str:
    """What killing these jobs costs."""
    bare = [view.title for view in views if view.record is None or view.record.checkpoint is None]
    if not bare:
        return "What was trained since the last checkpoint is lost."
    if len(bare) == len(views):
        return "No checkpoint has been saved yet: all that was trained is lost."
    return f"What was trained since the last checkpoint is lost; {', '.join(bare)} saved none yet and loses everything."


class JobsActing(Acting):
    """Launches, stops, resumes, copies."""

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
            self.notify(self._why_none(), markup=False)
            return
        count = f"{len(views)} jobs" if len(views) > 1 else "this job"
        if now:
            question, what, verb = (
                f"Kill {count} at once?",
                loss_of(views),
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

    def _why_none(self) -> str:
        """Why there is nothing to stop."""
        views = self.selection()
        if not views:
            return "No job is selected."
        if not self.table.marked:
            return f"Nothing to stop: {views[0].title} has ended."
        what = f"the {len(views)} marked jobs have" if len(views) > 1 else f"{views[0].title}, which is marked, has"
        return f"Nothing to stop: {what} ended. {self.keymap.key('unmark_all')} removes the marks."

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
