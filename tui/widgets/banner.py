"""The line under the top bar that is there only while something cannot be written or does not die."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from engine.observe.view import JobView
from engine.text import clean, count_of

GOES_ON = "Jobs go on and write again by themselves."
"""Said after a trouble of the disk."""


def banner_text(disk: str, views: Iterable[JobView]) -> str:
    """What the banner says, or nothing.

    Args:
        disk: Why nothing can be written in the workspace, or empty.
        views: All jobs.
    """
    troubled = sorted((view for view in views if view.is_active and view.trouble), key=lambda view: view.age_key)
    parts = [f"{disk[0].upper()}{disk[1:]}."] if disk else []
    if troubled:
        parts.append(f"{troubled[0].title}: {troubled[0].trouble}.")
    if len(troubled) > 1:
        parts.append(f"{count_of(len(troubled) - 1, 'more job')} in trouble.")
    if disk or any("cannot be written" in view.trouble for view in troubled):
        parts.append(GOES_ON)
    return " ".join(parts)


class Banner(Static):
    """Shows the text on one line, two where it is long.

    Args:
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    Banner {
        height: auto; max-height: 3; padding: 0 1;
        color: $text-error; background: $error-muted; text-style: bold;
    }
    """

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self._sign = "!" if ascii else "⚠"

    def say(self, text: str) -> None:
        """Say this from now on."""
        self.update(Content(f"{self._sign} {clean(text)}"))
