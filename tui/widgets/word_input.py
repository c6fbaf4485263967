"""A line to type into, with a few words at its right end: how many jobs match, or what is being typed."""

from collections.abc import Callable

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.suggester import Suggester

from tui.widgets.blending import blended
from tui.widgets.line_input import LineInput


class WordInput(LineInput):
    """One line, as wide as the screen."""

    DEFAULT_CSS = """
    WordInput { height: 1; margin: 0 1; background: $panel; }
    WordInput:focus { background: $panel; }
    """

    words: reactive[str] = reactive("")
    """At the right end, if there is room."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        strip = super().render_line(y)
        text = f"  {self.words} "
        size, width = cell_len(text), strip.cell_length
        if not self.words or size > width // 2:
            return strip
        return Strip.join([strip.crop(0, width - size), Strip([Segment(text, blended(self, "$dim"))], size)])


class Hints(Suggester):
    """Offers how a word may go on.

    Args:
        complete: Returns the whole text as it may be meant, or None.
    """

    def __init__(self, complete: Callable[[str], str | None]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole text as it may be meant."""
        return self._complete(value)
