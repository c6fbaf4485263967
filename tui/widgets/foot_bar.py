"""The last line: what can be pressed now, as many keys as fit, each of them clickable."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import Action, shown_keys
from tui.widgets.blending import blended


class FootBar(Widget):
    """Shows actions, the most important ones first; what does not fit is left to the help screen.

    Args:
        offered: Tells what makes sense right now, in the order of importance.
    """

    DEFAULT_CSS = """
    FootBar {
        height: 1;
        background: $panel;
    }
    """

    note: reactive[str] = reactive("")
    """Said on the right, if there is room."""

    def __init__(self, offered: Callable[[], Sequence[Action]]) -> None:
        super().__init__()
        self._offered = offered

    def _fitting(self) -> list[tuple[Action, int, int]]:
        """Each action that fits, with the place it covers: help and quit always do."""
        room = self.size.width - 1
        kept = {"help", "quit"}
        offered = self._offered()
        needed = {each.id: len(shown_keys(each)[0]) + len(each.label) + 3 for each in offered}
        total = 0
        chosen = set()
        for each in sorted(offered, key=lambda each: each.id not in kept):
            # What only one tab can do gives way to what is said on the right.
            if total + needed[each.id] <= room - (len(self.note) + 3 if each.tab and self.note else 0):
                total += needed[each.id]
                chosen.add(each.id)
        placed = []
        start = 1
        for each in offered:
            if each.id in chosen:
                placed.append((each, start, start + needed[each.id] - 2))
                start += needed[each.id]
        return placed

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.rich_style
        key = blended(self, "bold $primary")
        label = blended(self, "$foreground 75%")
        segments = [Segment(" ", base)]
        for each, _, _ in self._fitting():
            segments += [Segment(shown_keys(each)[0], key), Segment(f" {each.label}  ", label)]
        strip = Strip(segments)
        if self.note and strip.cell_length + len(self.note) + 2 <= self.size.width:
            gap = self.size.width - strip.cell_length - len(self.note) - 1
            strip = Strip([*segments, Segment(" " * gap, base), Segment(self.note + " ", label)])
        return strip.adjust_cell_length(self.size.width, base)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        for each, start, end in self._fitting():
            if start <= event.x < end:
                await self.screen.run_action(each.call)
