"""A panel whose table is tested, and its rows."""

from typing import Any

from textual.pilot import Pilot

from engine.paths import Workspace
from tests.tui.planted import jobs_screen, until
from tui.app import TraindeckApp

SIZE = (160, 45)


def panel(workspace: Workspace, **options: Any) -> TraindeckApp:
    return TraindeckApp(workspace, ascii=False, **options)


def rows(pilot: Pilot[Any]) -> list[str]:
    return list(jobs_screen(pilot).listing.lines)


async def has_rows(pilot: Pilot[Any], *expected: str) -> None:
    await until(pilot, lambda: rows(pilot) == list(expected), f"rows {expected}")
