"""The form and the help say what endangers a job here."""

from pathlib import Path

import pytest

from engine.control.preflight import Finding, Level
from engine.paths import Workspace
from tests.tui.planted import plant_all, shows
from tui.app import TraindeckApp

FULL = Finding("disk", Level.WARNING, "The disk is nearly full: 500 MiB are free.", "Delete what is not needed.")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_form_warns_and_launches_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("engine.control.preflight.dangers", lambda _: [FULL])
    async with TraindeckApp(Workspace(tmp_path), ascii=False).run_test(size=size) as pilot:
        await shows(pilot, "No jobs here yet")
        await pilot.press("n")
        await shows(pilot, "The disk is nearly full: 500 MiB are free.", "Launch", "Data file")


async def test_the_form_is_silent_where_nothing_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Workspace] = []

    def no_dangers(workspace: Workspace) -> list[Finding]:
        asked.append(workspace)
        return []

    monkeypatch.setattr("engine.control.preflight.dangers", no_dangers)
    async with TraindeckApp(Workspace(tmp_path), ascii=False).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No jobs here yet")
        await pilot.press("n")
        await shows(pilot, "Data file")
        await pilot.app.workers.wait_for_complete()
        assert [each.root for each in asked] == [tmp_path]
        assert not pilot.app.screen.query_one("#danger").display


@pytest.mark.parametrize(("found", "text"), [([FULL], "disk: The disk is nearly full"), ([], "Nothing endangers jobs")])
async def test_the_help_tells_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: list[Finding], text: str
) -> None:
    monkeypatch.setattr("engine.control.preflight.summary", lambda _: found)
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=(120, 60)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("question_mark", "G")
        await shows(pilot, "traindeck doctor", text)
