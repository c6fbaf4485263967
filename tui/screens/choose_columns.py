"""The columns of a data file, to choose the features from."""

from collections.abc import Collection
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

from engine.dataset import Column, ColumnType, DatasetFacts
from engine.text import clean
from tui.actions.screens.choosing import FEATURES
from tui.actions.screens.own import screen_bindings
from tui.own_keys import first_keys, go_in
from tui.screens.telling_keys import tell_keys


class _Features(SelectionList[str], inherit_bindings=False):
    """The list; its keys are the screen's. What is marked has a sign, not only a colour."""

    def render_line(self, y: int) -> Strip:
        """Leave the box of what is not marked empty."""
        drawn = super().render_line(y)
        segments = list(drawn)
        place = segments[1].style.meta.get("option") if len(segments) > 1 and segments[1].style else None
        if place is None or self.get_option_at_index(place).value in self.selected:
            return drawn
        return Strip([segments[0], Segment(" ", segments[1].style), *segments[2:]], drawn.cell_length)


class ChooseColumnsScreen(ModalScreen[tuple[str, ...] | None]):
    """Asks which columns to learn from; none means the default.

    Args:
        facts: The file.
        target: The column to predict, which is no feature.
        chosen: Columns chosen now.
    """

    BINDINGS: ClassVar[list[Binding]] = screen_bindings(FEATURES)  # type: ignore[assignment]
    DEFAULT_CSS = """
    ChooseColumnsScreen {
        align: center middle; background: $background 60%;
        #box {
            width: 66; max-width: 94%; height: auto; max-height: 80%; padding: 0 1; background: $surface;
            border: round $primary; border-title-color: $primary; border-subtitle-color: $text-muted;
        }
        SelectionList, SelectionList:focus {
            height: auto; background: $surface; background-tint: $foreground 0%; padding: 0; scrollbar-size: 1 1;
            & > .option-list--option-highlighted { background: $panel; color: $primary; text-style: bold; }
            & > .selection-list--button, & > .selection-list--button-highlighted { color: $panel; background: $panel; }
            & > .selection-list--button-selected, & > .selection-list--button-selected-highlighted {
                color: $primary; background: $panel; text-style: bold;
            }
        }
    }
    """

    def __init__(self, facts: DatasetFacts, target: str | None, chosen: Collection[str]) -> None:
        super().__init__()
        self._columns = [column for column in facts.columns if column.name != target]
        self._chosen = set(chosen)

    def compose(self) -> ComposeResult:
        """One line per column; columns of text cannot be chosen."""
        width = min(30, max((len(column.name) for column in self._columns), default=0))
        options = [self._option(column, width) for column in self._columns]
        box = Vertical(id="box")
        box.border_title = "Features"
        key = first_keys(self, FEATURES)
        box.border_subtitle = Content(
            f"{key['features_mark']} marks, {key['features_all']} all, {key['features_none']} none (default), "
            f"{key['features_done']} done, {key['features_close']} back"
        )
        with box:
            yield _Features(*options, compact=True)

    def _option(self, column: Column, width: int) -> Selection[str]:
        label = Content.assemble(
            f"{clean(column.name, width or 1):<{width}}",
            (f"  {column.type:<8}{clean(column.example, 20)}", "$dim"),
        )
        usable = column.type is not ColumnType.TEXT
        return Selection(label, column.name, column.name in self._chosen and usable, disabled=not usable)

    def action_help(self) -> None:
        """Show every key."""
        tell_keys(self, "choosing features", FEATURES)

    def action_accept(self) -> None:
        """Take what is marked, in the order of the file."""
        marked = set(self.query_one(SelectionList).selected)
        self.dismiss(tuple(column.name for column in self._columns if column.name in marked))

    def action_mark(self) -> None:
        """Mark the column under the cursor, or not."""
        self.query_one(SelectionList).action_select()

    def action_go(self, where: str) -> None:
        """Move the cursor."""
        go_in(self.query_one(SelectionList), where)

    def action_all(self) -> None:
        """Mark every column of numbers."""
        box = self.query_one(SelectionList)
        for column in self._columns:
            if column.type is ColumnType.NUMBER:
                box.select(column.name)

    def action_none(self) -> None:
        """Mark nothing: the default."""
        self.query_one(SelectionList).deselect_all()
