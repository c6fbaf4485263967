"""Turns the cells of a row into a strip, each style blended with the row's background."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.columns import Cell
from tui.hues import HUES
from tui.themes import COLOURS
from tui.widgets.blending import blended

LOOKS = COLOURS | {
    "": "", "heading": "bold $dim", "cursor": "on $primary 16%", "mark": "bold $accent",
    "name": "bold $foreground", "strong": "$foreground", "dim": "$dim", "track": "$foreground 20%",
    "trend": "$secondary", "old-trend": "$foreground 40%", "completed-bar": "$success 45%",
    "error-bar": "$error 45%", "stopped-bar": "$accent 45%", "simulation": "italic $warning",
    "group": "bold $primary", "group-row": "on $foreground 5%",
    **{f"mark-{hue}": f"bold {colour}" for hue, colour in enumerate(HUES)},
}  # fmt: skip
"""How each style of cells and of rows looks, as in Textual's markup."""


class RowPainter:
    """Draws rows of one widget.

    Args:
        widget: Whose theme and background count.
        ascii: Whether to keep to ASCII.
    """

    def __init__(self, widget: Widget, *, ascii: bool = False) -> None:
        self._widget = widget
        self._ascii = ascii
        self._styles: dict[tuple[str, str], Style] = {}

    def forget_styles(self) -> None:
        """Forget the styles of another theme."""
        self._styles.clear()

    def style(self, row: str, cell: str) -> Style:
        """A cell's style on its row, colours that let the background through blended with it."""
        style = self._styles.get((row, cell))
        if style is None:
            style = self._styles[row, cell] = blended(self._widget, LOOKS[row], LOOKS[cell])
        return style

    def strip(self, cells: Sequence[Cell], row_style: str, width: int) -> Strip:
        """Draw one row; where cells overlap, the one further to the left is seen."""
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
                styles.append(self.style(row_style, ""))
            text = _fit(cell.text, room, self._ascii)
            if cell.right:
                text = " " * (room - cell_len(text)) + text
            texts.append(set_cell_size(text, room))
            styles.append(self.style(row_style, cell.style))
            position = cell.start + room
        texts.append(" " * max(0, width - position))
        styles.append(self.style(row_style, ""))
        return Strip(map(Segment, texts, styles), width)


def _fit(text: str, width: int, ascii: bool) -> str:
    if ascii:
        text = text.encode("ascii", "replace").decode("ascii")
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + ("~" if ascii else "…")
