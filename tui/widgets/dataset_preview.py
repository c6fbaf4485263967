"""What is in the data file, beside the form."""

from textual.content import Content
from textual.widget import Widget

from engine.dataset import ColumnChoice, DatasetFacts
from tui.widgets.dataset_text import full_lines, in_ascii, joined

WAITING = "Name a data file to see what is in it."
"""Shown while no file is named."""

UNREADABLE = "The preview appears when the file can be read."
"""Shown while the field says what is wrong with the file."""


class DatasetPreview(Widget):
    """Shows facts of a data file, or why there are none."""

    DEFAULT_CSS = """
    DatasetPreview { padding: 1 2; height: 1fr; background: $surface; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: DatasetFacts | None = None
        self._choice: ColumnChoice | None = None
        self._message = WAITING

    def show(self, facts: DatasetFacts | None, choice: ColumnChoice | None, message: str = WAITING) -> None:
        """Show facts, or `message` where there are none."""
        self._facts, self._choice, self._message = facts, choice, message
        self.refresh()

    def render(self) -> Content:
        """The preview, cut to the room there is."""
        if self._facts is None:
            return Content.styled(self._message, "$dim")
        preview = joined(full_lines(self._facts, self._choice, self.size.width, self.size.height))
        return in_ascii(preview) if self.app.has_class("ascii") else preview
