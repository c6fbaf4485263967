"""Two logs side by side, or one above the other in a narrow terminal; what is searched for is sought in both."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer, Input

from engine.observe.log_query import BadSearch
from tui.actions.screens.own import screen_bindings
from tui.actions.screens.two_logs import TWO_LOGS
from tui.own_keys import first_keys
from tui.widgets.log_finding import LogFinding
from tui.widgets.log_pane import LogPane

SIDE_BY_SIDE_WIDTH = 100
"""Least cells for two columns; lines would be cut to pieces in narrower ones."""


LOOK_EVERY_S = 1.0
"""How often it looks whether a job has ended."""


class LogSource(NamedTuple):
    """A log and what it is called."""

    path: Path
    title: str
    times: Path | None = None
    """Where the job's guardian notes when its lines came."""
    is_over: Callable[[], bool] = lambda: False
    """Tells whether the job has ended."""


class TwoLogsScreen(Screen[None]):
    """Shows two logs. Keys act on the one that has the focus, searches on both.

    Args:
        left: The first one.
        right: The second one.
        ascii: Whether to keep to ASCII.
    """

    BINDINGS: ClassVar[list[Binding]] = screen_bindings(TWO_LOGS)  # type: ignore[assignment]
    DEFAULT_CSS = """
    TwoLogsScreen {
        #logs { layout: vertical; height: 1fr; }
        &.wide #logs { layout: horizontal; }
        LogPane { width: 1fr; padding: 0 1; }
        &.wide #second { border-left: solid $foreground 20%; }
        .log-title { color: $dim; }
        LogPane.chosen .log-title { color: $primary; text-style: bold reverse; }
        Footer { background: $panel; }
    }
    """

    def __init__(self, left: LogSource, right: LogSource, *, ascii: bool = False) -> None:
        super().__init__(classes="opened")
        self._ascii = ascii
        self._sources = (left, right)
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Both, and the keys."""
        with Container(id="logs"):
            for source, name in zip(self._sources, ("first", "second"), strict=True):
                yield LogPane(source.path, source.title, times=source.times, ascii=self._ascii, id=name)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin in the first one."""
        for pane in self.panes:
            keys = first_keys(self, TWO_LOGS)
            pane.search_key, pane.follow_key = keys["two_logs_search"], keys["two_logs_follow"]
        self._choose(0)
        self._look_who_lives()
        self.set_interval(LOOK_EVERY_S, self._look_who_lives)

    def _look_who_lives(self) -> None:
        """The log of a job that has ended has no end to follow."""
        for pane, source in zip(self.panes, self._sources, strict=True):
            pane.is_over = source.is_over()

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.size.width >= SIDE_BY_SIDE_WIDTH, "wide")

    @property
    def panes(self) -> list[LogPane]:
        """Both logs."""
        return list(self.query(LogPane))

    @property
    def chosen(self) -> LogPane:
        """The one that keys act on."""
        return self.panes[self._chosen]

    def on_descendant_focus(self) -> None:
        """A log was clicked, or gets what is typed."""
        for number, pane in enumerate(self.panes):
            if pane.has_focus_within and number != self._chosen:
                self._choose(number, focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, keys are letters."""
        return action == "back" or not isinstance(self.focused, Input)

    def action_switch(self) -> None:
        """Go to the other log."""
        self._choose(1 - self._chosen)

    def action_search(self) -> None:
        """Type what to search for in both."""
        self.chosen.action_search()

    def on_log_finding_searched(self, event: LogFinding.Searched) -> None:
        """Search the other one for the same."""
        for pane in self.panes:
            if pane is not event.pane:
                if event.words is None:
                    pane.end_search()
                else:
                    try:
                        pane.search_for(event.words)
                    except BadSearch:  # The first one has said so.
                        pane.end_search()

    def action_both(self, what: str) -> None:
        """Do something in both logs."""
        for pane in self.panes:
            getattr(pane, f"action_{what}")()

    def action_one(self, what: str) -> None:
        """Do something in the chosen log."""
        getattr(self.chosen, f"action_{what}")()

    def action_go(self, where: str) -> None:
        """Scroll."""
        view = self.chosen.log_view
        half = max(1, view.size.height // 2)
        if where in ("first", "last"):
            (view.scroll_end if where == "last" else view.scroll_home)(animate=False)
        else:
            rows = {"down": 1, "up": -1, "page_down": half, "page_up": -half}[where]
            view.scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """End the search, or close."""
        if not any([pane.back() for pane in self.panes]):
            self.dismiss()
        else:
            self.chosen.log_view.focus()

    def _choose(self, number: int, *, focus: bool = True) -> None:
        self._chosen = number
        for each, pane in enumerate(self.panes):
            pane.set_class(each == number, "chosen")
        if focus:
            self.chosen.log_view.focus()
