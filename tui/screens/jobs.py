"""The main screen: all jobs above, the selected one below."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from engine.config.settings import Settings
from engine.observe.store import Diff, JobStore
from engine.paths import Workspace
from tui.actions import bindings, rebound
from tui.actions.keymap import Keymap
from tui.column_table import columns_of
from tui.screens.acting import ActingScreen
from tui.screens.compare_acting import CompareActing
from tui.screens.detail_acting import DetailActing
from tui.screens.filter_acting import FilterActing
from tui.screens.jobs_acting import JobsActing
from tui.screens.offering_acting import OfferingActing
from tui.screens.panel_acting import PanelActing
from tui.screens.trash_acting import TrashActing
from tui.tabs.detail import Detail
from tui.tabs.tab import Surroundings
from tui.widgets.banner import Banner, banner_text
from tui.widgets.foot_bar import FootBar
from tui.widgets.job_table import JobTable
from tui.widgets.top_bar import TopBar

TABLE_SHARE = 0.45
"""Largest part of the screen's height that the table takes while the detail is shown."""


class JobsScreen(
    JobsActing, FilterActing, TrashActing, CompareActing, DetailActing, PanelActing, OfferingActing, ActingScreen
):
    """Table, detail, and the keys that act on them.

    Args:
        workspace: Whose jobs these are.
        store: What is known of them; the app fills it.
        select: Id of the job to select as soon as it is there.
        opened: Whether its detail has the whole screen at first.
        ascii: Whether to keep to ASCII.
        settings: What the user has set.
    """

    BINDINGS: ClassVar[list[Binding]] = bindings()  # type: ignore[assignment]
    AUTO_FOCUS = "JobTable"
    DEFAULT_CSS = """
    JobsScreen {
        Detail { height: 1fr; }
        JobTable { height: 6; }
        EmptyPage { display: none; }
        #filter-fault {
            overlay: screen; width: 100%; height: auto; max-height: 2; padding: 0 1;
            background: $surface; color: $text-error;
        }
        &.empty {
            JobTable, Detail { display: none; }
            EmptyPage { display: block; }
        }
        &.opened JobTable { display: none; }
    }
    """

    def __init__(
        self,
        workspace: Workspace,
        store: JobStore,
        *,
        select: str | None = None,
        opened: bool = False,
        ascii: bool = False,
        settings: Settings | None = None,
    ) -> None:
        settings = settings or Settings()
        super().__init__(workspace, store, Keymap(settings.keys))
        self._select = select
        self._ascii = ascii
        self._settings = settings
        if self.keymap.is_own:
            self._bindings = rebound(self._bindings, self.keymap.actions)
        self.set_class(opened, "opened")

    def compose(self) -> ComposeResult:
        """Top bar, table, detail, foot bar; filter and friendly page are made when they are needed."""
        yield TopBar(self._workspace.root, locked=self._locked, ascii=self._ascii)
        yield JobTable(self._store.get, self.context, self.keymap, ascii=self._ascii)
        yield Detail(
            Surroundings(
                self._workspace,
                self._store,
                ascii=self._ascii,
                settings=self._settings,
                keymap=self.keymap,
                curves_left=lambda: self.arrangement.curves,
            )
        )
        yield FootBar(self.offered)

    def on_mount(self) -> None:
        """Show what is known by now; a clock moves the countdowns."""
        self._is_composed = True
        self.table.show_columns(columns_of(self.arrangement.columns), self.arrangement.widths)
        if self._store.looked:
            self.query_one(TopBar).note = self._store.trouble
            self.refresh_banner()
            self.refresh_jobs(None)
        self.set_interval(1.0, self._tick)
        self.watch(self, "focused", self.offer_anew, init=False)
        self.watch(self.table, "selected", self._announce_selected, init=False)

    def refresh_jobs(self, diff: Diff | None, *, rearranged: bool = False) -> None:
        """Show what the store says.

        Args:
            diff: What changed since the last call, or None if everything may have.
            rearranged: Whether the table itself is arranged anew.
        """
        others = self.listing.refresh(diff)
        if others or rearranged or diff is None:
            self.table.show(self.listing)
        else:
            for job_id in diff.changed:
                self.table.refresh_row(job_id)
        self._share_height(len(self.listing.lines))
        if self._select is not None and self._store.get(self._select) is not None:
            self.table.move_to(self._select)
            self._select = None
        if self.inherited_marks and self._store.looked:
            self.table.marked.update(job_id for job_id in self.inherited_marks if self._store.get(job_id) is not None)
            self.inherited_marks = frozenset()
        self.query_one(TopBar).counts = self._store.counts()
        self.say_marks()
        self.query_one(FootBar).note = "jobs go on when you quit" if self._store.has_active else ""
        self.set_class(not len(self._store), "empty")
        if not len(self._store):
            self._show_empty_page()
        self.show_filter()
        selected = self.table.selected
        if diff is None or diff.added or diff.removed:
            self.query_one(FootBar).refresh()
        if diff is None or selected in diff.changed or selected in diff.added or selected != self.detail.job_id:
            self.show_selected()

    def _show_empty_page(self) -> None:
        from tui.widgets.empty_page import EmptyPage  # Most starts show jobs.

        if not self.query(EmptyPage):
            self.mount(EmptyPage(self.keymap), before=self.detail)

    def refresh_banner(self) -> None:
        """Show what cannot be written, for as long as that is so."""
        trouble = f"the jobs cannot be read: {self._store.trouble}" if self._store.trouble else self._store.disk
        text = banner_text(trouble, self._store.active())
        banners = list(self.query(Banner))
        if not text:
            for banner in banners:
                banner.remove()
            return
        if not banners:
            banners = [Banner(ascii=self._ascii)]
            self.mount(banners[0], after=self.query_one(TopBar))
        banners[0].say(text)

    def _share_height(self, rows: int) -> None:
        """Give the table what it needs, up to TABLE_SHARE of the screen; the detail gets the rest."""
        height = max(4, min(rows + 1, int(self.size.height * TABLE_SHARE)))
        if self.table.styles.height is None or self.table.styles.height.value != height:
            self.table.styles.height = height

    def on_resize(self) -> None:
        """Share the new height."""
        self._share_height(self.table.row_count)

    def go_to(self, job_id: str) -> None:
        """Put the cursor on a job, also where a filter or a closed group hides it."""
        if job_id not in self.listing.job_ids:
            self.drop_filter()
        around = {each.id for each in self.listing.headings.values() if job_id in each.job_ids}
        if around & self.listing.closed:
            self.listing.closed -= around
            self.refresh_jobs(Diff(), rearranged=True)
        self.select_soon(job_id)

    def select_soon(self, job_id: str) -> None:
        """Put the cursor on a job now, or as soon as it appears."""
        self._select = job_id
        self.refresh_jobs(Diff())

    def _tick(self) -> None:
        """Once a second: countdowns, filters by age, and logs that grow without a change of status."""
        if self.listing.is_moving:
            self.refresh_jobs(Diff())
        self.prepare_search()
        for view in self._store.active():
            if view.stop is not None:
                self.table.refresh_row(view.job_id)
        current = self.current()
        if current is not None and current.is_active:
            self.detail.tick()

    def action_back(self) -> None:
        """Leave what the tab is in, the opened detail, what is being typed, the filter or the marks, one at a time."""
        if not self.is_opened and self.leave_line():
            return
        tab, focused = self.detail.current, self.focused
        types_elsewhere = isinstance(focused, Input) and self.detail not in focused.ancestors
        if tab is not None and not types_elsewhere and tab.back():
            return
        if self.is_opened:
            self.set_opened(False)
        elif not self.drop_filter():
            self.table.unmark_all()

    def _announce_selected(self) -> None:
        """Name the job in the frame that moves the cursor; its curves come with the next one."""
        if self.is_ready:
            self.say_living()
            self.detail.announce(self.current(), self.listing.headings.get(self.table.selected or ""))

    @on(JobTable.Selected)
    def show_selected(self) -> None:
        """Show the job under the cursor, or what stands there instead."""
        self.detail.show(self.current(), self.listing.headings.get(self.table.selected or ""))
        self.say_position()

    @on(JobTable.Opened)
    def open_clicked(self) -> None:
        """A row was clicked twice."""
        self.action_open()
