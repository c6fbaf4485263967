"""The columns of the job table: which are shown, in which order, how wide."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.actions.screens.choosing import COLUMNS
from tui.actions.screens.own import screen_bindings
from tui.columns import NARROWEST, WIDEST, Column
from tui.own_keys import first_keys, go_in
from tui.screens.telling_keys import tell_keys
from tui.widgets.line_input import LineInput

Fits = Callable[[Sequence[Column], Mapping[str, int]], frozenset[str]]
"""Returns the keys of those columns, with widths that were chosen, for which the table has room."""

NO_ROOM = "no room at this width"
"""Said of a column that is chosen and cannot be seen."""


class Chosen(msgspec.Struct, frozen=True):
    """What somebody chose."""

    keys: tuple[str, ...]
    """Columns from the left."""
    widths: dict[str, int]
    """In cells, of those with a width of their own."""
    sort: str = ""
    """Key of the column to sort by, if one was chosen."""


class _Columns(OptionList, inherit_bindings=False):
    """The list; its keys are the screen's."""


class TableColumnsScreen(ModalScreen[Chosen | None]):
    """Asks for the columns.

    Args:
        shown: Columns shown now, from the left.
        others: All others there are.
        widths: Widths that were chosen before.
        usual: Keys of the columns that are shown unless somebody chooses.
        fits: Says which of some columns the table has room for.
        ascii: Whether to keep to ASCII.
    """

    AUTO_FOCUS = "OptionList"
    # Without priority: what is typed into the search stays letters.
    BINDINGS: ClassVar[list[Binding]] = screen_bindings(COLUMNS, priority=False)  # type: ignore[assignment]
    DEFAULT_CSS = """
    TableColumnsScreen {
        align: center middle; background: $background 60%;
        #box {
            width: 78; max-width: 96%; height: auto; max-height: 85%; padding: 0 1; background: $surface;
            border: round $primary; border-title-color: $primary; border-subtitle-color: $text-muted;
        }
        Input { dock: bottom; display: none; background: $panel; }
        &.finding Input { display: block; }
        &.finding OptionList { margin-bottom: 1; }
        OptionList, OptionList:focus {
            height: auto; max-height: 100%; background: $surface; background-tint: $foreground 0%; padding: 0;
            border: none; scrollbar-size: 1 1;
            scrollbar-color: $foreground 25%; scrollbar-background: $surface;
            & > .option-list--option-highlighted { background: $panel; color: $foreground; text-style: none; }
        }
    }
    """

    def __init__(
        self, shown: Sequence[Column], others: Sequence[Column], widths: Mapping[str, int], usual: Sequence[str],
        fits: Fits, *, ascii: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._columns = [*shown, *others]
        self._shown = {column.key for column in shown}
        self._widths = dict(widths)
        self._usual = tuple(usual)
        self._fits = fits
        self._ascii = ascii
        self._with_room = frozenset[str]()
        self._sought_from = 0

    def compose(self) -> ComposeResult:
        """One line per column."""
        box = Vertical(id="box")
        box.border_title = "Columns"
        key = {id.removeprefix("columns_"): key for id, key in first_keys(self, COLUMNS).items()}
        box.border_subtitle = Content(
            f"{key['show']} show, {key['later']} {key['earlier']} move, {key['wider']} {key['narrower']} "
            f"{key['automatic']} width, {key['sort']} sort, {key['find']} find, {key['usual']} usual, "
            f"{key['done']} done"
        )
        with box:
            yield _Columns(*self._options(), compact=True)
            yield LineInput(placeholder="a part of a column's name", compact=True)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _options(self) -> list[Option]:
        self._see_room()
        return [Option(self._line(column)) for column in self._columns]

    def _see_room(self) -> None:
        shown = [column for column in self._columns if column.key in self._shown]
        self._with_room = self._fits(shown, self._widths)

    def _refresh_lines(self) -> None:
        """Write all lines anew: a column that becomes wider may leave no room to another."""
        self._see_room()
        for index, column in enumerate(self._columns):
            self._list.replace_option_prompt_at_index(index, self._line(column))

    def _line(self, column: Column) -> Content:
        shown = column.key in self._shown
        sign = ("x" if self._ascii else "■") if shown else ("." if self._ascii else "·")
        width = f"{self._widths[column.key]} cells" if column.key in self._widths else ""
        hides = shown and column.key not in self._with_room
        return Content.assemble(
            (f" {sign} ", "bold $primary" if shown else "$foreground 40%"),
            (f"{column.heading[:24]:<26}", "bold" if shown else ""),
            (f"{NO_ROOM:<30}", "$text-warning") if hides else (f"{column.help[:28]:<30}", "$dim"),
            (f"{width:>9}", "$accent"),
        )

    def _draw(self, index: int) -> None:
        """Draw all lines anew, with the cursor on this one."""
        self._list.clear_options()
        self._list.add_options(self._options())
        self._list.highlighted = index

    @property
    def _index(self) -> int | None:
        index = self._list.highlighted
        return index if index is not None and index < len(self._columns) else None

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click shows a column or hides it."""
        self._list.highlighted = event.option_index
        self.action_show()

    def action_help(self) -> None:
        """Show every key."""
        tell_keys(self, "columns", COLUMNS)

    def action_go(self, where: str) -> None:
        """Move the cursor."""
        go_in(self._list, where)

    def action_show(self) -> None:
        """Show the column, or hide it."""
        if (index := self._index) is not None:
            self._shown ^= {self._columns[index].key}
            self._refresh_lines()

    def action_move(self, places: int) -> None:
        """Put the column further to the left or right."""
        index = self._index
        if index is not None and 0 <= index + places < len(self._columns):
            self._columns[index], self._columns[index + places] = self._columns[index + places], self._columns[index]
            self._draw(index + places)

    def action_widen(self, cells: int) -> None:
        """Make the column wider or narrower."""
        if (index := self._index) is not None:
            column = self._columns[index]
            width = self._widths.get(column.key, column.comfortable or column.narrowest) + cells
            self._widths[column.key] = max(NARROWEST, min(WIDEST, width))
            self._refresh_lines()

    def action_automatic(self) -> None:
        """Let the column be as wide as there is room."""
        if (index := self._index) is not None:
            self._widths.pop(self._columns[index].key, None)
            self._refresh_lines()

    def action_find(self) -> None:
        """Look for a column by a part of its name."""
        self._sought_from = self._index or 0
        self.add_class("finding")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def seek(self, event: Input.Changed) -> None:
        """Go to the next column whose name holds what is typed."""
        sought, count = event.value.casefold().strip(), len(self._columns)
        places = ((self._sought_from + step) % count for step in range(count))
        found = next((index for index in places if sought in self._columns[index].heading.casefold()), None)
        if sought and found is not None:
            self._list.highlighted = found

    @on(Input.Submitted)
    def leave_search(self) -> None:
        """Stay where the search has led."""
        self.remove_class("finding")
        self.query_one(Input).value = ""
        self._list.focus()

    def action_back(self) -> None:
        """Leave the search, then the dialog."""
        if self.has_class("finding"):
            self.leave_search()
        else:
            self.dismiss(None)

    def action_usual(self) -> None:
        """Go back to the usual columns."""
        ranks = {key: rank for rank, key in enumerate(self._usual)}
        self._columns.sort(key=lambda column: ranks.get(column.key, len(ranks)))
        self._shown = set(self._usual)
        self._widths.clear()
        self._draw(0)

    def action_sort(self) -> None:
        """Close, and sort by the column."""
        if (index := self._index) is not None:
            if self._columns[index].sortable:
                self.dismiss(self._chosen(self._columns[index].key))
            else:
                self.notify(f"There is no order by {self._columns[index].heading}.", markup=False)

    def action_accept(self) -> None:
        """Close, and show what was chosen."""
        self.dismiss(self._chosen(""))

    def _chosen(self, sort: str) -> Chosen:
        keys = tuple(column.key for column in self._columns if column.key in self._shown)
        return Chosen(keys if keys != self._usual else (), dict(self._widths), sort)
