"""One gauge: a line with title and value, its graph, and what else is known."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.meters_page import Gauge, cells_of_graph
from tui.widgets.blending import blended

HIGH_PERCENT = 90.0
"""From here on a value stands out."""


DETAILS = 2
"""Lines below each graph, so that graphs side by side stand on one line."""


class GaugeBox(Widget):
    """Draws a gauge in the room it has.

    Args:
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    GaugeBox { height: 1fr; width: 1fr; padding: 0 1; }
    """

    gauge: reactive[Gauge | None] = reactive(None)
    """What is shown."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self._ascii = ascii
        self._graph: tuple[tuple[Gauge, int, int] | None, list[str]] = (None, [])
        """The lines of the graph, and what they were drawn of."""

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width, height = self.size.width, self.size.height
        gauge = self.gauge
        if gauge is None or width <= 0:
            return Strip.blank(width, self.rich_style)
        rows = height - 1 - min(DETAILS, max(0, height - 2))
        if y == 0:
            return self._heading(gauge, width)
        if y <= rows:
            line = self._graph_of(gauge, width, rows)[y - 1]
            return Strip([Segment(line, blended(self, self._look(gauge)))]).adjust_cell_length(width, self.rich_style)
        text = gauge.detail(y - rows - 1, width)
        return Strip([Segment(text, blended(self, "$dim"))]).adjust_cell_length(width, self.rich_style)

    def _graph_of(self, gauge: Gauge, width: int, rows: int) -> list[str]:
        """The lines of the graph, drawn once for all of them."""
        drawn_of, lines = self._graph
        if drawn_of != (gauge, width, rows):
            lines = cells_of_graph(gauge.percents, width, rows, ascii=self._ascii)
            self._graph = ((gauge, width, rows), lines)
        return lines

    def _heading(self, gauge: Gauge, width: int) -> Strip:
        title = Segment(gauge.title, blended(self, "bold $foreground"))
        value = Segment(gauge.value, blended(self, f"bold {self._look(gauge)}"))
        gap = max(1, width - cell_len(gauge.title) - cell_len(gauge.value))
        return Strip([title, Segment(" " * gap, self.rich_style), value]).adjust_cell_length(width, self.rich_style)

    def _look(self, gauge: Gauge) -> str:
        latest = gauge.percents[-1] if gauge.percents else None
        return "$warning" if latest is not None and latest >= HIGH_PERCENT else "$primary"
