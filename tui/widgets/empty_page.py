"""What a workspace without jobs shows: what this is and what to press."""

from textual.content import Content
from textual.widgets import Static

_LINES = (
    ("bold $primary", "No jobs here yet"),
    ("", ""),
    ("$foreground 60%", "Traindeck trains models in the background and shows how they do."),
    ("$foreground 60%", "Jobs go on when you close it, and are here when you come back."),
    ("", ""),
)

_KEYS = (
    ("n", "launch a job from a form"),
    ("?", "show every key"),
    ("q", "quit"),
)


class EmptyPage(Static):
    """A friendly page in the middle of the screen."""

    DEFAULT_CSS = """
    EmptyPage {
        height: 1fr;
        content-align: center middle;
        text-align: center;
    }
    """

    def on_mount(self) -> None:
        """Write the page."""
        lines = [Content.styled(text, style) for style, text in _LINES]
        lines += [
            Content.assemble((f" {key} ", "bold $primary on $panel"), ("  " + meaning.ljust(26), "$foreground"))
            for key, meaning in _KEYS
        ]
        lines += [
            Content(""),
            Content.styled("or from a shell:  traindeck launch regression --data FILE", "$foreground 60%"),
        ]
        self.update(Content("\n").join(lines))
