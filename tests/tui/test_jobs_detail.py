"""The detail below the table, and on the whole screen."""

from pathlib import Path

from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, screen_text, shows, until, write_metrics
from tui.app import TraindeckApp
from tui.widgets.curve import Curve
from tui.widgets.log_view import LogView


def panel(workspace: Workspace, **options: object) -> TraindeckApp:
    return TraindeckApp(workspace, ascii=False, **options)  # type: ignore[arg-type]


async def test_tabs_show_curves_log_parameters_and_checkpoints(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[0], [0.9, 0.5, float("nan"), 0.1])
    workspace.log(IDS[0]).write_text("first line\n\x1b]52;c;aGVsbG8=\x07[/] [red]markup\n")
    workspace.checkpoints(IDS[0]).mkdir(parents=True)
    (workspace.checkpoints(IDS[0]) / "last.pt").write_bytes(b"x" * 2048)
    async with panel(workspace, select=IDS[0]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "loss", "step")
        await pilot.press("l")
        await shows(pilot, "first line", "[/] [red]markup")
        await pilot.press("right_square_bracket")
        await shows(pilot, "learning_rate", "0.01", "job id")
        await pilot.press("right_square_bracket")
        await shows(pilot, "last.pt", "2.0 KiB")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await shows(pilot, "first line")


async def test_a_key_jumps_to_the_traceback(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[1], [0.9])
    trace = "Traceback (most recent call last):\n  File x\nValueError: bad\n"
    workspace.log(IDS[1]).write_text("early\n" * 300 + trace + "late\n" * 300)
    async with panel(workspace, select=IDS[1]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "broke")
        await pilot.press("e")
        await shows(pilot, "ValueError: bad")
        assert "early" not in screen_text(pilot)
        await pilot.press("enter", "G")
        await until(pilot, lambda: "ValueError" not in screen_text(pilot), "the end of the log")
        await pilot.press("e")
        await shows(pilot, "ValueError: bad")


async def test_a_short_log_goes_on_after_the_jump(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[1], [0.9])
    workspace.log(IDS[1]).write_text("early\nError: bad\n")
    async with panel(workspace, select=IDS[1]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "broke")
        await pilot.press("e")
        await shows(pilot, "Error: bad")
        await until(pilot, lambda: jobs_screen(pilot).query_one(LogView).following, "following")


async def test_a_log_without_an_error_says_so(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace, select=IDS[0]).run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "done", "reported no metric")
        await pilot.press("e")
        await shows(pilot, "Its log tells of no error.")


async def test_curves_go_on_as_the_metrics_grow(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    write_metrics(workspace, IDS[3], [0.9, 0.5])
    async with panel(workspace, select=IDS[3]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "0.5000")
        write_metrics(workspace, IDS[3], [0.9, 0.5, 0.25])
        plant(workspace, IDS[3], name="pretend", loss=0.25, step=15)
        await shows(pilot, "0.2500")
        await pilot.press("L")
        assert jobs_screen(pilot).query_one(Curve).view.logarithmic


async def test_enter_gives_the_detail_the_screen_and_escape_takes_it_back(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "halted")
        await pilot.press("enter")
        await until(pilot, lambda: "halted" not in screen_text(pilot), "the table gone")
        await pilot.press("escape")
        await shows(pilot, "halted")


async def test_an_opened_detail_goes_to_its_neighbours_by_key_and_by_mouse(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path), select=IDS[3]).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("enter")
        await shows(pilot, "◂ 3/6 ▸", "pretend", "esc Back")
        await pilot.press("j")
        await shows(pilot, "◂ 4/6 ▸", "halted")
        await pilot.click("TabBar", offset=(112, 0))
        await shows(pilot, "◂ 3/6 ▸", "pretend")
        await pilot.click("TabBar", offset=(118, 0))
        await shows(pilot, "◂ 4/6 ▸", "halted")
        await pilot.press("escape")
        await until(pilot, lambda: "4/6" not in screen_text(pilot), "the position gone with the table back")


async def test_where_no_job_is_selected_the_detail_says_so_or_sums_up_the_group(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=(160, 45)) as pilot:
        await shows(pilot, "pretend", "broke")
        await pilot.press("slash", *"nowhere", "enter")
        await shows(pilot, "No job is selected.")
        await until(pilot, lambda: "no points yet" not in screen_text(pilot), "no curve of no job")
        await pilot.press("enter")
        assert not jobs_screen(pilot).is_opened
        await pilot.press("escape", "b", "b", "g")
        await shows(pilot, "─ regression ─", "5 jobs  ▶ 1 running", "✔ 1 completed  best 0.001900 of done")
        assert "metric" not in screen_text(pilot)
        await pilot.press("G")
        await shows(pilot, "unreadable status file")
        await pilot.press("g", "l", "j")
        await shows(pilot, "nothing has been written yet")
