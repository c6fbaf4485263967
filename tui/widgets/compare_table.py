"""Several jobs beside each other in columns: parameters and results, the winner of each row marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.observe.compare.sheet import Line, Section
from tui.compare_columns import Layout, layout
from tui.job_colours import JobLook
from tui.widgets.blending import blended

LOOKS = {
    "": "", "section": "bold $dim", "label": "$foreground 75%", "value": "$foreground",
    "alike": "$dim", "winner": "bold $success", "faulty": "bold $error", "empty": "italic $dim",
    "column": "on $primary 16%", "name": "bold $foreground",
}  # fmt: skip
"""How each part looks, as in Textual's markup."""

WINNER = ("★", "*")
"""Stands before a value that has won, in Unicode and in ASCII."""


@dataclass(frozen=True)
class Heading:
    """What stands above a column."""

    name: str
    look: JobLook


class CompareTable(ScrollView, can_focus=True):
    """Shows a sheet; one column is under the cursor.

    Args:
        all_key: What is pressed to see all parameters.
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    CompareTable {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
        overflow-x: hidden;
    }
    """

    column: reactive[int] = reactive(0)
    """Index of the column under the cursor."""

    class Chosen(Message):
        """A column was clicked twice."""

    class Moved(Message):
        """Another column is under the cursor."""

    def __init__(self, all_key: str, *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._all_key = all_key
        self.ascii = ascii
        self._lines: tuple[Line, ...] = ()
        self._rows: list[Line | Section | str] = []
        self._headings: tuple[Heading, ...] = ()
        self._layout = Layout()
        self._styles: dict[tuple[str, ...], Style] = {}

    def show(self, lines: Sequence[Line], headings: Sequence[Heading]) -> None:
        """Show these rows.

        Args:
            lines: From above, those of a section together.
            headings: One for each column.
        """
        self._lines, self._headings = tuple(lines), tuple(headings)
        self._rows = []
        for section in Section:
            inside = [line for line in lines if line.section is section]
            if inside or section is Section.PARAMETERS:
                self._rows.append(section)
                self._rows.extend(inside or [f"no parameter differs: {self._all_key} shows all"])
        self.set_reactive(CompareTable.column, max(0, min(self.column, len(headings) - 1)))
        self._lay_out()

    @property
    def wanted_height(self) -> int:
        """Lines that show everything."""
        return len(self._rows) + 1

    def _lay_out(self) -> None:
        width = self.size.width
        self._layout = Layout()  # Without room nothing stands anywhere, least of all columns of other rows.
        if width:
            self._layout = layout(self._lines, [heading.name for heading in self._headings], width, ascii=self.ascii)
            self._layout = self._layout.scrolled_to(self.column)
            self.virtual_size = Size(width, self.wanted_height)
        self.refresh()

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._styles.clear()
        super().notify_style_update()

    def watch_column(self) -> None:
        """Bring the column into sight and say so."""
        self._layout = self._layout.scrolled_to(self.column)
        self.refresh()
        self.post_message(self.Moved())

    def move(self, columns: int) -> None:
        """Move the cursor by so many columns; it stops at the ends."""
        self.column = max(0, min(self.column + columns, len(self._headings) - 1))

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor shows only where keys move it."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line: the headings stay on top while the rows scroll below them."""
        width = self.size.width
        if y == 0:
            return self._strip(self._head())
        row = y - 1 + self.scroll_offset.y
        if row >= len(self._rows) or not self._layout.widths:
            return Strip.blank(width, self._style())
        entry = self._rows[row]
        if isinstance(entry, Section):
            return self._strip([(0, f" {entry}", ("section",))])
        if isinstance(entry, str):
            return self._strip([(0, f"   {entry}", ("empty",))])
        return self._strip(self._body(entry))

    def _head(self) -> list[tuple[int, str, tuple[str, ...]]]:
        parts: list[tuple[int, str, tuple[str, ...]]] = []
        for place, start, width in self._layout.placed:
            heading = self._headings[place]
            name = self._layout.names[place]
            sign = heading.look.sign(ascii=self.ascii)
            at = start + width - cell_len(name) - 2
            under = ("column",) if self._is_under(place) else ()
            if under:
                parts.append((start - 2, " " * (width + 3), under))
            parts.append((at, sign, (*under, f"!{heading.look.colour}")))
            parts.append((at + 2, name, (*under, "name")))
        before, after = self._layout.hidden
        if before:
            parts.append((1, f"{'<' if self.ascii else '‹'} {before} more", ("alike",)))
        if after:
            text = f"{after} {'>' if self.ascii else '›'}"
            parts.append((self.size.width - len(text) - 1, text, ("alike",)))
        return parts

    def _body(self, line: Line) -> list[tuple[int, str, tuple[str, ...]]]:
        label = set_cell_size(line.label, self._layout.label_width)
        parts: list[tuple[int, str, tuple[str, ...]]] = [(3, label.rstrip(), ("label",))]
        shown = self._layout.cells(line)
        for place, start, width in self._layout.placed:
            cell = line.cells[place]
            under = ("column",) if self._is_under(place) else ()
            if under:
                parts.append((start - 2, " " * (width + 3), under))
            look = "winner" if cell.wins else "faulty" if cell.is_faulty else "value" if line.differs else "alike"
            text = shown[place]
            at = start + width - cell_len(text)
            if cell.wins:
                parts.append((at - 2, WINNER[1 if self.ascii else 0], (*under, look)))
            parts.append((at, text, (*under, look)))
        return parts

    def _is_under(self, place: int) -> bool:
        return self.has_focus and place == self.column

    def _strip(self, parts: Sequence[tuple[int, str, tuple[str, ...]]]) -> Strip:
        """Texts at their places, a later one over an earlier one."""
        width = self.size.width
        strip = Strip.blank(width, self._style())
        for start, text, looks in parts:
            piece = Strip([Segment(self._written(text), self._style(*looks))])
            end = start + piece.cell_length
            if start < 0 or start >= width:
                continue
            strip = Strip.join([strip.crop(0, start), piece, strip.crop(end, max(end, width))])
        return strip.adjust_cell_length(width, self._style())

    def _written(self, text: str) -> str:
        return text.encode("ascii", "replace").decode("ascii") if self.ascii else text

    def _style(self, *looks: str) -> Style:
        style = self._styles.get(looks)
        if style is None:
            markup = [f"bold {look[1:]}" if look.startswith("!") else LOOKS[look] for look in looks]
            style = self._styles[looks] = blended(self, *markup)
        return style

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the column under the mouse; a second click opens its job."""
        for place, start, width in self._layout.placed:
            if start - 2 <= event.x < start + width + 1:
                self.column = place
                if event.chain == 2:
                    self.post_message(self.Chosen())
