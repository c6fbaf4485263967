"""The selected job: a line of tabs, a line on how it stands, and one of curves, log, parameters, checkpoints."""

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from engine.observe.view import JobView
from engine.paths import Workspace
from tui.widgets.standing import standing_text
from tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from tui.widgets.sides import Sides

TABS = ("Curves", "Log", "Parameters", "Checkpoints")
"""Names of the tabs."""


class Detail(Vertical):
    """Shows one job.

    Args:
        workspace: Where its files are.
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    Detail {
        height: 1fr;
        #standing { height: auto; max-height: 3; padding: 0 1; }
    }
    """

    tab: reactive[int] = reactive(0)
    """Index of the tab shown."""

    def __init__(self, workspace: Workspace, *, ascii: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._ascii = ascii
        self._view: JobView | None = None
        self._sides: Sides | None = None
        self._said = Content("")
        self._wants_error = False
        """Whether the log is to be shown at its error as soon as the sides are there."""

    def compose(self) -> ComposeResult:
        """The tab line and how the job stands; the sides follow as soon as these have been painted."""
        yield TabBar(TABS, ascii=self._ascii)
        yield Static(id="standing")

    def on_mount(self) -> None:
        """Let the first paint go first: curves and log cost as much to set up as all the rest."""
        self.call_after_refresh(self._add_sides)

    async def _add_sides(self) -> None:
        from tui.widgets.sides import Sides

        if not self.is_attached:
            return  # The panel was closed meanwhile.
        sides = Sides(self._workspace, ascii=self._ascii)
        await self.mount(sides)
        if not sides.children:
            return  # The panel is closing: they are not set up any more.
        self._sides = sides
        sides.show(self._view)
        sides.turn_to(self.tab)
        if self._wants_error:
            sides.go_to_error()

    @property
    def job_id(self) -> str | None:
        """Id of the job shown."""
        return self._view.job_id if self._view is not None else None

    def show(self, view: JobView | None) -> None:
        """Show a job, another one or the same one anew."""
        self._view = view
        self.query_one(TabBar).title = view.title if view is not None else ""
        self.refresh_standing()
        if self._sides is not None:
            self._sides.show(view)

    def refresh_standing(self) -> None:
        """Write anew how the job stands; also called every second while a countdown runs."""
        line = self.query_one("#standing", Static)
        old, new = self._said, Content("")
        if self._view is not None:
            new = standing_text(self._view, ascii=self._ascii, now_s=time.time())
        if new.is_same(old):
            return
        self._said = new
        # A new layout of the whole screen costs three times a redraw, so only a text that may wrap gets one.
        line.update(new, layout=max(old.cell_length, new.cell_length) > line.content_size.width)

    def refresh_tab(self) -> None:
        """Bring the tab that is shown up to date."""
        if self._sides is not None:
            self._sides.bring_up_to_date()

    def watch_tab(self, tab: int) -> None:
        """Show another side of the job."""
        self.query_one(TabBar).active = tab
        if self._sides is not None:
            self._sides.turn_to(tab)

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.tab = event.index

    def scroll_page(self, direction: int) -> None:
        """Scroll what is shown by half a screen, -1 up or 1 down."""
        side = self._scrollable()
        if side is not None:
            side.scroll_relative(y=direction * max(1, side.size.height // 2), animate=False)

    def scroll_to_edge(self, direction: int) -> None:
        """Scroll what is shown to its start (-1) or end (1)."""
        side = self._scrollable()
        if side is not None:
            (side.scroll_end if direction > 0 else side.scroll_home)(animate=False)

    def _scrollable(self) -> Widget | None:
        return self._sides.scrollable() if self._sides is not None else None

    def show_error(self) -> bool:
        """Show the log at the traceback; whether there is one, or any word of an error."""
        self.tab = TABS.index("Log")
        self._wants_error = self._sides is None
        return self._sides is None or self._sides.go_to_error()

    def toggle_logarithmic(self) -> None:
        """Change the axis of the curves."""
        if self._sides is not None:
            self._sides.toggle_logarithmic()
