"""The line under a log: what is searched for and found, which lines are in sight."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.blending import blended


class LogBar(Widget):
    """Two texts on one line; where there is no room for both, the right one loses parts from its start."""

    DEFAULT_CSS = """
    LogBar { height: 1; }
    """

    finding: reactive[str] = reactive("")
    """On the left: the search and its matches."""

    place: reactive[tuple[str, ...]] = reactive(())
    """On the right: what was switched, lines in sight, whether it follows."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, base = self.size.width, self.rich_style
        strip = Strip([Segment(self.finding, blended(self, "$text-warning"))])
        for first in range(len(self.place)):
            right = "  ".join(self.place[first:])
            gap = width - strip.cell_length - len(right)
            if gap >= 2 * bool(self.finding):
                strip = Strip([*strip, Segment(" " * gap, base), Segment(right, blended(self, "$foreground 60%"))])
                break
        return strip.crop_extend(0, width, base)
