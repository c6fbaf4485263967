"""Every key, made from the table of actions."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from engine import __version__
from tui.actions import ACTIONS, Group, shown_keys
from tui.cells import GLYPHS, STYLES
from tui.widgets.detail import COLOURS


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
        box = VerticalScroll(Static(help_text()))
        box.border_title = f"Traindeck {__version__}"
        box.border_subtitle = "esc closes, j/k scroll"
        yield box

    def action_scroll(self, lines: int) -> None:
        """Scroll the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text() -> Content:
    """The page: keys by group, then the signs of the states."""
    lines = []
    for group in Group:
        lines.append(Content.styled(str(group), "bold $primary"))
        for each in ACTIONS:
            if each.group is group:
                keys = " ".join(shown_keys(each))
                lines.append(Content.assemble((f"  {keys:<14}", "bold $accent"), (each.help, "$foreground")))
        lines.append(Content(""))
    lines.append(Content.styled("Signs", "bold $primary"))
    signs = []
    for state, (sign, _) in GLYPHS.items():
        signs += [(f"  {sign} ", f"bold {COLOURS[STYLES[state]]}"), ((state or "unreadable").lower(), "$foreground")]
    lines.append(Content.assemble(*signs[: len(signs) // 2]))
    lines.append(Content.assemble(*signs[len(signs) // 2 :]))
    lines.append(Content(""))
    lines.append(
        Content.styled(
            "Jobs are processes of their own: they go on when the panel closes or the connection drops.",
            "$foreground 60%",
        )
    )
    return Content("\n").join(lines)
