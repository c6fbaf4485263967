"""The key that compares jobs."""

from engine.observe.view import JobView
from tui.screens.acting import Acting

MOST_JOBS = 20
"""Most jobs beside each other."""

HOW_TO = "Mark two or more jobs with {mark}, then {compare} compares them."
"""Said to whoever asks for a comparison of nothing."""


class CompareActing(Acting):
    """Opens the comparison and takes what was chosen there."""

    def action_compare(self) -> None:
        """Compare the marked jobs, or a resumed one with its parent."""
        views = self._compared()
        if len(views) < 2:
            self.notify(HOW_TO.format(mark=self.keymap.key("mark"), compare=self.keymap.key("compare")))
            return
        if len(views) > MOST_JOBS:
            self.notify(f"{len(views)} jobs are marked; at most {MOST_JOBS} can be compared.", severity="warning")
            return
        from tui.screens.compare import CompareScreen

        ids = [view.job_id for view in views]
        screen = CompareScreen(
            self._workspace, self._store, ids, self.table.colours, self.keymap, ascii=self.table.ascii
        )
        self.app.push_screen(screen, self._go_to)

    def _compared(self) -> list[JobView]:
        """The readable ones of what is meant, oldest first."""
        views = [view for view in self.selection() if view.record is not None]
        if len(views) == 1 and views[0].record is not None:
            parent = self._store.get(views[0].record.resumed_from)
            if parent is not None and parent.record is not None:
                views.insert(0, parent)
        return views

    def _go_to(self, job_id: str | None) -> None:
        if job_id is not None:
            self.go_to(job_id)
