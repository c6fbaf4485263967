"""The main screens at three sizes, as text, compared exactly with what was kept.

A picture that has changed on purpose is taken anew, and looked at in the diff, after

    REWRITE_SNAPSHOTS=1 python -m pytest tests/tui/test_snapshots.py
"""

import difflib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from engine.control.preflight import Finding
from tests.tui.planted import IDS, jobs_screen, screen_text, shows
from tests.tui.snapshot_scenes import MEASURED, NOW, SCENES, Scene, plant_scenes
from tui.app import TraindeckApp
from tui.messages import MetersRead

FOLDER = Path(__file__).parent / "snapshots"
"""A text for each scene and size."""

SIZES = ((80, 24), (120, 36), (160, 45))
"""Columns and lines."""

REWRITE = "REWRITE_SNAPSHOTS"
"""Variable that has all pictures taken anew."""

STILL = 15
"""A picture is taken when so many looks in a row have found the same."""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short name: some screens tell all of it, where there is room."""
    with tempfile.TemporaryDirectory(prefix="td") as folder:
        yield Path(folder)


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TraindeckApp]:
    """A panel in which nothing depends on the machine, the moment or the user."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    workspace = plant_scenes(home / "churn")
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr(time, "time", lambda: NOW)
    monkeypatch.setattr("engine.observe.meters.thread.MetersThread.start", lambda _: None)
    monkeypatch.setattr("engine.observe.health.thread.HealthThread.start", lambda _: None)
    for looked_for in ("dangers", "summary"):
        monkeypatch.setattr(f"engine.control.preflight.{looked_for}", nothing_found)
    yield TraindeckApp(workspace, select=IDS[5], ascii=False)
    monkeypatch.undo()
    time.tzset()


def nothing_found(_: object) -> list[Finding]:
    return []


async def still_picture(pilot: Pilot[None], home: Path, expected: str | None) -> str:
    """The screen as soon as it is what is expected, or else as soon as it has stopped changing."""
    same = 0
    picture = ""
    while same < STILL and picture != expected:
        before = picture
        await pilot.pause(0.02)
        shown = screen_text(pilot).replace(str(home), "~")
        picture = "".join(f"{line.rstrip()}\n" for line in shown.splitlines())
        same = same + 1 if picture == before else 0
    return picture


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_the_screen_looks_as_it_did(app: TraindeckApp, home: Path, scene: Scene, size: tuple[int, int]) -> None:
    kept = FOLDER / f"{scene.name}-{size[0]}x{size[1]}.txt"
    expected = kept.read_text() if kept.exists() else None

    async with app.run_test(size=size) as pilot:
        app.post_message(MetersRead(MEASURED))
        # The sign stands on the axis of the curves, which are the last to come.
        await shows(pilot, "churn-mlp", "ram", "┴")
        jobs_screen(pilot).table.move_to(IDS[5])
        await pilot.press(*scene.keys)
        await shows(pilot, scene.awaited)
        picture = await still_picture(pilot, home, None if REWRITE in os.environ else expected)

    if REWRITE in os.environ:
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(picture)
    elif picture != expected:
        diff = difflib.unified_diff((expected or "").splitlines(), picture.splitlines(), "kept", "now", lineterm="")
        pytest.fail(f"{kept.name} has changed; if it is meant, see the head of this file.\n" + "\n".join(diff))
