"""The question before a stop, in every size of terminal."""

from pathlib import Path

import pytest

from tests.tui.planted import IDS, plant_all, screen_text, shows
from tui.app import TraindeckApp


@pytest.mark.parametrize("size", [(24, 5), (40, 10), (60, 12), (80, 24), (200, 50)])
async def test_the_question_the_job_and_the_answers_are_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    async with TraindeckApp(plant_all(tmp_path), select=IDS[3]).run_test(size=size) as pilot:
        await shows(pilot, "pretend" if size[1] > 10 else "Traindeck")
        await pilot.press("x")
        await shows(pilot, "Stop this job?", "pretend", "Stop (y)", "Cancel")
        assert ("saves a checkpoint" in screen_text(pilot)) == (size[1] >= 24)
        await pilot.press("n")


async def test_many_jobs_leave_room_for_the_answers(tmp_path: Path) -> None:
    async with TraindeckApp(plant_all(tmp_path)).run_test(size=(60, 8)) as pilot:
        await shows(pilot, "Traindeck")
        await pilot.press(*["space"] * 6, "X")
        await shows(pilot, "Kill 2 jobs at once?", "pretend", "reading", "Kill (y)", "Cancel (n)")
