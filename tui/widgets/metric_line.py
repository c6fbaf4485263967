"""The line in which somebody types which metrics to draw, and how many these are."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.widgets.line_input import LineInput


class MetricLine(Horizontal):
    """Shows itself only while there is a filter, or one is being typed.

    Args:
        text: The filter there is.
    """

    DEFAULT_CSS = """
    MetricLine {
        height: 1;
        #metric-filter { width: 1fr; background: $panel; }
        #metric-count { width: auto; padding: 0 1; color: $dim; }
        #metric-count.bad { color: $error; }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._told = ""
        self.display = bool(text)

    def compose(self) -> ComposeResult:
        """What is typed, and what it finds."""
        hint = "metrics: a text or a regular expression"
        yield LineInput(self._text, placeholder=hint, id="metric-filter", compact=True)
        yield Static(id="metric-count", markup=False)

    @property
    def field(self) -> Input:
        """What is typed."""
        return self.query_one(Input)

    def start(self) -> None:
        """Let somebody type."""
        self.display = True
        self.screen.set_focus(self.field)

    def say(self, count: str, problem: str) -> None:
        """Tell how many metrics there are, or why a filter cannot be used."""
        said = self.query_one("#metric-count", Static)
        said.set_class(bool(problem), "bad")
        if self._told != (problem or count):  # Each update of a text lays the whole screen out anew.
            self._told = problem or count
            said.update(self._told)
