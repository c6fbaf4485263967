"""The search of a log pane: typing, stepping from match to match, counting, all of it beside the panel's own thread.

A thread gets a reader of its own and what it works on, and posts what it found. By then something else may be
wanted, so each answer names its question.
"""

import time
from collections.abc import Callable

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import get_current_worker

from engine.expression.expression import TookTooLong
from engine.observe.error_lines import TROUBLE
from engine.observe.log_file import LogReader
from engine.observe.log_query import BadSearch, LogQuery, parse_query
from engine.observe.log_search import Found, LogSearch, Match
from tui.log_told import told
from tui.widgets.log_messages import Counted, MatchFound, SearchFailed
from tui.widgets.log_view import LogView

COUNT_EVERY_S = 1.0
"""How often matches are counted on in a log that grows."""


class LogFinding(Vertical):
    """The half of `LogPane` that searches; the other half shows and looks at the file."""

    class Searched(Message):
        """Somebody typed what to search for; None ended the search."""

        def __init__(self, pane: "LogFinding", words: str | None) -> None:
            super().__init__()
            self.pane = pane
            self.words = words

    class HasSearch(Message):
        """Something is searched for now, or nothing any more."""

    search_key = "/"
    """What is pressed to begin a search; whoever shows the pane says another."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._search: LogSearch | None = None
        """What the keys step through; `_set_search` sets it."""
        self._found = Found(None)
        self._finding = self._counting = False
        self._focus_before: Widget | None = None
        """What had the focus before something was typed."""
        self._direction = 1
        """Of the last step."""
        self._pending = 0
        """Steps asked for while one is under way."""
        self._counted_at = 0.0

    @property
    def log_view(self) -> LogView:
        """The lines."""
        return self.query_one(LogView)

    @property
    def has_search(self) -> bool:
        """Whether there is something to step through."""
        return self._search is not None

    @property
    def is_searching(self) -> bool:
        """Whether a search is typed or its matches are marked."""
        return self._search is not None or self.has_class("typing")

    def tell(self) -> None:
        """Write the line under the log anew; see `LogPane`."""
        raise NotImplementedError

    def tell_search(self, size_bytes: int) -> str:
        """What the line says of the search."""
        if self._search is None:
            return ""
        return told(self._search, self._found, size_bytes, self._direction, finding=self._finding)

    def count_on_if_grown(self, size_bytes: int) -> None:
        """Count matches in what was added, now and then."""
        idle = self._search is not None and not self._finding and not self._counting
        if (
            idle
            and self._search is not None
            and self._search.counted_bytes != size_bytes
            and time.monotonic() - self._counted_at >= COUNT_EVERY_S
        ):
            self._count_on()

    def action_search(self) -> None:
        """Type what to search for."""
        if not self.has_class("typing"):
            self._focus_before = self.screen.focused
        self.add_class("typing")
        field = self.query_one(Input)
        field.value = ""
        self.screen.set_focus(field)

    def action_search_next(self) -> None:
        """Go to the next match."""
        self.step(1)

    def action_search_previous(self) -> None:
        """Go to the match before."""
        self.step(-1)

    def action_trouble_next(self) -> None:
        """Go to the next line that warns or tells of an error."""
        self._step_trouble(1)

    def action_trouble_previous(self) -> None:
        """Go to the one before."""
        self._step_trouble(-1)

    def search_for(self, words: str) -> None:
        """Search from what is in sight on.

        Raises:
            BadSearch: That is nothing to search for.
        """
        self.begin_search(words)
        self.step(1)

    def begin_search(self, words: str) -> None:
        """Mark what matches, and be ready for steps in either direction.

        Raises:
            BadSearch: That is nothing to search for.
        """
        self._begin(parse_query(words))

    def step(self, direction: int) -> None:
        """Go to the next match, or to the one before where negative."""
        if self._search is None:
            self.notify(f"Nothing is searched for; {self.search_key} begins.", markup=False)
            return
        window = self.log_view.window
        reader = None if self._finding or window is None else window.file.reader()
        if self._finding:
            self._pending += direction
        elif window is not None and reader is not None:
            self._direction = direction
            self._finding, self._counting = True, False
            self._find(self._search, reader, window.file.size_bytes, self._origin(direction), direction)
        else:
            self._found = Found(None)
            self._search.count(lambda start, length: b"", 0, lambda: False)
        self.tell()

    def end_search(self) -> None:
        """Mark nothing any more."""
        self._set_search(None)
        self._finding = self._counting = False
        self._pending = 0
        self.log_view.search(None)
        self.remove_class("searching")
        self._leave_field()

    def back(self) -> bool:
        """Leave the field, or end the search; whether there was one."""
        if self.has_class("typing"):
            self._leave_field()
            self.log_view.search(self._search.query if self._search else None, self._found.match)
            return True
        if self._search is not None:
            self.end_search()
            return True
        return False

    @on(Input.Changed)
    def mark_while_typing(self, event: Input.Changed) -> None:
        """Mark in sight what is typed so far."""
        event.stop()
        if self.has_class("typing"):
            try:
                self.log_view.search(parse_query(event.value))
            except BadSearch:
                self.log_view.search(None)

    @on(Input.Submitted)
    def search_typed(self, event: Input.Submitted) -> None:
        """Search for what was typed; nothing ends the search."""
        event.stop()
        if not event.value:
            self.end_search()
            self.post_message(self.Searched(self, None))
            return
        try:
            self.search_for(event.value)
        except BadSearch as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self._leave_field()
            self.post_message(self.Searched(self, event.value))

    @on(MatchFound)
    def show_found(self, event: MatchFound) -> None:
        """A step came to its end."""
        event.stop()
        if event.search is not self._search:
            return
        self._finding = False
        self._found = event.found
        if event.found.match is not None:
            self.log_view.show_match(event.found.match)
        if self._pending:
            direction = 1 if self._pending > 0 else -1
            self._pending -= direction
            self.step(direction)
        else:
            self._count_on()
        self.tell()

    @on(SearchFailed)
    def say_failed(self, event: SearchFailed) -> None:
        """An expression took too long: it is not searched for any more."""
        event.stop()
        if event.search is self._search:
            self.end_search()
            self.notify(event.reason, severity="warning", markup=False)
            self.tell()

    @on(Counted)
    def show_count(self, event: Counted) -> None:
        """All matches are counted."""
        event.stop()
        if event.search is self._search:
            self._counting = False
            self._counted_at = time.monotonic()
            if event.match == self._found.match:
                self._found = self._found._replace(number=event.number)
            self.tell()

    def _set_search(self, search: LogSearch | None) -> None:
        if (search is None) is not (self._search is None):
            self.post_message(self.HasSearch())
        self._search, self._found = search, Found(None)

    def _begin(self, query: LogQuery) -> None:
        self._set_search(LogSearch(query))
        self._finding = self._counting = False
        self._pending = 0
        self.log_view.search(query)
        self.add_class("searching")

    def _step_trouble(self, direction: int) -> None:
        if self._search is None or self._search.query is not TROUBLE:
            self._begin(TROUBLE)
        self.step(direction)

    def _origin(self, direction: int) -> Match:
        """Where a step begins: at the current match while that is in sight, else at the edge of what is."""
        view, match = self.log_view, self._found.match
        if match is not None and view.first_in_sight <= match.line < view.end_in_sight:
            return match
        return Match(view.first_in_sight, -1) if direction > 0 else Match(view.end_in_sight, -1)

    def _leave_field(self) -> None:
        self.remove_class("typing")
        field = self.query_one(Input)
        if self.screen.focused is field:
            before = self._focus_before
            self.screen.set_focus(before if before is not None and before.is_attached else None)

    def _count_on(self) -> None:
        window = self.log_view.window
        reader = window.file.reader() if window is not None else None
        if window is not None and reader is not None and self._search is not None:
            self._counting = True
            self._count(self._search, reader, window.file.size_bytes, self._found.match)

    @work(thread=True, group="search", exclusive=True)
    def _find(self, search: LogSearch, reader: LogReader, size_bytes: int, origin: Match, direction: int) -> None:
        with reader:
            step = search.next if direction > 0 else search.previous
            try:
                found = step(reader.read, size_bytes, origin, stopped())
            except TookTooLong as error:
                self.post_message(SearchFailed(search, str(error)))
                return
        if found is not None:
            self.post_message(MatchFound(search, found))

    @work(thread=True, group="search", exclusive=True)
    def _count(self, search: LogSearch, reader: LogReader, size_bytes: int, match: Match | None) -> None:
        is_stopped = stopped()
        with reader:
            try:
                if not search.count(reader.read, size_bytes, is_stopped):
                    return
                number = search.number_of(reader.read, size_bytes, match, is_stopped) if match is not None else None
            except TookTooLong as error:
                self.post_message(SearchFailed(search, str(error)))
                return
        self.post_message(Counted(search, match, number))


def stopped() -> Callable[[], bool]:
    """What a thread asks to learn whether it was called off."""
    worker = get_current_worker()
    return lambda: worker.is_cancelled
