"""What was told of late, for whoever looked elsewhere."""

import time
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from engine.text import clean
from tui.actions.screens.notices import NOTICES
from tui.actions.screens.own import screen_bindings
from tui.own_keys import first_keys
from tui.screens.telling_keys import tell_keys
from tui.state_signs import GLYPHS
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line
from tui.toasts import PastNotice
from tui.widgets.row_list import MARGIN, RowList

SIGNS = {"information": ("·", ".", "$success"), "warning": ("!", "!", "$warning"), "error": ("✖", "x", "$error")}
"""Sign of each severity, also in ASCII, and its colour."""

COLUMNS = (TextColumn(narrowest=8), TextColumn(narrowest=1), TextColumn(narrowest=20, widest=200, wrap=True))
"""Time, severity, text."""

NOTHING = "Nothing has been told yet."
"""Said where there is no notice."""

BOX_WIDTH = 96
"""Cells, as in the style sheet."""

PAGE, FAR = 10, 9999
"""Lines that a page down goes on; more than there are."""


class NoticesScreen(ModalScreen[None]):
    """Lists notices.

    Args:
        notices: The newest first.
        ascii: Whether to keep to ASCII.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Binding]] = screen_bindings(NOTICES)  # type: ignore[assignment]
    DEFAULT_CSS = """
    NoticesScreen {
        align: center middle; background: $background 60%;
        #box {
            width: 96; max-width: 96%; padding: 1; background: $surface; border: round $primary;
            border-title-color: $primary; border-subtitle-color: $dim;
        }
        RowList { background: $surface; scrollbar-background: $surface; }
    }
    """

    def __init__(self, notices: Sequence[PastNotice], *, ascii: bool = False) -> None:
        super().__init__()
        self._notices = tuple(notices)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """One list."""
        key = first_keys(self, NOTICES)
        with Vertical(id="box") as box:
            yield RowList(ascii=self._ascii)
        box.border_title = "Notices"
        box.border_subtitle = Content(
            f"{key['notices_down']}/{key['notices_up']} scroll, {key['notices_close']} closes"
        )

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(RowList).show(partial(notice_lines, self._notices, ascii=self._ascii))

    def on_resize(self) -> None:
        """Take as much room as there is to read."""
        width = min(BOX_WIDTH, int(self.size.width * 0.96))
        lines = len(notice_lines(self._notices, width - MARGIN - 5))
        self.query_one("#box").styles.height = min(lines + 4, max(6, self.size.height * 4 // 5))

    def action_help(self) -> None:
        """Show every key."""
        tell_keys(self, "notices", NOTICES)

    def action_go(self, where: str) -> None:
        """Scroll."""
        rows = {"down": 1, "up": -1, "page_down": PAGE, "page_up": -PAGE, "first": -FAR, "last": FAR}[where]
        self.query_one(RowList).move(rows)


def notice_lines(notices: Sequence[PastNotice], width: int, *, ascii: bool = False) -> list[Line]:
    """The lines of the list: when, how bad, and what.

    Args:
        notices: The newest first.
        width: Cells of a line.
        ascii: Whether to keep to ASCII.
    """
    if not notices:
        return [text_line(NOTHING)]
    rows = []
    for notice in notices:
        own, plain, colour = SIGNS[notice.severity]
        moment = time.strftime("%H:%M:%S", time.localtime(notice.at_s))
        sign, text = plain if ascii else own, told_text(notice)
        first, _, rest = text.partition(" ")
        if not ascii and any(first == signs[0] for signs in GLYPHS.values()):  # It has one of its own.
            sign, text = first, rest
        cells = ((moment, DIM), (sign, f"bold {colour}"), (text, "$foreground"))
        rows.append(TextRow(cells=cells))
    return lay_out(COLUMNS, rows, width)


def told_text(notice: PastNotice) -> str:
    """A notice on one line, with how often it was told."""
    message = Content.from_markup(notice.message).plain if notice.markup else notice.message
    said = "; ".join(line for line in message.splitlines() if line)
    text = f"{notice.title}: {said}" if notice.title and said else notice.title or said
    return clean(text + (f" (x{notice.times})" if notice.times > 1 else ""), 1_000)
