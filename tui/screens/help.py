"""Every key, made from the table of actions."""

import textwrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from engine import __version__
from tui.actions import ACTIONS, Action, Group, shown_keys
from tui.cells import GLYPHS, STYLES
from tui.themes import COLOURS

KEYS_WIDTH = 16
"""Cells of the column of keys."""


class HelpScreen(ModalScreen[None]):
    """Shows all actions by group, and what the signs mean."""

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

    def compose(self) -> ComposeResult:
        """One long page."""
        box = VerticalScroll(Static())
        box.border_title = f"Traindeck {__version__}"
        box.border_subtitle = "esc closes, j/k scroll"
        yield box

    def on_resize(self) -> None:
        """Write the page for the width there is."""
        self.query_one(Static).update(help_text(min(96, int(self.size.width * 0.96)) - 8))

    def action_scroll(self, lines: int) -> None:
        """Scroll the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(width: int) -> Content:
    """The page: keys by group, then the signs of the states.

    Args:
        width: Cells of a line.
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
    closing = "Jobs are processes of their own: they go on when the panel closes or the connection drops."
    lines += [Content.styled(line, "$foreground 60%") for line in textwrap.wrap(closing, width)]
    return Content("\n").join(lines)


def _action_lines(each: Action, width: int) -> list[Content]:
    keys = f"  {' '.join(shown_keys(each))}".ljust(KEYS_WIDTH)
    first, *rest = textwrap.wrap(each.help, max(20, width - KEYS_WIDTH))
    return [
        Content.assemble((keys, "bold $accent"), (first, "$foreground")),
        *(Content.styled(" " * KEYS_WIDTH + line, "$foreground") for line in rest),
    ]
