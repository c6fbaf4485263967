"""Where ASCII is asked for, nothing else is on any screen."""

from pathlib import Path

import pytest

from tests.tui.planted import IDS, plant_all, screen_text, shows, until, write_metrics
from tui.app import TraindeckApp

WALK = (
    ((), "pretend"),
    (("colon",), "Search for commands"),
    (("escape", "n"), "Launch"),
    (("ctrl+o",), "enter opens"),
    (("escape", *"data.csv", "tab"), "3 rows"),
    (("escape", "j", "j", "x"), "Stop this job?"),
    (("escape", "enter"), "esc Back"),
    (("right_square_bracket",), "nothing has been written"),
    (("right_square_bracket",), "learning_rate"),
    (("right_square_bracket",), "No checkpoint yet"),
    (("right_square_bracket",), "spec.json"),
    (("right_square_bracket",), "process"),
    (("right_square_bracket",), "RUNNING"),
    (("escape", "question_mark"), "Moving about"),
    (("escape", "C"), "what the job does"),
    (("escape", "slash"), "of 6"),
    (("escape", "M"), "Memory"),
    (("escape", "H"), "Notices"),
    (("escape", "asterisk", "c"), "Compare"),
)
"""Keys, and what the screen to which they lead shows."""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_no_screen_shows_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    workspace = plant_all(tmp_path)
    for job_id in (IDS[0], IDS[3]):
        write_metrics(workspace, job_id, [0.9, 0.5, 0.2])
    monkeypatch.chdir(tmp_path)
    columns = ",".join(f"a_rather_long_name_of_a_column_{number}" for number in range(9))
    Path("data.csv").write_text(f"{columns}\n" + f"{','.join('123456789')}\n" * 3)
    app = TraindeckApp(workspace, ascii=True)
    async with app.run_test(size=size, notifications=True) as pilot:
        app.notify("told")
        await shows(pilot, "told")
        for keys, awaited in WALK:
            await pilot.press(*keys)
            await shows(pilot, awaited)
            await until(pilot, lambda: screen_text(pilot).isascii(), f"nothing but ASCII after {keys}")
