"""The selected job: a line of tabs, a line on how it stands, and one of the tabs."""

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from engine.observe.view import JobView
from engine.text import clean
from tui.grouping import Heading
from tui.tabs import SHORT_TITLES, TITLES
from tui.tabs.tab import Surroundings, Tab
from tui.widgets.standing import group_text, standing_text
from tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from tui.tabs.deck import TabDeck


class Detail(Vertical):
    """Shows one job.

    Args:
        surroundings: What tabs are given.
    """

    DEFAULT_CSS = """
    Detail {
        height: 1fr;
        #standing { height: auto; max-height: 3; padding: 0 1; }
    }
    """

    tab: reactive[int] = reactive(0)
    """Index of the tab shown."""

    class Turned(Message):
        """Another tab is shown, or none any more."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self._surroundings = surroundings
        self._view: JobView | None = None
        self._heading: Heading | None = None
        """The group whose line the cursor is on."""
        self._is_bare = False
        """Whether there is no job to show, which is not known before the first look at the workspace."""
        self._deck: TabDeck | None = None
        self._said = Content("")
        self._wanted: tuple[str, str] | None = None
        """Title of a tab and an action of it, for as soon as there are tabs."""

    def compose(self) -> ComposeResult:
        """The tab line and how the job stands; the tabs follow as soon as these have been painted."""
        yield TabBar(TITLES, SHORT_TITLES, ascii=self._surroundings.ascii)
        yield Static(id="standing")

    def on_mount(self) -> None:
        """Let the first paint go first: curves and log cost as much to set up as all the rest."""
        self.call_after_refresh(self._add_deck)

    async def _add_deck(self) -> None:
        from tui.tabs.deck import TabDeck

        if not self.is_attached:
            return  # The panel was closed meanwhile.
        deck = TabDeck(self._surroundings)
        await self.mount(deck)
        if not deck.is_attached:
            return
        self._deck = deck
        deck.display = not self._is_bare
        deck.show(self._view)
        if self._wanted is not None:
            deck.carry_out(TITLES.index(self._wanted[0]), self._wanted[1])
        await deck.turn_to(self.tab)

    @property
    def job_id(self) -> str | None:
        """Id of the job shown."""
        return self._view.job_id if self._view is not None else None

    def show(self, view: JobView | None, heading: Heading | None = None) -> None:
        """Show a job, another one or the same one anew, or that there is none.

        Args:
            view: The job.
            heading: The group that is under the cursor instead.
        """
        self.announce(view, heading)
        if self._deck is not None:
            self._deck.show(view)

    def announce(self, view: JobView | None, heading: Heading | None = None) -> None:
        """Say which job it is and how it stands; `show` follows with all the rest."""
        if self._is_bare is not (view is None):
            self.post_message(self.Turned())
        self._view, self._heading, self._is_bare = view, heading, view is None
        self.query_one(TabBar).title = view.title if view is not None else clean(heading.title, 60) if heading else ""
        if self._deck is not None:
            self._deck.display = not self._is_bare
        self.refresh_standing()

    def refresh_standing(self) -> None:
        """Write anew how the job stands; also called every second while a countdown runs."""
        line = self.query_one("#standing", Static)
        old, new = self._said, Content("")
        if self._is_bare:
            new = group_text(self._heading, ascii=self._surroundings.ascii)
        elif self._view is not None:
            new = standing_text(
                self._view,
                ascii=self._surroundings.ascii,
                now_s=time.time(),
                kill_key=self._surroundings.keymap.key("kill"),
            )
        if new.is_same(old):
            return
        self._said = new
        # A new layout of the whole screen costs three times a redraw, so only a text of another height gets one.
        width = line.content_size.width
        line.update(new, layout=not width or new.get_height({}, width) != old.get_height({}, width))

    def place_among(self, row: int, rows: int) -> None:
        """Say which of how many jobs this is, row counted from 0; no rows say nothing."""
        self.query_one(TabBar).position = f"{row + 1:,}/{rows:,}" if rows else ""

    @property
    def title(self) -> str:
        """Title of the tab shown."""
        return TITLES[self.tab]

    @property
    def current(self) -> Tab | None:
        """The tab shown, if it has been made."""
        return self._deck.current if self._deck is not None else None

    def tick(self) -> None:
        """A second has gone by and the job goes on."""
        self.refresh_standing()
        if self._deck is not None:
            self._deck.bring_up_to_date(each_second=True)

    def watch_tab(self, tab: int) -> None:
        """Show another side of the job."""
        self.query_one(TabBar).active = tab
        self.post_message(self.Turned())
        if self._deck is not None:
            self.call_next(self._deck.turn_to, tab)

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.tab = event.index

    def carry_out(self, title: str, action_id: str) -> None:
        """Turn to a tab and carry out an action of it."""
        self.tab = TITLES.index(title)
        if self._deck is None:
            self._wanted = (title, action_id)
        else:
            self._deck.carry_out(self.tab, action_id)

    def scroll_page(self, direction: int) -> None:
        """Scroll what is shown by half a screen, -1 up or 1 down."""
        side = self._scrollable()
        if side is not None:
            side.scroll_relative(y=direction * max(1, side.size.height // 2), animate=False)

    def scroll_line(self, direction: int) -> None:
        """Scroll what is shown by a line, -1 up or 1 down."""
        side = self._scrollable()
        if side is not None:
            side.scroll_relative(y=direction, animate=False)

    def scroll_to_edge(self, direction: int) -> None:
        """Scroll what is shown to its start (-1) or end (1)."""
        side = self._scrollable()
        if side is not None:
            (side.scroll_end if direction > 0 else side.scroll_home)(animate=False)

    def _scrollable(self) -> Widget | None:
        return self._deck.scrollable() if self._deck is not None else None
