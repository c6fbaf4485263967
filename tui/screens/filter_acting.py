"""The filter of the table: typed, checked while it is typed, and left."""

import re
import time
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.widgets import Input, Static

from engine.observe.predicate import predicate
from engine.observe.query import EVERYTHING, parse
from engine.observe.query_fields import FIELDS
from engine.observe.query_lexis import QueryError
from engine.observe.query_tree import Query
from engine.observe.store import Diff
from engine.text import clean
from tui.pointed_fault import pointed
from tui.screens.table_acting import TableActing
from tui.widgets.job_table import JobTable

if TYPE_CHECKING:
    from tui.widgets.word_input import WordInput

PLACEHOLDER = "words, or state:running loss<0.1 lr>=1e-3 tag:v2 -name:smoke since:2h"
"""Shows in an empty line what can be typed."""

UNFINISHED = re.compile(r"(?:[\s|-]|(?<!\S)(?:OR|AND|NOT))+\Z")
"""What may not stand at the end of a filter."""

ONE_OF = "one of "
"""Before the words that may follow a colon, while none has been typed."""

NAMES_FOR_S = 5.0
"""How long the names of all parameters and metrics are taken to be known while jobs change; 10,000 cost 10 ms."""


MANY, PREPARED_AT_ONCE = 1_000, 1_000
"""From how many jobs on they are made ready to be searched, and how many at once: a thousand take 5 ms."""


