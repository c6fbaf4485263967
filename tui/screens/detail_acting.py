"""Keys of the detail, and those that move about."""

from textual import on

from tui.actions import Action, action
from tui.grouping import is_heading
from tui.screens.acting import Acting
from tui.tabs import TITLES
from tui.tabs.detail import Detail
from tui.tabs.tab import Tab
from tui.widgets.foot_bar import FootBar
from tui.widgets.standing import NO_JOB
from tui.widgets.tab_bar import TabBar


class DetailActing(Acting):
    """Opens the detail, turns its tabs, moves cursor and scrolling."""

    @on(TabBar.Stepped)
    def step(self, event: TabBar.Stepped) -> None:
        """Go to a neighbour."""
        self.table.move(event.rows)

    @on(Detail.Turned)
    @on(Tab.OfferChanged)
    def offer_what_the_tab_can_do(self) -> None:
        """Another tab, or this one in another state, has other keys."""
        self.query_one(FootBar).refresh()

    async def carry_out(self, each: Action) -> None:
        """Carry out an action, whichever part of the screen it belongs to."""
        if each.tab:
            if each.opened:
                self.set_opened(True)
            self.detail.carry_out(each.tab, each.id)
        else:
            await self.run_action(each.call)

    def action_in_tab(self, action_id: str) -> None:
        """Carry out an action of the tab to which it belongs."""
        self.detail.carry_out(action(action_id).tab, action_id)

    def action_open(self) -> None:
        """Give the detail the whole screen; on the line above a group, open or close that."""
        heading = self.table.selected
        if is_heading(heading) and not self.is_opened:
            self.toggle_group(str(heading))
        elif heading is None and not self.is_opened:
            self.notify(NO_JOB, timeout=2)
        else:
            self.set_opened(not self.is_opened)

    def action_next_tab(self) -> None:
        """Show the next tab."""
        self.detail.tab = (self.detail.tab + 1) % len(TITLES)

    def action_previous_tab(self) -> None:
        """Show the tab before."""
        self.detail.tab = (self.detail.tab - 1) % len(TITLES)

    def action_log(self) -> None:
        """Show the log."""
        self.detail.tab = TITLES.index("Log")

    def action_error(self) -> None:
        """Show what ended the job."""
        self.detail.carry_out("Log", "error")

    def action_down(self) -> None:
        """Go down a job."""
        self._move(1)

    def action_up(self) -> None:
        """Go up a job."""
        self._move(-1)

    def _move(self, rows: int) -> None:
        if self.is_opened:
            self.table.move_job(rows)
        else:
            self.table.move(rows)

    def action_scroll_down(self) -> None:
        """Scroll the opened detail down by a line."""
        self.detail.scroll_line(1)

    def action_scroll_up(self) -> None:
        """Scroll the opened detail up by a line."""
        self.detail.scroll_line(-1)

    def action_first(self) -> None:
        """Go to the first row, or to the start of an opened detail."""
        if self.is_opened:
            self.detail.scroll_to_edge(-1)
        else:
            self.table.move(-(1 << 30))

    def action_last(self) -> None:
        """Go to the last row, or to the end of an opened detail."""
        if self.is_opened:
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
        if self.is_opened or self.detail.tab:
            self.detail.scroll_page(direction)
        else:
            self.table.move(direction * max(1, self.table.size.height // 2))
