"""The table of jobs: one line each, drawn straight from the views, so 10,000 rows cost what the visible ones cost."""

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.observe.context import Context
from engine.observe.view import JobView
from tui.actions.keymap import Keymap
from tui.cells import row_cells
from tui.column_table import COLUMNS
from tui.columns import GAP, NARROWEST, WIDEST, Cell, Column, Placed, place
from tui.grouping import Heading, is_heading
from tui.heading_cells import column_headings, group_cells
from tui.job_colours import JobColours, JobLook
from tui.listing import NEWEST, Listing
from tui.widgets.row_painter import RowPainter

MARGIN = 4
"""Cells on the left: mark, pin, glyph, sign of ill health."""

NO_MATCH = "No job matches the filter; {back} shows all."
ALL_ARCHIVED = "All jobs are archived: {filter} is:archived shows them."
"""Said in a table without rows."""

MOST_COLOURED = 64
"""So many marked jobs have a colour each."""


class JobTable(ScrollView, can_focus=True):
    """Shows jobs, one of them under the cursor and any of them marked.

    The cursor and the marks belong to job ids, never to row numbers, so an action cannot hit a neighbour after the
    rows have moved.
    """

    DEFAULT_CSS = """
    JobTable {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
        overflow-x: hidden;
    }
    """

    selected: reactive[str | None] = reactive(None)
    """Id of the job under the cursor."""

    class Selected(Message):
        """Another job is under the cursor."""

    class Opened(Message):
        """A job was clicked twice."""

    class HeadingClicked(Message):
        """Somebody wants another order."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

    class Marked(Message):
        """Other jobs are marked than before."""

    class HeadingToggled(Message):
        """The line above a group was clicked."""

        def __init__(self, heading_id: str) -> None:
            super().__init__()
            self.heading_id = heading_id

    class ColumnResized(Message):
        """The edge of a column was dragged."""

        def __init__(self, key: str, width: int) -> None:
            super().__init__()
            self.key = key
            self.width = width

    def __init__(
        self, look: Callable[[str], JobView | None], context: Context, keymap: Keymap | None = None, *,
        ascii: bool = False, id: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self._keymap = keymap or Keymap()
        self.ascii = ascii
        self._look = look
        self._beside = context
        self.marked: set[str] = set()
        """Ids of the marked jobs."""
        self.colours = JobColours()
        """Each marked job has the colour of its curve in a comparison."""
        self._mark_looks: dict[str, JobLook] = {}
        context.marked = self.marked
        self._painter = RowPainter(self, ascii=ascii)
        self._lines: Sequence[str] = ()
        self._headings: Mapping[str, Heading] = {}
        self._rows: dict[str, int] = {}
        self._columns: Sequence[Column] = COLUMNS
        self._widths: dict[str, int] = {}
        self._places: tuple[Placed, ...] = ()
        self._placed_in = -1
        """The width for which the places were chosen; they are chosen anew as soon as it is another one."""
        self._order = (NEWEST, False)
        self._empty_note = ""
        self._dragged: Placed | None = None
        self._was_dragged = False

    def show_columns(self, columns: Sequence[Column], widths: Mapping[str, int]) -> None:
        """Show these columns, those with a width of their own as wide as that."""
        self._columns, self._widths = columns, dict(widths)
        self._placed_in = -1
        self.refresh()

    @property
    def _placed(self) -> tuple[Placed, ...]:
        width = self.size.width
        if width != self._placed_in:
            self._places, self._placed_in = place(self._columns, width, MARGIN, self._widths), width
        return self._places

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns there is room for."""
        return tuple(placed.column for placed in self._placed)

    def show(self, listing: Listing) -> None:
        """Show the lines of a listing."""
        lines = listing.lines
        rows = {line_id: row for row, line_id in enumerate(lines)}
        old_row = self._rows.get(self.selected or "", 0)
        self._lines, self._headings, self._rows, self._order = lines, listing.headings, rows, listing.sort
        note = NO_MATCH if listing.query else ALL_ARCHIVED
        self._empty_note = note.format(back=self._keymap.key("back"), filter=self._keymap.key("filter"))
        if self.marked:
            # A filter on the way to another one may show none of them: only what is gone loses its mark.
            self.marked.intersection_update([job_id for job_id in self.marked if self._look(job_id) is not None])
        if self.selected not in rows:
            # The job under the cursor is gone: the cursor stays where it is on the screen, or on the closed heading.
            inside = next((each for each in listing.headings.values() if self.selected in each.job_ids), None)
            self.selected = inside.id if inside is not None and inside.id in rows else _job_at(lines, old_row)
        self.virtual_size = Size(self.size.width, len(lines) + 1)
        if self.is_mounted:
            self._scroll_to_cursor()
        self.refresh()

    @property
    def row_count(self) -> int:
        """How many lines are shown."""
        return len(self._lines)

    @property
    def position(self) -> tuple[int, int]:
        """The row of the cursor, from 0, and how many rows there are."""
        return self._rows.get(self.selected or "", 0), len(self._lines)

    def refresh_row(self, job_id: str) -> None:
        """Draw one row anew."""
        row = self._rows.get(job_id)
        if row is not None:
            line = row + 1 - self.scroll_offset.y
            if 0 < line < self.size.height:
                self.refresh(Region(0, line, self.size.width, 1))

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows; it stops at the ends."""
        if self._lines:
            row = self._rows.get(self.selected or "", 0) + rows
            self.selected = self._lines[min(max(row, 0), len(self._lines) - 1)]

    def move_job(self, jobs: int) -> None:
        """Move the cursor to the next job or the one before, over headings."""
        step = 1 if jobs > 0 else -1
        row = self._rows.get(self.selected or "", 0) + jobs
        while 0 <= row < len(self._lines) and is_heading(self._lines[row]):
            row += step
        if 0 <= row < len(self._lines):
            self.selected = self._lines[row]

    def move_to(self, job_id: str) -> None:
        """Put the cursor on a job, if it is shown."""
        if job_id in self._rows:
            self.selected = job_id

    def mark(self) -> None:
        """Mark the selected job or all of the selected group, or unmark it, and go to the next one."""
        if self.selected is not None:
            heading = self._headings.get(self.selected)
            if heading is not None:
                self.mark_all(heading.job_ids)
            else:
                self._turn_mark(self.selected)
            self.move(1)

    def _turn_mark(self, job_id: str) -> None:
        self.marked ^= {job_id}
        self.refresh_row(job_id)
        self.post_message(self.Marked())

    def mark_all(self, job_ids: Sequence[str]) -> None:
        """Mark all of these, or unmark them if all are marked."""
        if self.marked.issuperset(job_ids):
            self.marked.difference_update(job_ids)
        else:
            self.marked.update(job_ids)
        self.refresh()
        self.post_message(self.Marked())

    def mark_looks(self) -> dict[str, JobLook]:
        """Colour and sign of each marked job; of more than anybody compares, none has its own."""
        if len(self.marked) > MOST_COLOURED:
            return {}
        if self._mark_looks.keys() != self.marked:
            self._mark_looks = self.colours.beside_each_other(self.marked)
        return self._mark_looks

    def unmark_all(self) -> None:
        """Remove all marks."""
        self.marked.clear()
        self.refresh()
        self.post_message(self.Marked())

    def watch_selected(self, old: str | None, new: str | None) -> None:
        """Redraw the two rows concerned and say where the cursor is now."""
        for job_id in (old, new):
            if job_id is not None:
                self.refresh_row(job_id)
        if self.is_mounted:
            self._scroll_to_cursor()
        self.post_message(self.Selected())

    def _scroll_to_cursor(self) -> None:
        row = self._rows.get(self.selected or "")
        visible = self.size.height - 1
        if row is None or visible <= 0:
            return
        top = self.scroll_offset.y
        if row < top:
            self.scroll_to(y=row, animate=False)
        elif row >= top + visible:
            self.scroll_to(y=row - visible + 1, animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Take the room there is now."""
        self.refresh()
        self.virtual_size = Size(self.size.width, len(self._lines) + 1)
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._painter.forget_styles()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the heading stays on top while the rows scroll below it."""
        width = self.size.width
        if y == 0:
            return self._painter.strip(column_headings(self._placed, self._order, ascii=self.ascii), "", width)
        row = y - 1 + self.scroll_offset.y
        if not self._lines and row == 0:
            return self._painter.strip([Cell(MARGIN, width - MARGIN, self._empty_note, "dim")], "", width)
        if row >= len(self._lines):
            return Strip.blank(width, self._painter.style("", ""))
        line_id = self._lines[row]
        cursor = "cursor" if line_id == self.selected else ""
        if is_heading(line_id):
            cells = group_cells(self._headings[line_id], width, ascii=self.ascii)
            return self._painter.strip(cells, cursor or "group-row", width)
        view = self._look(line_id)
        if view is None:  # Removed since; the next look at the store says so.
            return Strip.blank(width, self._painter.style("", ""))
        cells = row_cells(view, self._placed, ascii=self.ascii, context=self._beside)
        if line_id in self.marked:
            look = self.mark_looks().get(line_id, JobLook(0))
            cells.insert(0, Cell(0, 1, look.sign(ascii=self.ascii), f"mark-{look.hue}"))
        return self._painter.strip(cells, cursor, width)

    def on_click(self, event: events.Click) -> None:
        """Select the row under the mouse; a heading sorts or opens its group, a second click opens a job."""
        if self._was_dragged:
            self._was_dragged = False
            return
        if event.y == 0:
            for placed in self._placed:
                if placed.column.sortable and placed.start <= event.x < placed.start + placed.width:
                    self.post_message(self.HeadingClicked(placed.column.key))
            return
        row = event.y - 1 + self.scroll_offset.y
        if row >= len(self._lines):
            return
        self.selected = line_id = self._lines[row]
        if is_heading(line_id):
            self.post_message(self.HeadingToggled(line_id))
        elif event.x < 2:
            self._turn_mark(line_id)
        elif event.chain == 2:
            self.post_message(self.Opened())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the edge of a column."""
        self._was_dragged = False
        if event.y == 0:
            edges = (placed for placed in self._placed if 0 <= event.x - placed.start - placed.width < GAP)
            self._dragged = next(edges, None)
            if self._dragged is not None:
                self._was_dragged = True
                self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Make the column as wide as the mouse says."""
        if self._dragged is not None:
            width = max(NARROWEST, min(WIDEST, event.x - self._dragged.start))
            self.show_columns(self._columns, self._widths | {self._dragged.column.key: width})

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of the edge."""
        dragged, self._dragged = self._dragged, None
        if dragged is not None:
            self.release_mouse()
            key = dragged.column.key
            if key in self._widths:
                self.post_message(self.ColumnResized(key, self._widths[key]))


def _job_at(lines: Sequence[str], row: int) -> str | None:
    """The job on a row, or below it; a heading where there is none."""
    if not lines:
        return None
    row = min(row, len(lines) - 1)
    return next((line_id for line_id in lines[row : row + 2] if not is_heading(line_id)), lines[row])
