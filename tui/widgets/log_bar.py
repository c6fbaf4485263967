"""The line under a log: what is searched for and found, which lines are in sight."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.blending import blended

_ASCII = str.maketrans({"“": '"', "”": '"', "–": "-", "…": "..."})


def in_ascii(text: str) -> str:
    """The panel's own words about a log in ASCII; others' are left as they are."""
    return text.translate(_ASCII)


class LogBar(Widget):
    """Two texts on one line; where there is no room for both, the right one loses parts from its start."""

    DEFAULT_CSS = """
    LogBar { height: 1; }
    """

    ascii: reactive[bool] = reactive(False)
    """Whether to keep to ASCII."""

    finding: reactive[str] = reactive("")
    """On the left: the search and its matches."""

    place: reactive[tuple[str, ...]] = reactive(())
    """On the right: what was switched, lines in sight, whether it follows."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, base = self.size.width, self.rich_style
        finding = in_ascii(self.finding) if self.ascii else self.finding
        strip = Strip([Segment(finding, blended(self, "$text-warning"))])
        for first in range(len(self.place)):
            right = "  ".join(self.place[first:])
            right = in_ascii(right) if self.ascii else right
            gap = width - strip.cell_length - len(right)
            if gap >= 2 * bool(self.finding):
                strip = Strip([*strip, Segment(" " * gap, base), Segment(right, blended(self, "$dim"))])
                break
        return strip.crop_extend(0, width, base)
