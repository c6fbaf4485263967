"""The table of jobs: one line each, drawn straight from the views, so 10,000 rows cost what the visible ones cost."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.observe.view import JobView
from tui.cells import Cell, row_cells
from tui.columns import COLUMNS, Placed, place
from tui.job_colours import HUES, JobColours, JobLook
from tui.themes import COLOURS
from tui.widgets.blending import blended

MARGIN = 4
"""Cells on the left: mark, space, glyph, space."""

MOST_COLOURED = 64
"""So many marked jobs have a colour each."""

LOOKS = COLOURS | {
    "": "", "heading": "bold $foreground 60%", "cursor": "on $primary 16%",
    "name": "bold $foreground", "strong": "$foreground", "dim": "$foreground 60%", "track": "$foreground 20%",
    "trend": "$secondary", "old-trend": "$foreground 40%", "completed-bar": "$success 45%",
    "error-bar": "$error 45%", "stopped-bar": "$accent 45%", "simulation": "italic $warning",
    **{f"mark-{hue}": f"bold {colour}" for hue, colour in enumerate(HUES)},
}  # fmt: skip
"""How each style of `tui.cells` and of the rows looks, as in Textual's markup."""


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

        def __init__(self, job_id: str | None) -> None:
            super().__init__()
            self.job_id = job_id

    class Opened(Message):
        """A job was clicked twice."""

    class HeadingClicked(Message):
        """Somebody wants another order."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii = ascii
        self.marked: set[str] = set()
        """Ids of the marked jobs."""
        self.colours = JobColours()
        """Each marked job has the colour of its curve in a comparison."""
        self._mark_looks: dict[str, JobLook] = {}
        self._views: list[JobView] = []
        self._rows: dict[str, int] = {}
        self._placed: tuple[Placed, ...] = ()
        self._styles: dict[tuple[str, str], Style] = {}
        self._order = ("newest", False)

    def show(
        self, views: Sequence[JobView], *, order: str, reverse: bool, changed: frozenset[str] | None = None
    ) -> None:
        """Show these jobs in this order.

        Args:
            views: All rows from the top.
            order: Which order they are in, for the arrow in the heading.
            reverse: Whether it is turned round.
            changed: Ids of the jobs that look different if the rows are the same as before; None redraws all.
        """
        rows = {view.job_id: row for row, view in enumerate(views)}
        same = changed is not None and rows == self._rows and self._order == (order, reverse)
        old_row = self._rows.get(self.selected or "", 0)
        self._views, self._rows, self._order = list(views), rows, (order, reverse)
        self.marked &= rows.keys()
        if self.selected not in rows:
            # The job under the cursor is gone: the cursor stays where it is on the screen.
            self.selected = views[min(old_row, len(views) - 1)].job_id if views else None
        if same and changed is not None:
            for job_id in changed & rows.keys():
                self.refresh_row(job_id)
            return
        self.virtual_size = Size(self.size.width, len(views) + 1)
        if self.is_mounted:
            self._scroll_to_cursor()
        self.refresh()

    @property
    def row_count(self) -> int:
        """How many jobs are shown."""
        return len(self._views)

    @property
    def position(self) -> tuple[int, int]:
        """The row of the cursor, from 0, and how many rows there are."""
        return self._rows.get(self.selected or "", 0), len(self._views)

    def refresh_row(self, job_id: str) -> None:
        """Draw one row anew."""
        row = self._rows.get(job_id)
        if row is not None:
            line = row + 1 - self.scroll_offset.y
            if 0 < line < self.size.height:
                self.refresh(Region(0, line, self.size.width, 1))

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows; it stops at the ends."""
        if self._views:
            row = self._rows.get(self.selected or "", 0) + rows
            self.selected = self._views[min(max(row, 0), len(self._views) - 1)].job_id

    def move_to(self, job_id: str) -> None:
        """Put the cursor on a job, if it is shown."""
        if job_id in self._rows:
            self.selected = job_id

    def mark(self) -> None:
        """Mark the selected job, or unmark it, and go to the next one."""
        if self.selected is not None:
            self.marked ^= {self.selected}
            self.refresh_row(self.selected)
            self.move(1)

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

    def watch_selected(self, old: str | None, new: str | None) -> None:
        """Redraw the two rows concerned and say where the cursor is now."""
        for job_id in (old, new):
            if job_id is not None:
                self.refresh_row(job_id)
        if self.is_mounted:
            self._scroll_to_cursor()
        self.post_message(self.Selected(new))

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
        """Lay the columns out anew."""
        self._placed = place(COLUMNS, self.size.width, MARGIN)
        self.virtual_size = Size(self.size.width, len(self._views) + 1)
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the heading stays on top while the rows scroll below it."""
        if not self._placed:
            self._placed = place(COLUMNS, self.size.width, MARGIN)
        if y == 0:
            return self._strip(self._heading(), "")
        row = y - 1 + self.scroll_offset.y
        if row >= len(self._views):
            return Strip.blank(self.size.width, self._style("", ""))
        view = self._views[row]
        cells = row_cells(view, self._placed, ascii=self.ascii)
        if view.job_id in self.marked:
            look = self.mark_looks().get(view.job_id, JobLook(0))
            cells.insert(0, Cell(0, 1, look.sign(ascii=self.ascii), f"mark-{look.hue}"))
        return self._strip(cells, "cursor" if view.job_id == self.selected else "")

    def _heading(self) -> list[Cell]:
        cells = []
        for placed in self._placed:
            column, text = placed.column, placed.column.heading
            arrow = ""
            if column.sort and column.sort == self._order[0]:
                arrow = ("^" if self._order[1] else "v") if self.ascii else ("▴" if self._order[1] else "▾")
            text = f"{arrow}{text}" if column.numeric else f"{text}{arrow}"
            cells.append(Cell(placed.start, placed.width, text, "heading", right=column.numeric))
        return cells

    def _strip(self, cells: Sequence[Cell], row_style: str) -> Strip:
        width = self.size.width
        texts: list[str] = []
        styles = []
        position = 0
        for cell in sorted(cells, key=lambda cell: cell.start):
            room = min(cell.width, width - cell.start)
            if room <= 0 or cell.start < position:
                continue
            gap = " " * (cell.start - position)
            if texts:
                texts[-1] += gap  # Blanks look alike in every style of a row, and each segment costs.
            elif gap:
                texts.append(gap)
                styles.append(self._style(row_style, ""))
            text = _fit(cell.text, room, self.ascii)
            if cell.right:
                text = " " * (room - cell_len(text)) + text
            texts.append(set_cell_size(text, room))
            styles.append(self._style(row_style, cell.style))
            position = cell.start + room
        texts.append(" " * max(0, width - position))
        styles.append(self._style(row_style, ""))
        return Strip(map(Segment, texts, styles), width)

    def _style(self, row: str, cell: str) -> Style:
        """A cell's style on its row, colours that let the background through blended with it."""
        style = self._styles.get((row, cell))
        if style is None:
            style = self._styles[row, cell] = blended(self, LOOKS[row], LOOKS[cell])
        return style

    def on_click(self, event: events.Click) -> None:
        """Select the row under the mouse; a heading sorts, a second click opens."""
        if event.y == 0:
            for placed in self._placed:
                if placed.column.sort and placed.start <= event.x < placed.start + placed.width:
                    self.post_message(self.HeadingClicked(placed.column.sort))
            return
        row = event.y - 1 + self.scroll_offset.y
        if row < len(self._views):
            self.selected = self._views[row].job_id
            if event.x < 2:
                self.marked ^= {self._views[row].job_id}
                self.refresh_row(self._views[row].job_id)
            elif event.chain == 2:
                self.post_message(self.Opened())


def _fit(text: str, width: int, ascii: bool) -> str:
    if ascii:
        text = text.encode("ascii", "replace").decode("ascii")
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + ("~" if ascii else "…")
