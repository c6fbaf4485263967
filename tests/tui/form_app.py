"""The launch form in an app of its own, and ways to wait for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

from engine.job import JobRecord, JobSpec
from engine.paths import Workspace
from tui.screens.launch import LaunchScreen
from tui.themes import DARK
from tui.widgets.launch_form import LaunchForm
from tui.widgets.param_field import ParamField


class FormApp(App[None]):
    """Opens the form and keeps what it returns."""

    def __init__(self, root: Path, source: JobRecord | None = None) -> None:
        super().__init__()
        self.workspace = Workspace(root)
        self.source = source
        self.results: list[JobSpec | None] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def on_mount(self) -> None:
        self.open()

    def open(self) -> None:
        self.push_screen(LaunchScreen(self.workspace, source=self.source), self.results.append)


class Form:
    """The form as a user sees it."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app, FormApp)
        self.app = pilot.app

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def rows(self) -> dict[str, ParamField]:
        form = self.screen.query_one(LaunchForm)
        assert isinstance(form, LaunchForm)
        return form.rows

    @property
    def focused(self) -> str:
        node = self.app.focused
        while node is not None and not isinstance(node, ParamField):
            node = node.parent  # type: ignore[assignment]
        return node.field.name if isinstance(node, ParamField) else ""

    def errors(self) -> dict[str, str]:
        return {name: row.error for name, row in self.rows.items() if row.error}

    def text(self, selector: str) -> str:
        return str(self.screen.query_one(selector, Static).content)

    def below(self, name: str) -> str:
        return " ".join(str(line.content) for line in self.rows[name].query(Static) if line.parent is self.rows[name])

    async def type(self, name: str, text: str) -> None:
        """Replace a field's text, as typing does."""
        await self.until(lambda: self.rows[name].is_mounted, f"{name} is there")
        self.rows[name].editor.focus()
        await self.until(lambda: self.focused == name, f"{name} has the focus")
        editor: Any = self.rows[name].editor
        editor.value = text
        await self.until(lambda: self.rows[name].given == text, f"{name} holds {text!r}")

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        for _ in range(500):
            if condition():
                return
            await self.pilot.pause(0.01)
        pytest.fail(f"never: {what}")
