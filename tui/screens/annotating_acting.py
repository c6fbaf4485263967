"""Keys that add to jobs: pin, tags, note, archive."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from textual import on, work
from textual.widgets import Input
from textual.worker import Worker

from engine.errors import TraindeckError
from engine.files import UnreadableFile
from engine.observe.annotations import Annotation, read_annotations
from engine.observe.view import JobView
from engine.text import count_of
from tui.messages import ActionDone, Annotated, Undoable
from tui.screens.acting import Acting

Change = Callable[[Annotation], Annotation]
"""Makes of what is there what should be there."""


class AnnotatingActing(Acting):
    """Pins, tags, notes, archives."""

    _changing: Worker[None] | None = None
    """What archives, deletes or takes back, as long as it is at it."""
    _edited: tuple[JobView, ...] = ()
    """The jobs whose tags or note are being typed."""
    _tags_before: frozenset[str] = frozenset()
    """Tags that all of them had."""

    def action_pin(self) -> None:
        """Keep jobs on top, or let go of them."""
        views = self._meant()
        if not views:
            return
        pinned = not all(self.context.annotation(view).pinned for view in views)

        def change(known: Annotation) -> Annotation:
            return msgspec.structs.replace(known, pinned=pinned)

        self._annotate(dict.fromkeys((view.job_id for view in views), change), "")

    def action_archive(self) -> None:
        """Put jobs away, or take them back."""
        views = self._meant()
        if not views:
            return
        archived = not all(self.context.annotation(view).archived for view in views)
        self.archive([view.job_id for view in views], archived=archived)

    def archive(self, job_ids: Sequence[str], *, archived: bool, undone: Undoable | None = None) -> None:
        """Put these jobs away, or take them back; `undone` is the step that this takes back."""

        def change(known: Annotation) -> Annotation:
            return msgspec.structs.replace(known, archived=archived)

        count = count_of(len(job_ids), "job")
        told = f"Took {count} back from the archive."
        if archived and undone is not None:
            told = f"Archived {count} again."
        elif archived:
            told = f"Archived {count}; {self.keymap.key('undo')} takes that back, the filter is:archived shows them."
        undoable = None if undone is not None else Undoable("archive", tuple(job_ids), archived)
        self._changing = self._annotate(dict.fromkeys(job_ids, change), told, undoable, undone)

    def action_tags(self) -> None:
        """Type the tags."""
        views = self._meant()
        if views:
            common = [tag for tag in self.context.tags(views[0]) if all(tag in self.context.tags(v) for v in views)]
            self._tags_before = frozenset(common)
            self._edit("tags", views, ", ".join(common))

    def action_note(self) -> None:
        """Type a note."""
        views = self._meant()
        if views:
            notes = {self.context.annotation(view).note for view in views}
            self._edit("note", views, notes.pop() if len(notes) == 1 else "")

    def _meant(self) -> list[JobView]:
        """The jobs that an action is about, or none with a word why."""
        if self._is_refused():
            return []
        views = self.selection()
        if not views:
            self.notify("No job is selected.")
        return views

    def _edit(self, what: str, views: Sequence[JobView], value: str) -> None:
        """Let somebody type in a line below the table."""
        from tui.actions.screens.built_in import BUILT_IN
        from tui.own_keys import first_keys
        from tui.widgets.word_input import WordInput

        self.leave_line()
        self.set_opened(False)
        self._edited = tuple(views)
        # Not an id: the line before it may still be on its way out.
        field = WordInput(value, placeholder=what, classes=f"edit edit-{what}", compact=True)
        whose = views[0].title if len(views) == 1 else count_of(len(views), "job")
        self.mount(field, before=self.detail)
        self.set_focus(field)
        keeps, leaves = first_keys(self, BUILT_IN)["field_submit"], self.keymap.key("back")
        field.words = f"{what} of {whose[:30]}, {keeps} keeps, {leaves} leaves"

    def leave_line(self) -> bool:
        """Leave the line without a change, and say whether there was one."""
        fields = list(self.query(".edit"))
        for field in fields:
            field.remove()
        if fields:
            self.focus_jobs()
        return bool(fields)

    @on(Input.Submitted, ".edit-tags")
    def tags_typed(self, event: Input.Submitted) -> None:
        """Keep the tags."""
        from engine.control.annotate import split_tags

        typed = split_tags(event.value)
        gone = self._tags_before - set(typed)
        changes: dict[str, Change] = {}
        for view in self._edited:
            own = view.record.tags if view.record is not None else []
            changes[view.job_id] = lambda known, own=own: known.with_tags(own, typed, gone)  # type: ignore[misc]
        self.leave_line()
        self._annotate(changes, "")

    @on(Input.Submitted, ".edit-note")
    def note_typed(self, event: Input.Submitted) -> None:
        """Keep the note."""
        from engine.control.annotate import clean_note

        note = clean_note(event.value)

        def change(known: Annotation) -> Annotation:
            return msgspec.structs.replace(known, note=note)

        changes = dict.fromkeys((view.job_id for view in self._edited), change)
        self.leave_line()
        self._annotate(changes, "")

    @work(thread=True, group="annotate")
    def _annotate(
        self, changes: Mapping[str, Change], told: str, undoable: Undoable | None = None, undone: Undoable | None = None
    ) -> None:
        from engine.control.annotate import annotate

        try:
            annotate(self._workspace, changes)
            annotations = read_annotations(self._workspace)
        except (TraindeckError, UnreadableFile, OSError) as error:
            self.app.post_message(ActionDone(f"Nothing was changed: {error}", severity="error"))
            return
        # The next scan would find it as well, but up to a second later.
        self.post_message(Annotated(annotations, undoable, undone))
        self.app.post_message(ActionDone(told))

    @on(Annotated)
    def show_annotations(self, message: Annotated) -> None:
        """Show what was added."""
        self.note_undoable(message.undoable, message.undone)
        self.refresh_jobs(self._store.annotate(message.annotations))
