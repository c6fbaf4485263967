"""The rows of the job table: which there are, which one is under the cursor, and which are marked."""

from collections.abc import Callable, Mapping, Sequence

from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from engine.observe.view import JobView
from tui.grouping import Heading, is_heading
from tui.job_colours import JobColours, JobLook
from tui.listing import Listing

MOST_COLOURED = 64
"""So many marked jobs have a colour each."""


class JobRows(ScrollView):
    """Keeps jobs in rows, one of them under the cursor and any of them marked; `JobTable` draws them.

    The cursor and the marks belong to job ids, never to row numbers, so an action cannot hit a neighbour after the
    rows have moved.

    Args:
        look: Returns the view of a job.
        id: Of the widget.
    """

    selected: reactive[str | None] = reactive(None)
    """Id of the job under the cursor."""

    class Selected(Message):
        """Another job is under the cursor."""

    class Marked(Message):
        """Other jobs are marked than before."""

    def __init__(self, look: Callable[[str], JobView | None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._look = look
        self.marked: set[str] = set()
        """Ids of the marked jobs."""
        self.colours = JobColours()
        """Each marked job has the colour of its curve in a comparison."""
        self._mark_looks: dict[str, JobLook] = {}
        self._lines: Sequence[str] = ()
        self._headings: Mapping[str, Heading] = {}
        self._rows: dict[str, int] = {}

    def show(self, listing: Listing) -> None:
        """Show the lines of a listing."""
        lines = listing.lines
        rows = {line_id: row for row, line_id in enumerate(lines)}
        old_row = self._rows.get(self.selected or "", 0)
        self._lines, self._headings, self._rows = lines, listing.headings, rows
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
        for line_id in (job_id, *self._headings):  # A heading counts the marks below it.
            self.refresh_row(line_id)
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


def _job_at(lines: Sequence[str], row: int) -> str | None:
    """The job on a row, or below it; a heading where there is none."""
    if not lines:
        return None
    row = min(row, len(lines) - 1)
    return next((line_id for line_id in lines[row : row + 2] if not is_heading(line_id)), lines[row])