class FilterActing(TableActing):
    """Filters while typing; the last filter that could be read stays in force."""

    _names: frozenset[str] = frozenset()
    _values: Mapping[str, Collection[str]] = MappingProxyType({})
    """What fields of text hold, to be offered."""
    _named_s = float("-inf")
    _named_at = -1
    """When they were gathered, and what the store had taken over by then."""
    _unprepared: Iterator[str] | None = None
    """Ids of jobs that have not been made ready for a search; None before anybody looked."""
    _fault = ""
    _field: "WordInput | None" = None
    """The line in which the filter is typed, once it was needed."""
    _is_filtering = False
    """Whether the filter is being typed. No class of the screen: that would style all of its widgets anew."""

    def names(self) -> frozenset[str]:
        """Parameters and metrics that jobs have."""
        if self._named_at != self._store.changes and time.monotonic() - self._named_s > NAMES_FOR_S:
            self._named_at = self._store.changes
            records = [view.record for view in self._store if view.record is not None]
            tags = {tag for view in self._store for tag in self.context.tags(view)}
            self._names, self._named_s = self._store.names(), time.monotonic()
            self._values = {"recipe": {record.recipe for record in records}, "tag": tags}
        return self._names

    def query_of(self, text: str) -> Query:
        """The filter that a text means; one that cannot be read shows everything."""
        try:
            return parse(text)
        except QueryError:
            return EVERYTHING

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        if event.value == self.arrangement.filter and not self._fault:
            return
        if not event.input.has_focus:  # Letters of a burst whose last key has left the line.
            event.input.value = self.arrangement.filter
            return
        try:
            query = parse(event.value, self.names())
        except QueryError as error:
            from engine.observe.query_hints import choices

            words = choices(event.value, self._values)
            self._say_fault(f"{ONE_OF}{', '.join(words)}" if words else error.sentence, error.told_at)
            return
        self._say_fault("")
        self.rearrange(filter=self._without_unfinished(event.value, query))

    def _without_unfinished(self, text: str, query: Query) -> str:
        """The text without a last word that no job holds and that may become a field: `los` on the way to `loss<1`."""
        last = query.terms[-1] if query.terms and not text[-1:].isspace() else None
        if last is None or last.field or len(last.values) > 1 or not text.endswith(last.values[0]):
            return text
        word = last.values[0]
        test = predicate(query, self.context)
        if not any(name.startswith(word) for name in (*FIELDS, *self.names())) or any(map(test, self._store)):
            return text
        before = UNFINISHED.sub("", text[: -len(word)])
        try:
            parse(before)
        except QueryError:
            return text
        return before

    def _say_fault(self, fault: str, position: int = 0) -> None:
        """Say below the line why it cannot be read.

        Args:
            fault: What is wrong, or nothing.
            position: Letters before the place.
        """
        self._fault = fault
        lines = list(self.query("#filter-fault").results(Static))
        if fault and not lines:
            lines = [Static(id="filter-fault", markup=False)]
            self.mount(lines[0], after=self._field)
        for line in lines:
            line.update(self._beneath(clean(fault, 300), position))
            line.display = bool(fault)
        self.say_matches()

    def _beneath(self, fault: str, position: int) -> str:
        if self._field is None:
            return fault
        place = cell_len(self._field.value[:position]) - round(self._field.scroll_offset.x)
        return pointed(fault, place, self._field.size.width)

    def say_matches(self) -> None:
        """Say at the end of the line how many jobs match."""
        if self._field is not None:
            kept = " as before" if self._fault else ""
            self._field.words = f"{len(self.listing.job_ids):,} of {len(self._store):,}{kept}"

    @on(Input.Submitted, "#filter")
    def filter_kept(self, event: Input.Submitted) -> None:
        """Go on in the filtered table, the last word included."""
        if not self._fault and event.value != self.arrangement.filter:
            self.rearrange(filter=event.value)
        self._leave_filter()

    def filter_field(self) -> "WordInput":
        """The line, made when it is first needed."""
        from tui.widgets.word_input import Hints, WordInput

        if self._field is not None:
            return self._field
        hints = Hints(self._complete)
        text = self.arrangement.filter
        field = WordInput(text, placeholder=PLACEHOLDER, id="filter", compact=True, suggester=hints)
        self._field = field
        self.mount(field, before=self.detail)
        self.say_matches()
        return field

    def _complete(self, text: str) -> str | None:
        from engine.observe.query_hints import completed

        names = self.names()
        return completed(text, names, self._values)

    def _leave_filter(self) -> None:
        self._is_filtering = False
        field = self.filter_field()
        if self._fault:  # What cannot be read does not stay in the line.
            field.value = self.arrangement.filter
            self._say_fault("")
        field.display = bool(self.arrangement.filter)
        self.focus_jobs()

    def action_filter(self) -> None:
        """Type what to filter by."""
        self.set_opened(False)
        self._is_filtering = True
        field = self.filter_field()
        # At once, not at the next refresh: keys that follow in the same breath belong to the filter.
        field.display = True
        self.set_focus(field)

    def drop_filter(self) -> bool:
        """Show all jobs again, and say whether there was a filter."""
        if not self._is_filtering and not self.arrangement.filter:
            return False
        if self._field is not None:
            self._fault = ""
            for line in self.query("#filter-fault").results(Static):
                line.display = False
            self.rearrange(filter="")
            self.filter_field().value = ""
            self._leave_filter()
        else:
            self.rearrange(filter="")
        return True

    def prepare_search(self) -> None:
        """Make the words of some more jobs ready to be searched: all at the first letter would be felt."""
        if self._unprepared is None and len(self._store) >= MANY:
            self._unprepared = iter([view.job_id for view in self._store])
        for job_id in islice(self._unprepared or (), PREPARED_AT_ONCE):
            view = self._store.get(job_id)
            if view is not None:
                self.context.text(view)

    def show_filter(self) -> None:
        """Show the line while there is a filter, or one is being typed."""
        shown = self._is_filtering or bool(self.arrangement.filter)
        if shown or self._field is not None:
            field = self.filter_field()
            if field.display != shown:
                field.display = shown
        self.say_matches()

    @on(JobTable.Marked)
    def marks_changed(self) -> None:
        """Count the marks, and ask every job again whether it is shown, where that depends on them."""
        self.say_marks()
        if any(term.field == "is" for term in self.listing.query.terms):
            self.refresh_jobs(Diff(), rearranged=True)
