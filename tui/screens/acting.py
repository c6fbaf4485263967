"""What every part of the jobs screen that answers keys knows.

Actions on jobs only gather what is meant; the app carries it out.
"""

from collections import deque
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump
from textual.screen import Screen

from engine.observe.context import Context
from engine.observe.query_tree import Query
from engine.observe.store import Diff, JobStore
from engine.observe.view import JobView
from engine.paths import Workspace
from tui.actions import Action
from tui.actions.keymap import Keymap
from tui.layout import Layout
from tui.listing import Listing
from tui.messages import Undoable
from tui.tabs.detail import Detail
from tui.widgets.foot_bar import FootBar
from tui.widgets.job_table import JobTable
from tui.widgets.top_bar import TopBar

MOST_UNDONE = 100
"""Steps that can be taken back one after the other."""


class ActingScreen(Screen[None]):
    """The common ground of `tui.screens.*_acting`, which `JobsScreen` joins.

    Args:
        workspace: Whose jobs these are.
        store: What is known of them.
        keymap: Which keys do what.
    """

    def __init__(self, workspace: Workspace, store: JobStore, keymap: Keymap) -> None:
        super().__init__()
        self._workspace = workspace
        self._store = store
        self._locked = workspace.locked
        self._is_composed = False
        self.context = Context(store.annotations, store.health, title_of=store.title_of)
        """What is known beside the jobs."""
        self.listing = Listing(store, self.context)
        """The lines of the table."""
        self.arrangement = Layout()
        """How the table is arranged."""
        self.undoables: deque[Undoable] = deque(maxlen=MOST_UNDONE)
        """What can be taken back, the latest last, told by what succeeded."""
        self.has_living = self.shows_living = self.has_resumable = False
        """Whether any job meant has not ended, whether the one under the cursor has not, whether that can go on."""
        self._ascii = False
        self.keymap = keymap
        """Which keys do what."""

    def note_undoable(self, undoable: Undoable | None, undone: Undoable | None) -> None:
        """Remember what was done, and that something was taken back: not always the latest by now."""
        if undone is not None and undone in self.undoables:
            self.undoables.remove(undone)
        if undoable is not None:
            self.undoables.append(undoable)

    @property
    def is_ready(self) -> bool:
        """Whether all widgets are there and can show what comes; not any more as soon as the screen is being left."""
        leaving = self._closing or self._closed or self._pruning
        return self._is_composed and not leaving and bool(self.query("TopBar"))

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
        """The marked jobs that the filter shows, or else the one under the cursor: nothing happens out of sight."""
        ids = {job_id for job_id in self.table.marked if self.listing.shows(job_id)}
        ids = ids or ({self.table.selected} if self.table.selected else set())
        views = [self._store.get(job_id) for job_id in ids]
        return sorted((view for view in views if view is not None), key=lambda view: view.age_key)

    def current(self) -> JobView | None:
        """The job under the cursor."""
        return self._store.get(self.table.selected)

    @property
    def is_opened(self) -> bool:
        """Whether the detail has the whole screen."""
        return self.has_class("opened")

    def set_opened(self, opened: bool) -> None:
        """Give the detail the whole screen, or take it back."""
        self.set_class(opened, "opened")
        self.focus_jobs()
        self.say_position()
        self.query_one(FootBar).refresh()

    def focus_jobs(self) -> None:
        """Let keys go to the table, or to the opened detail, and to no line in which something is typed.

        A focused table that is hidden would hand the keys to its neighbour, the line of the filter.
        """
        self.set_focus(None if self.is_opened else self.table)

    def say_position(self) -> None:
        """In an opened detail, say where the job stands in the table that is out of sight."""
        selected = self.table.selected
        self.detail.place_among(*(self.listing.place_of(selected) if self.is_opened and selected else (0, 0)))

    def say_marks(self) -> None:
        """Say in the top bar how many jobs are marked, those too that a closed group or a filter hides."""
        marked = self.table.marked
        hidden = len(marked.difference(self.listing.job_ids)) if marked else 0
        self.query_one(TopBar).marks = (len(marked), hidden)
        self.say_living()

    def say_living(self) -> None:
        """Draw the footer anew if there is something to stop now and was not before, or the job shown has ended."""
        current, marked, shows = self.current(), self.table.marked, self.listing.shows
        shown = current is not None and current.is_active
        living = shown
        if any(map(shows, marked)):
            # Of ten thousand marked jobs few are alive.
            living = any(view.job_id in marked and shows(view.job_id) for view in self._store.active())
        resumable = current is not None and current.record is not None and not shown
        if (living, shown, resumable) != (self.has_living, self.shows_living, self.has_resumable):
            self.has_living, self.shows_living, self.has_resumable = living, shown, resumable
            self.query_one(FootBar).refresh()

    def is_enabled(self, each: Action) -> bool:
        """Whether an action makes sense now; see `JobsScreen`."""
        raise NotImplementedError

    def means(self, each: Action) -> bool:
        """Whether its key means this here and now; see `JobsScreen`."""
        raise NotImplementedError

    def refresh_jobs(self, diff: Diff | None, *, rearranged: bool = False) -> None:
        """Show what the store says; see `JobsScreen`."""
        raise NotImplementedError

    def go_to(self, job_id: str) -> None:
        """Put the cursor on a job, also where a filter or a closed group hides it; see `JobsScreen`."""
        raise NotImplementedError

    def query_of(self, text: str) -> Query:
        """The filter that a text means; see `FilterActing`."""
        raise NotImplementedError

    def toggle_group(self, heading_id: str) -> None:
        """Open or close a group; see `TableActing`."""
        raise NotImplementedError


if TYPE_CHECKING:
    Acting = ActingScreen
else:
    # Textual goes through every name of a screen for each class that is made of one, which for all the parts together
    # is two hundredths of a first paint. What it finds in them are handlers, and every message pump may have those.
    Acting = MessagePump
"""A part of the jobs screen, which puts an `ActingScreen` behind all of them."""
