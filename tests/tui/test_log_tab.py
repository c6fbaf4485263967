import os
from pathlib import Path

from engine.files import make_private
from engine.paths import Workspace
from tests.engine.observe.log_writing import append
from tests.tui.planted import IDS, jobs_screen, plant_all, screen_text, shows, until
from tui.app import TraindeckApp
from tui.tabs.log import LogTab


def with_log(root: Path, content: str) -> Workspace:
    workspace = plant_all(root)
    make_private(workspace.run(IDS[4]))
    append(workspace.log(IDS[4]), content)
    return workspace


def story() -> str:
    return "".join(f"Epoch {n // 100}\n" if n % 100 == 0 else f"step {n}\n" for n in range(1_000))


async def test_the_keys_of_an_opened_log(tmp_path: Path) -> None:
    workspace = with_log(tmp_path, story() + "WARNING: slow\nlast\n")
    app = TraindeckApp(workspace, ascii=False, select=IDS[4])
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "reading")
        await pilot.press("l", "enter")
        await shows(pilot, "WARNING: slow", "lines 972–1,002 of 1,002", "Search")
        await pilot.press("slash", *"epoch", "enter")
        await shows(pilot, "“epoch”: 1 of 10  from the start", "Epoch 0", "paused – f follows")
        await pilot.press("n")
        await shows(pilot, "2 of 10")
        await pilot.press("N")
        await shows(pilot, "1 of 10")
        await pilot.press("W")
        await shows(pilot, "warnings and errors: 1 of 1", "WARNING: slow")
        await pilot.press("escape")
        await until(pilot, lambda: "warnings and errors" not in screen_text(pilot), "the end of the search")
        assert jobs_screen(pilot).has_class("opened")
        await pilot.press("f")
        await shows(pilot, "following")
        await pilot.press("w")
        await shows(pilot, "no wrap")
        await pilot.press("escape")
        await until(pilot, lambda: not jobs_screen(pilot).has_class("opened"), "the table again")


async def test_in_the_split_view_these_keys_are_the_table_s(tmp_path: Path) -> None:
    app = TraindeckApp(with_log(tmp_path, story()), ascii=False, select=IDS[4])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l")
        await shows(pilot, "step 999")
        await pilot.press("slash", *"done")
        await until(pilot, lambda: "pretend" not in screen_text(pilot), "the table filtered")


async def test_the_foot_names_what_a_key_means_here(tmp_path: Path) -> None:
    app = TraindeckApp(with_log(tmp_path, story()), ascii=False, select=IDS[4])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l")
        await shows(pilot, "step 999", "n New")
        await pilot.press("enter")
        await shows(pilot, "/ Search", "W Warnings")
        assert "n New" not in screen_text(pilot)
        assert "n Next" not in screen_text(pilot)
        await pilot.press("W")
        await shows(pilot, "n Next", "N Previous")


async def test_a_search_is_ended_by_another_job(tmp_path: Path) -> None:
    workspace = with_log(tmp_path, story())
    make_private(workspace.run(IDS[3]))
    append(workspace.log(IDS[3]), "another job's log\n")
    app = TraindeckApp(workspace, ascii=False, select=IDS[4])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l", "enter")
        await shows(pilot, "step 999")
        await pilot.press("slash", *"epoch", "enter")
        await shows(pilot, "of 10")
        await pilot.press("j")
        await shows(pilot, "another job's log")
        assert "“epoch”" not in screen_text(pilot)


async def test_the_log_of_a_job_that_ended_is_watched_too(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    make_private(workspace.run(IDS[0]))
    append(workspace.log(IDS[0]), "first\n")
    app = TraindeckApp(workspace, ascii=False, select=IDS[0])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l")
        await shows(pilot, "first")
        append(workspace.log(IDS[0]), "afterthought\n")
        await shows(pilot, "afterthought")
        tab = jobs_screen(pilot).detail.current
        assert isinstance(tab, LogTab)
        os.unlink(workspace.log(IDS[0]))
        await pilot.pause(0.6)
        await shows(pilot, "afterthought")


async def test_what_the_panel_says_of_a_log_can_be_ascii(tmp_path: Path) -> None:
    app = TraindeckApp(with_log(tmp_path, story()), ascii=True, select=IDS[4])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l", "enter")
        await shows(pilot, "step 999")
        await pilot.press("slash", *"epoch", "enter")
        await shows(pilot, '"epoch": 1 of 10', "of 1,000  paused - f follows")
        log = jobs_screen(pilot).detail.current
        assert log is not None
        top, rows = log.region.y, screen_text(pilot).splitlines()
        scrollbar = log.region.right - 2
        assert all(row[:scrollbar].isascii() for row in rows[top : log.region.bottom])
