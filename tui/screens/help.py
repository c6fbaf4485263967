"""Every key, those that work here first, made from the table of actions or from another screen's own bindings."""

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from engine import __version__
from engine.paths import Workspace
from engine.text import clean
from tui.actions.screens.help import HELP
from tui.actions.screens.own import screen_bindings
from tui.key_groups import ASCII, KeyGroup, KeyRow, ascii_groups, matching
from tui.own_keys import first_keys
from tui.state_signs import GLYPHS, STYLES
from tui.themes import COLOURS
from tui.widgets.line_input import LineInput

KEYS_WIDTH = 16
"""Cells of the column of keys."""

LEAST_WIDTH = 20
"""Cells of a line in a terminal that is narrower than that."""

FAR = 9999
"""Lines; more than any page has."""


class HelpScreen(ModalScreen[None]):
    """Shows keys by group, what the signs mean, and what is to be known of this machine.

    Args:
        workspace: What is looked at besides the machine.
        groups: What there is to press.
        ascii: Whether to keep to ASCII.
    """

    AUTO_FOCUS = ""
    # Without priority: what is typed into the search stays letters.
    BINDINGS: ClassVar[list[Binding]] = screen_bindings(HELP, priority=False)  # type: ignore[assignment]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 96; max-width: 96%; height: auto; max-height: 92%;
            padding: 1 2; background: $surface; border: round $primary;
            border-title-color: $primary; border-subtitle-color: $dim;
        }
        VerticalScroll { height: auto; max-height: 100%; background: $surface; scrollbar-size: 1 1; }
        Input { dock: bottom; display: none; background: $panel; }
        &.finding Input { display: block; }
        &.finding VerticalScroll { margin-bottom: 1; height: 1fr; }
    }
    """

    def __init__(self, workspace: Workspace, groups: Sequence[KeyGroup], *, ascii: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._groups = tuple(groups)
        self._ascii = ascii
        self._health: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """One long page, and a field to look for something in it."""
        with Vertical(id="box") as box:
            yield VerticalScroll(Static(), can_focus=False)
            yield LineInput(placeholder="words of a key, an action or what it does", compact=True)
        box.border_title = f"Traindeck {__version__}"
        key = first_keys(self, HELP)
        told = f"{key['help_back']} closes, {key['help_down']}/{key['help_up']} scroll, {key['help_find']} finds"
        box.border_subtitle = Content(told.translate(ASCII) if self._ascii else told)

    def on_resize(self) -> None:
        """Write the page for the width there is."""
        self._write()

    def on_mount(self) -> None:
        """Look at the machine, beside the keys."""
        self._examine()

    @work(thread=True)
    def _examine(self) -> None:
        from engine.control.preflight import Level, summary

        found = [each for each in summary(self._workspace) if each.level > Level.FINE]
        health = [f"{each.name}: {each.told} {each.advice}".strip() for each in found]
        self._health = tuple(health) or ("Nothing endangers jobs here.",)
        self.app.call_later(self._write)

    @on(Input.Changed)
    def _write(self) -> None:
        if not self.query(Input):  # A terminal may be resized before anything stands here.
            return
        width = max(LEAST_WIDTH, min(96, int(self.size.width * 0.96)) - 8)
        groups, health = self._groups, self._health
        if self._ascii:
            groups, health = ascii_groups(groups), tuple(text.translate(ASCII) for text in health)
        words = self.query_one(Input).value
        if words.strip():
            found = matching(groups, words)
            page = _keys_text(found, width) if found else Content(f'No key and no action has "{clean(words, 60)}".')
        else:
            page = help_text(groups, width, health, ascii=self._ascii)
        self.query_one(Static).update(page)

    @on(Input.Submitted)
    def action_back(self) -> None:
        """Leave the search, then the page."""
        if not self.has_class("finding"):
            self.dismiss()
            return
        field = self.query_one(Input)
        if field.has_focus and field.value:
            self.set_focus(None)
            return
        field.value = ""
        self.remove_class("finding")
        self.set_focus(None)

    def action_find(self) -> None:
        """Look for a key or an action by words."""
        self.add_class("finding")
        self.set_focus(self.query_one(Input))

    def action_go(self, where: str) -> None:
        """Scroll the page."""
        lines = {"down": 1, "up": -1, "page_down": 12, "page_up": -12, "first": -FAR, "last": FAR}[where]
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(groups: Sequence[KeyGroup], width: int, health: tuple[str, ...] = (), *, ascii: bool = False) -> Content:
    """The page: keys by group, then the signs of the states, then what was found on the machine.

    Args:
        groups: What there is to press.
        width: Cells of a line.
        health: What was found, a text each.
        ascii: Whether to keep to ASCII.
    """
    lines = [_keys_text(groups, width), Content(""), Content.styled("Signs", "bold $primary")]
    signs = []
    for state, both in GLYPHS.items():
        style = f"bold {COLOURS[STYLES[state]]}"
        signs += [(f"  {both[1 if ascii else 0]} ", style), ((state or "unreadable").lower(), "$foreground")]
    lines.append(Content.assemble(*signs[: len(signs) // 2]))
    lines.append(Content.assemble(*signs[len(signs) // 2 :]))
    lines.append(Content(""))
    lines.append(Content.styled("On this machine (all of it: traindeck doctor)", "bold $primary"))
    for text in health or ("looking ...",):
        lines += [Content.styled(line, "$foreground") for line in _indented(clean(text, 500), width)]
    lines.append(Content(""))
    closing = "Jobs are processes of their own: they go on when the panel closes or the connection drops."
    lines += [Content.styled(line, "$foreground 70%") for line in textwrap.wrap(closing, width)]
    return Content("\n").join(lines)


def _keys_text(groups: Sequence[KeyGroup], width: int) -> Content:
    lines: list[Content] = []
    for group in groups:
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(group.title, "bold $primary" if group.works else "bold $foreground 70%"))
        for row in group.rows:
            lines += _row_lines(row, width, works=group.works)
    return Content("\n").join(lines)


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")


def _row_lines(row: KeyRow, width: int, *, works: bool) -> list[Content]:
    keys = f"  {row.keys}".ljust(KEYS_WIDTH)
    first, *rest = textwrap.wrap(row.help, max(20, width - len(keys)))
    style = "$foreground" if works else "$foreground 70%"
    return [
        Content.assemble((keys, "bold $accent" if works else style), (first, style)),
        *(Content.styled(" " * len(keys) + line, style) for line in rest),
    ]
