"""The table of jobs: one line each, drawn straight from the views, so 10,000 rows cost what the visible ones cost."""

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from engine.observe.context import Context
from engine.observe.view import JobView
from tui.actions.keymap import Keymap
from tui.cells import row_cells
from tui.column_cells import count_width
from tui.column_table import COLUMNS
from tui.columns import GAP, NARROWEST, WIDEST, Cell, Column, Placed, place
from tui.grouping import is_heading
from tui.heading_cells import column_headings, group_cells
from tui.job_colours import JobLook
from tui.listing import NEWEST, Listing
from tui.widgets.job_rows import JobRows
from tui.widgets.row_painter import RowPainter

MARGIN = 4
"""Cells on the left: mark, pin, glyph, sign of ill health."""

NO_MATCH = "No job matches the filter; {back} shows all."
ALL_ARCHIVED = "All jobs are archived: {filter} is:archived shows them."
"""Said in a table without rows."""


class JobTable(JobRows, can_focus=True):
    """Draws the rows in columns, and takes what the mouse does to them."""

    DEFAULT_CSS = """
    JobTable {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
        overflow-x: hidden;
    }
    """

    class Opened(Message):
        """A job was clicked twice."""

    class HeadingClicked(Message):
        """Somebody wants another order."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

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
        super().__init__(look, id=id)
        self._keymap = keymap or Keymap()
        self.ascii = ascii
        self._beside = context
        context.marked = self.marked
        self._painter = RowPainter(self, ascii=ascii)
        self._columns: Sequence[Column] = COLUMNS
        self._widths: dict[str, int] = {}
        self._places: tuple[Placed, ...] = ()
        self._placed_in = -1
        """The width for which the places were chosen; they are chosen anew as soon as it is another one."""
        self._order = (NEWEST, False)
        self._empty_note = ""
        self._count_width = 0
        self._dragged: Placed | None = None
        self._was_dragged = False

    def show_columns(self, columns: Sequence[Column], widths: Mapping[str, int]) -> None:
        """Show these columns, those with a width of their own as wide as that."""
        self._columns, self._widths = columns, dict(widths)
        self._placed_in = -1
        self.refresh()

    @property
    def _placed(self) -> tuple[Placed, ...]:
        width = self._width
        if width != self._placed_in:
            self._places, self._placed_in = place(self._columns, width, MARGIN, self._widths), width
        return self._places

    @property
    def _width(self) -> int:
        """Cells of a row, also while the detail has the screen and the table none of it."""
        return self.size.width or self.app.size.width

    def show(self, listing: Listing) -> None:
        """Show the lines of a listing."""
        note = NO_MATCH if listing.query else ALL_ARCHIVED
        self._empty_note = note.format(back=self._keymap.key("back"), filter=self._keymap.key("filter"))
        self._order = listing.sort
        self._count_width = max(map(count_width, listing.epochs), default=0)
        super().show(listing)

    def refresh_row(self, job_id: str) -> None:
        """Draw one row anew; all of them where its count needs more room than theirs did."""
        view = self._look(job_id) if job_id in self._rows else None
        needed = count_width(view.record.epochs) if view is not None and view.record is not None else 0
        if needed > self._count_width:
            self._count_width = needed
            self.refresh()
        super().refresh_row(job_id)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns there is room for."""
        return tuple(placed.column for placed in self._placed)

    def with_room(self, columns: Sequence[Column], widths: Mapping[str, int]) -> frozenset[str]:
        """Keys of those of some columns for which there is room at the present width."""
        return frozenset(placed.column.key for placed in place(columns, self._width, MARGIN, widths))

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
            left_out = len(self._columns) - len(self._placed)
            headings = column_headings(self._placed, self._order, left_out=left_out, ascii=self.ascii)
            return self._painter.strip(headings, "", width)
        row = y - 1 + self.scroll_offset.y
        if not self._lines and row == 0:
            return self._painter.strip([Cell(MARGIN, width - MARGIN, self._empty_note, "dim")], "", width)
        if row >= len(self._lines):
            return Strip.blank(width, self._painter.style("", ""))
        line_id = self._lines[row]
        cursor = "cursor" if line_id == self.selected else ""
        if is_heading(line_id):
            cells = group_cells(self._headings[line_id], width, self.marked, ascii=self.ascii)
            return self._painter.strip(cells, cursor or "group-row", width)
        view = self._look(line_id)
        if view is None:  # Removed since; the next look at the store says so.
            return Strip.blank(width, self._painter.style("", ""))
        cells = row_cells(view, self._placed, ascii=self.ascii, context=self._beside, count_width=self._count_width)
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
