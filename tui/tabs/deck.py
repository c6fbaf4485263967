"""The tabs of a detail as widgets, each made when it is shown for the first time, one of them in sight."""

from importlib import import_module

from textual.containers import Vertical
from textual.widget import Widget

from engine.observe.view import JobView
from tui.tabs import TABS
from tui.tabs.tab import Surroundings, Tab


class TabDeck(Vertical):
    """Shows one tab of one job.

    Args:
        surroundings: What tabs are given.
    """

    DEFAULT_CSS = """
    TabDeck { height: 1fr; }
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self._surroundings = surroundings
        self._tabs: dict[int, Tab] = {}
        self._shown = 0
        self._view: JobView | None = None
        self._wanted: tuple[int, str] | None = None
        """An action that waits for its tab to be made: place of the tab, id of the action."""

    @property
    def current(self) -> Tab | None:
        """The tab in sight, if it has been made."""
        return self._tabs.get(self._shown)

    def show(self, view: JobView | None) -> None:
        """Show a job, another one or the same one anew."""
        self._view = view
        if self.current is not None:
            self.current.show(view)

    async def turn_to(self, place: int) -> None:
        """Bring a tab into sight."""
        self._shown = place
        if place not in self._tabs:
            entry = TABS[place]
            tab: Tab = getattr(import_module(entry.module), entry.class_name)(self._surroundings)
            await self.mount(tab)
            if not tab.is_attached or not tab.children:
                return  # The panel is closing: its widgets are not made any more.
            self._tabs[place] = tab
        for index, each in self._tabs.items():
            each.display = index == self._shown
        self.show(self._view)
        if self._wanted is not None and self._wanted[0] == self._shown:
            action_id, self._wanted = self._wanted[1], None
            self.carry_out(self._shown, action_id)

    def carry_out(self, place: int, action_id: str) -> None:
        """Carry out an action of a tab, now or as soon as the tab is there and in sight."""
        tab = self._tabs.get(place)
        if tab is None or place != self._shown:
            self._wanted = (place, action_id)
        else:
            getattr(tab, f"action_{action_id}")()

    def bring_up_to_date(self, *, each_second: bool = False) -> None:
        """Bring the tab in sight up to date.

        Args:
            each_second: Whether this is the clock's call, of which most tabs need none.
        """
        if self.current is not None and (self.current.EVERY_SECOND or not each_second):
            self.current.bring_up_to_date()

    def scrollable(self) -> Widget | None:
        """What can be scrolled of what is in sight."""
        return self.current.scrollable() if self.current is not None else None
