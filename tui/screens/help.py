"""Every key, made from the table of actions."""

import textwrap
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from engine import __version__
from engine.paths import Workspace
from engine.text import clean
from tui.actions import ACTIONS, Action, Group, shown_keys
from tui.cells import GLYPHS, STYLES
from tui.themes import COLOURS

KEYS_WIDTH = 16
"""Cells of the column of keys."""


class HelpScreen(ModalScreen[None]):
    """Shows all actions by group, what the signs mean, and what is to be known of this machine.

    Args:
        workspace: What is looked at besides the machine.
    """

    BINDINGS: ClassVar = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", "Close"),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown,space", "scroll(12)", show=False),
        Binding("ctrl+u,pageup", "scroll(-12)", show=False),
        Binding("g,home", "scroll(-9999)", show=False),
        Binding("G,shift+g,end", "scroll(9999)", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        VerticalScroll {
            width: 96; max-width: 96%; height: auto; max-height: 92%;
            padding: 1 2; background: $surface; border: round $primary;
            border-title-color: $primary; border-subtitle-color: $foreground 60%;
            scrollbar-size: 1 1;
        }
    }
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._health: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """One long page."""
        box = VerticalScroll(Static())
        box.border_title = f"Traindeck {__version__}"
        box.border_subtitle = "esc closes, j/k scroll"
        yield box

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

    def _write(self) -> None:
        width = min(96, int(self.size.width * 0.96)) - 8
        for page in self.query(Static):
            page.update(help_text(width, self._health))

    def action_scroll(self, lines: int) -> None:
        """Scroll the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(width: int, health: tuple[str, ...] = ()) -> Content:
    """The page: keys by group, then the signs of the states, then what was found on the machine.

    Args:
        width: Cells of a line.
        health: What was found, a text each.
    """
    lines = []
    for group in Group:
        lines.append(Content.styled(str(group), "bold $primary"))
        for each in ACTIONS:
            if each.group is group:
                lines += _action_lines(each, width)
        lines.append(Content(""))
    lines.append(Content.styled("Signs", "bold $primary"))
    signs = []
    for state, (sign, _) in GLYPHS.items():
        signs += [(f"  {sign} ", f"bold {COLOURS[STYLES[state]]}"), ((state or "unreadable").lower(), "$foreground")]
    lines.append(Content.assemble(*signs[: len(signs) // 2]))
    lines.append(Content.assemble(*signs[len(signs) // 2 :]))
    lines.append(Content(""))
    lines.append(Content.styled("Here (all of it: traindeck doctor)", "bold $primary"))
    for text in health or ("looking …",):
        lines += [Content.styled(line, "$foreground") for line in _indented(clean(text, 500), width)]
    lines.append(Content(""))
    closing = "Jobs are processes of their own: they go on when the panel closes or the connection drops."
    lines += [Content.styled(line, "$foreground 60%") for line in textwrap.wrap(closing, width)]
    return Content("\n").join(lines)


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")


def _action_lines(each: Action, width: int) -> list[Content]:
    keys = f"  {' '.join(shown_keys(each))}".ljust(KEYS_WIDTH)
    first, *rest = textwrap.wrap(each.help, max(20, width - KEYS_WIDTH))
    return [
        Content.assemble((keys, "bold $accent"), (first, "$foreground")),
        *(Content.styled(" " * KEYS_WIDTH + line, "$foreground") for line in rest),
    ]
