"""What a workspace without jobs shows: what this is and what to press."""

from textual.content import Content
from textual.widgets import Static

from tui.actions.keymap import Keymap

_LINES = (
    ("bold $primary", "No jobs here yet"),
    ("", ""),
    ("$dim", "Traindeck trains models in the background and shows how they do."),
    ("$dim", "Jobs go on when you close it, and are here when you come back."),
    ("", ""),
)

_KEYS = (
    ("new", "launch a job from a form"),
    ("help", "show every key"),
    ("quit", "quit"),
)


class EmptyPage(Static):
    """A friendly page in the middle of the screen.

    Args:
        keymap: Which keys to name.
    """

    DEFAULT_CSS = """
    EmptyPage {
        height: 1fr;
        content-align: center middle;
        text-align: center;
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def on_mount(self) -> None:
        """Write the page."""
        lines = [Content.styled(text, style) for style, text in _LINES]
        lines += [
            Content.assemble(
                (f" {self._keymap.key(action_id)} ", "bold $primary on $panel"),
                ("  " + meaning.ljust(26), "$foreground"),
            )
            for action_id, meaning in _KEYS
        ]
        lines += [
            Content(""),
            Content.styled("or from a shell:  traindeck launch regression --data FILE", "$dim"),
        ]
        self.update(Content("\n").join(lines))
