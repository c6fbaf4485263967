"""Drawing one row of a log: the program's colours, the kind of line, what was searched for, what is selected."""

import re
from itertools import pairwise
from time import monotonic
from weakref import WeakKeyDictionary

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from engine.expression.expression import NotYet, TookTooLong
from engine.observe.error_lines import ERROR, WARNING
from engine.observe.ink import PLAIN, Ink
from engine.observe.log_query import LogQuery
from engine.observe.log_records import LogRecord
from engine.observe.log_search import Match
from engine.observe.terminal_text import TextLine
from tui.log_colours import ink_style
from tui.log_rows import Row
from tui.widgets.blending import blended

_SIMULATION = re.compile(r"\bSIMULATION\b")

KINDS = ((ERROR, "$text-error"), (WARNING, "$text-warning"), (_SIMULATION, "italic $text-accent"))
"""Lines that stand out as a whole where the program did not colour them itself."""

PLAIN_LINE = "$foreground 85%"
"""All other lines."""

FOUND = Style(underline=True)
"""On what was searched for, besides a colour: not everybody sees one."""

PATIENCE = 3
"""After so many late answers what is searched for is marked no more: the panel waited for each."""

AGAIN_S = 0.2
"""How long it is not asked again after a late answer, which may be the fault of a busy machine."""

START_S = 1.0
"""A start that takes so long, as on a busy machine, counts for one late answer."""

SOON_S = 0.03
"""The same where nothing was wrong: the search is just beginning, or the other lines of the screen follow."""

SEARCHED_S = 0.008
"""So long the lines of one frame may be searched before another is begun: that may take a line's own limit besides."""

FRAME_S = 0.01
"""Lines that follow each other within so long belong to one frame."""

CURRENT = Style(reverse=True, bold=True, underline=False)
"""On the match that `n` and `N` go on from."""


class LogDrawing:
    """Draws rows of one log on a widget's theme.

    Args:
        widget: Whose styles they are.
    """

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {}
        self._kinds: WeakKeyDictionary[LogRecord, tuple[str, ...]] = WeakKeyDictionary()
        self._found: WeakKeyDictionary[LogRecord, tuple[list[tuple[int, int]], ...]] = WeakKeyDictionary()
        self._query: LogQuery | None = None
        self._late = 0.0
        """How often the search had no answer soon enough for the screen."""
        self._late_until = 0.0
        self._searched_at_s = self._spent_s = 0.0
        """When a line was searched last, and how long those of its frame took."""
        self.current: Match | None = None
        """The match that stands out among the others."""

    @property
    def query(self) -> LogQuery | None:
        """What is searched for; its matches are marked."""
        return self._query

    @query.setter
    def query(self, query: LogQuery | None) -> None:
        if query != self._query:
            self._query = query
            self._late = self._late_until = 0.0
            self._found.clear()

    def forget_styles(self) -> None:
        """There is another theme."""
        self._styles.clear()

    def style(self, name: str) -> Style:
        """A style of the theme, named as in markup."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = blended(self._widget, name)
        return style

    def found(self, record: LogRecord) -> tuple[list[tuple[int, int]], ...]:
        """What matches in each line of a record."""
        found = self._found.get(record)
        if found is None:
            query = self._query
            if query is None:
                return tuple([] for _ in record.lines)
            if self._late >= PATIENCE or monotonic() < self._late_until:
                return tuple([] for _ in record.lines)
            try:
                found = tuple(self._spans(query, line.text) for line in record.lines)
            except NotYet:
                return self._later(record, SOON_S / START_S, SOON_S)
            except TookTooLong:
                return self._later(record, 1, AGAIN_S)
            if self._spent_s > SEARCHED_S:  # Each line was quick enough, but there are others to draw.
                self._later(record, 0, SOON_S)
            self._found[record] = found
        return found

    def _spans(self, query: LogQuery, text: str) -> list[tuple[int, int]]:
        """What matches in a line, counted against what a frame has for all of its lines."""
        began_s = monotonic()
        if began_s - self._searched_at_s > FRAME_S:
            self._spent_s = 0.0
        try:
            return query.spans(text)
        finally:
            self._searched_at_s = monotonic()
            self._spent_s += self._searched_at_s - began_s

    def _later(self, record: LogRecord, late: float, after_s: float) -> tuple[list[tuple[int, int]], ...]:
        """Mark nothing more now, and ask again after a while unless the answers were late too often."""
        self._late += late
        self._late_until = monotonic() + after_s
        if self._late < PATIENCE:
            self._widget.set_timer(after_s, self._widget.refresh)
        return tuple([] for _ in record.lines)

    def place_of(self, record: LogRecord, match: Match) -> tuple[int, int] | None:
        """Line and character of a record at which a match is shown; None where it was drawn over."""
        nth = match.nth
        for number, spans in enumerate(self.found(record)):
            if nth < len(spans):
                return number, spans[nth][0]
            nth -= len(spans)
        return None

    def row(self, record: LogRecord, row: Row, selected: tuple[int, int] | None) -> Strip:
        """One row.

        Args:
            record: What it belongs to.
            row: Which part of that.
            selected: Characters of the row that are selected; an end of -1 is the row's.
        """
        line = record.lines[row.line]
        base = self.style(self._kind(record)[row.line])
        if not line.spans and self._query is None and selected is None:
            return Strip([Segment(line.text[row.start : row.end], base)])
        painted = [(span.start, span.end, self._ink(span.ink)) for span in line.spans]
        current = self.place_of(record, self.current) if self._is_current(record) and self.current else None
        for start, end in self.found(record)[row.line]:
            painted.append((start, end, CURRENT if current == (row.line, start) else self._mark()))
        if selected is not None:
            end = row.end if selected[1] < 0 else row.start + selected[1]
            painted.append((row.start + selected[0], end, self._selection()))
        return Strip(_segments(line, row, base, painted))

    def _kind(self, record: LogRecord) -> tuple[str, ...]:
        kinds = self._kinds.get(record)
        if kinds is None:
            kinds = self._kinds[record] = tuple(
                next((style for pattern, style in KINDS if pattern.search(line.text)), PLAIN_LINE)
                if all(span.ink.front is None for span in line.spans)
                else PLAIN_LINE
                for line in record.lines
            )
        return kinds

    def _is_current(self, record: LogRecord) -> bool:
        return self.current is not None and record.start <= self.current.line < record.end

    def _ink(self, ink: Ink) -> Style:
        if ink == PLAIN:
            return Style.null()
        text, back = self.style(PLAIN_LINE), self.style("")
        return ink_style(ink, _colour_of(text.color, "#d6dde4"), _colour_of(back.bgcolor, "#000000"))

    def _mark(self) -> Style:
        return Style(bgcolor=self.style("on $warning 35%").bgcolor) + FOUND

    def _selection(self) -> Style:
        return self._widget.screen.get_component_rich_style("screen--selection")


def _colour_of(colour: RichColor | None, otherwise: str) -> Color:
    return Color.from_rich_color(colour) if colour is not None else Color.parse(otherwise)


def _segments(line: TextLine, row: Row, base: Style, painted: list[tuple[int, int, Style]]) -> list[Segment]:
    """Cut a row where its style changes; what was painted later lies on top."""
    cuts = {row.start, row.end}
    for start, end, _ in painted:
        cuts.update(cut for cut in (start, end) if row.start < cut < row.end)
    places = sorted(cuts)
    segments = []
    for start, end in pairwise(places):
        style = base
        for first, last, over in painted:
            if first <= start < last:
                style += over
        segments.append(Segment(line.text[start:end], style))
    return segments
