"""A log in an app of its own."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.themes import variables_of
from tui.widgets.log_pane import LogPane
from tui.widgets.log_view import LogView


class LogApp(App[None]):
    """Shows one log as the Log tab does."""

    def __init__(self, path: Path, *, opened: bool = True) -> None:
        super().__init__()
        self.path = path
        self.opened = opened
        self.copied: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the panel's app gives every theme."""
        return variables_of(self.current_theme)

    def compose(self) -> ComposeResult:
        yield LogPane(self.path)

    def on_mount(self) -> None:
        self.screen.set_class(self.opened, "opened")

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    @property
    def pane(self) -> LogPane:
        return self.query_one(LogPane)

    @property
    def view(self) -> LogView:
        return self.query_one(LogView)

    def rows(self) -> list[str]:
        return [self.view.render_line(row).text.rstrip() for row in range(self.view.size.height)]


async def wait(pilot: Pilot[Any], condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds, or name what never happened."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return
        await pilot.pause(0.01)
    app = pilot.app
    shown = "\n".join([*app.rows(), app.pane.finding, app.pane.place]) if isinstance(app, LogApp) else ""
    pytest.fail(f"never: {what}\n{shown}")
