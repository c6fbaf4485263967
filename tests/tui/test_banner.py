"""The banner: which file cannot be written and why, for as long as that is so."""

from pathlib import Path
from typing import Any

import pytest

from engine.files import make_private
from engine.job import JobRecord
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.reserve import leave_note, make_reserve
from engine.state import JobState
from tests.tui.planted import IDS, plant, plant_all, screen_text, shows, until
from tui.app import TraindeckApp
from tui.widgets.banner import GOES_ON, banner_text


def view(number: int, trouble: str = "", status: JobState = JobState.RUNNING) -> JobView:
    record = JobRecord(job_id=f"j{number}", status=status, name=f"n{number}", created_at=float(number))
    return JobView(job_id=record.job_id, record=record, trouble=trouble)


@pytest.mark.parametrize(
    ("disk", "troubles", "text"),
    [
        ("", [], ""),
        ("", ["", ""], ""),
        ("the disk is full", [], f"The disk is full. {GOES_ON}"),
        ("", ["", "a.pt cannot be written: x"], f"n1: a.pt cannot be written: x. {GOES_ON}"),
        ("", ["will not die: PID 7 (python)", ""], "n0: will not die: PID 7 (python)."),
        ("", ["a cannot be written: x", "b", "c"], f"n0: a cannot be written: x. 2 more jobs in trouble. {GOES_ON}"),
    ],
)
def test_what_is_said(disk: str, troubles: list[str], text: str) -> None:
    assert banner_text(disk, [view(number, trouble) for number, trouble in enumerate(troubles)]) == text


def test_closed_jobs_need_no_banner() -> None:
    assert banner_text("", [view(1, "a cannot be written", JobState.COMPLETED)]) == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_a_note_in_the_reserve_is_shown_and_goes(tmp_path: Path, size: tuple[int, int]) -> None:
    workspace = plant_all(tmp_path)
    make_private(workspace.run(IDS[3]))
    make_reserve(workspace.reserve(IDS[3]))
    async with TraindeckApp(workspace, ascii=False).run_test(size=size) as pilot:
        await shows(pilot, "pretend")
        assert "cannot be written" not in screen_text(pilot)

        leave_note(workspace.reserve(IDS[3]), "x.json cannot be written: No space left on device")
        await shows(pilot, "⚠ pretend: x.json cannot be written: No space left on device.", "pretend", "done")

        leave_note(workspace.reserve(IDS[3]), "")
        await until(pilot, lambda: "cannot be written" not in screen_text(pilot), "the banner gone")


async def test_a_trouble_in_the_status_file_is_shown_in_banner_and_detail(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    plant(workspace, IDS[0], name="poor", trouble="models/poor/last.pt cannot be written: Disk quota exceeded")
    async with TraindeckApp(workspace, ascii=True).run_test(size=(160, 45)) as pilot:
        await shows(pilot, "! poor: models/poor/last.pt cannot be written: Disk quota exceeded.")
        assert screen_text(pilot).count("Disk quota exceeded") == 2


async def test_a_full_disk_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble: list[Any] = ["the disk is full"]
    monkeypatch.setattr("engine.observe.folder.disk_trouble", lambda _: trouble[-1])
    async with TraindeckApp(plant_all(tmp_path), ascii=False).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "⚠ The disk is full.")
        trouble.append("")
        await until(pilot, lambda: "disk is full" not in screen_text(pilot), "the banner gone")


async def test_a_folder_that_cannot_be_read_is_told_where_there_is_room_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = plant_all(tmp_path)
    async with TraindeckApp(workspace, ascii=False).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "done")
        workspace.jobs.rename(tmp_path / "away")
        workspace.jobs.touch()
        await shows(pilot, "⚠ The jobs cannot be read:", "Not a directory")
        workspace.jobs.unlink()
        (tmp_path / "away").rename(workspace.jobs)
        await until(pilot, lambda: "cannot be read" not in screen_text(pilot), "the banner gone")
