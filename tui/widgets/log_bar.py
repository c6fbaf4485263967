"""The line under a log: what is searched for and found, which lines are in sight."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.blending import blended


class LogBar(Widget):
    """Two texts on one line; the left one goes before where there is no room for both."""

    DEFAULT_CSS = """
    LogBar { height: 1; }
    """

    finding: reactive[str] = reactive("")
    """On the left: the search and its matches."""

    place: reactive[str] = reactive("")
    """On the right: lines in sight, and what was switched."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, base = self.size.width, self.rich_style
        left = f" {self.finding}" if self.finding else ""
        right = f"{self.place} "
        strip = Strip([Segment(left, blended(self, "$text-warning"))])
        gap = width - strip.cell_length - len(right)
        if gap >= 1:
            strip = Strip([*strip, Segment(" " * gap, base), Segment(right, blended(self, "$foreground 60%"))])
        return strip.crop_extend(0, width, base)
