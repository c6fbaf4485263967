"""Keys that delete jobs, and the one that takes it back."""

import contextlib
from collections.abc import Sequence

from textual import on, work
from textual.worker import Worker, WorkerError

from engine.errors import TraindeckError
from engine.format import bytes_
from engine.observe.view import JobView
from engine.text import count_of
from tui.messages import ActionDone, JobsWeighed, TrashChanged, Undoable
from tui.screens.annotating_acting import AnnotatingActing

NOTHING = "Nothing to delete: only a job that has ended can be. Stop it first."
"""Told where none of the jobs meant can be deleted."""


class TrashActing(AnnotatingActing):
    """Deletes and undoes."""

    def action_delete_jobs(self) -> None:
        """Ask, then move jobs to the trash."""
        views = self._meant()
        if not views:
            return
        ended = [view for view in views if not view.is_active]
        if not ended:
            self.notify(NOTHING)
            return
        self._weigh(ended, len(views) - len(ended))

    @work(thread=True, group="weigh", exclusive=True)
    def _weigh(self, views: Sequence[JobView], living: int) -> None:
        """Find out what the jobs take on the disk, then ask."""
        from engine.control.trash_claim import may_have_ended
        from engine.control.trash_contents import size_bytes

        ended = [view for view in views if may_have_ended(self._workspace, view)]
        if not ended:
            self.app.post_message(ActionDone(NOTHING))
            return
        size = sum(size_bytes(self._workspace, view.job_id) for view in ended)
        self.post_message(JobsWeighed(ended, living + len(views) - len(ended), size))

    @on(JobsWeighed)
    def ask_to_delete(self, message: JobsWeighed) -> None:
        """Ask, with the size in the question."""
        from tui.screens.confirm import ConfirmScreen

        views, living, size = message.views, message.living, message.size_bytes
        ids = {view.job_id for view in views}
        children = [
            view.title for view in self._store
            if view.record is not None and view.record.resumed_from in ids and view.job_id not in ids
        ]  # fmt: skip
        undo = self.keymap.key("undo")
        consequence = f"{bytes_(size)} with logs, checkpoints and models go to the trash; {undo} brings them back."
        if children:
            verb = "was" if len(children) == 1 else "were"
            more = f" and {len(children) - 3} more" if len(children) > 3 else ""
            consequence += f" {', '.join(children[:3])}{more} {verb} resumed from what is deleted."
        if living:
            consequence += f" {count_of(living, 'job')} that {'has' if living == 1 else 'have'} not ended will stay."

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.table.unmark_all()
                self._changing = self._delete([view.job_id for view in views])

        count = f"{len(views):,} jobs" if len(views) > 1 else "this job"
        names = [f"{view.title}  ({view.job_id})" for view in views]
        self.app.push_screen(ConfirmScreen(f"Delete {count}?", names, consequence, "Delete", dangerous=True), answered)

    @work(thread=True, group="trash")
    def _delete(self, job_ids: Sequence[str]) -> None:
        from engine.control.trash import delete_jobs, told

        try:
            outcome = delete_jobs(self._workspace, job_ids)
        except (TraindeckError, OSError) as error:
            self.app.post_message(ActionDone(f"Nothing was deleted: {error}", severity="error"))
            return
        if outcome.done:
            self.post_message(TrashChanged(Undoable("delete", tuple(entry.job_id for entry in outcome.done))))
            self.app.post_message(ActionDone(f"{told(outcome, 'Deleted')} {self.keymap.key('undo')} brings it back."))
        for fault in outcome.faults[:3]:
            self.app.post_message(ActionDone(fault, severity="warning"))

    def action_undo(self) -> None:
        """Take the last archiving or deletion back, then the one before; at the end, the last of whatever panel."""
        if self._is_refused():
            return
        if self._changing is not None and not self._changing.is_finished:
            self._undo_after(self._changing)  # What it does is what is meant.
            return
        step = self.undoables[-1] if self.undoables else Undoable()
        if step.what == "archive":
            self.archive(step.job_ids, archived=not step.archived, undone=step)
        else:
            self._changing = self._restore(step)

    @work(group="undo")
    async def _undo_after(self, change: Worker[None]) -> None:
        with contextlib.suppress(WorkerError):
            await change.wait()
        self.call_later(self.action_undo)

    @on(TrashChanged)
    def trash_changed(self, message: TrashChanged) -> None:
        """Know what can be taken back now."""
        self.note_undoable(message.undoable, message.undone)

    @work(thread=True, group="trash")
    def _restore(self, step: Undoable) -> None:
        from engine.control.trash import restore_jobs, told
        from engine.control.trash_contents import deleted_last, trashed_jobs

        try:
            meant = list(step.job_ids) or deleted_last(self._workspace)
            outcome = restore_jobs(self._workspace, meant) if meant else None
            there = {entry.job_id for entry in trashed_jobs(self._workspace)}
        except (TraindeckError, OSError) as error:
            self.app.post_message(ActionDone(f"Nothing was restored: {error}", severity="error"))
            return
        left = tuple(job_id for job_id in meant if job_id in there)
        self.post_message(TrashChanged(Undoable("delete", left) if left else None, step))
        if outcome is None:
            self.app.post_message(ActionDone("Nothing to take back: the trash is empty."))
            return
        if outcome.done:
            self.app.post_message(ActionDone(told(outcome, "Restored"), select=outcome.done[0].job_id))
        for fault in outcome.faults[:3]:
            self.app.post_message(ActionDone(fault, severity="warning"))
