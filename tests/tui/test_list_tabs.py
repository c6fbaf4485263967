"""The tabs with lists: Parameters, Checkpoints, Files, Process, Timeline, by key and by mouse."""

import contextlib
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from engine.checkpoint_index import facts_of, write_index
from engine.files import make_private
from engine.job import Best, JobSpec, ProcessIdentity, StopIntent
from engine.paths import Workspace
from engine.process import describe
from engine.record import write_record
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, screen_text, shows, until, write_metrics
from tui.app import TraindeckApp
from tui.messages import ResumeJob
from tui.tabs import TITLES
from tui.widgets.row_list import RowList

OLD, NEW = IDS[0], IDS[1]
START = 1_700_000_000.0


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A stopped job with three checkpoints, and one that goes on from it and runs."""
    made = Workspace(tmp_path)
    plant(
        made, OLD, name="before", status=JobState.STOPPED, checkpoint=f"models/{OLD}/last.pt", created_at=START,
        started_at=START + 0.2, loading_at=START + 0.4, running_at=START + 2, finished_at=START + 60, exit_code=0,
        params={"data": "x.csv", "epochs": 3, "learning_rate": 0.01}, message="stopped; checkpoint saved",
        best=Best(metric="val_loss", value=0.125, step=20),
    )  # fmt: skip
    plant(made, NEW, name="after", resumed_from=OLD, params={"data": "x.csv", "epochs": 9, "learning_rate": 0.01},
          created_at=time.time(), updated_at=time.time(),
          worker=msgspec.convert(describe(os.getpid()), ProcessIdentity))  # fmt: skip
    for job_id in (OLD, NEW):
        make_private(made.run(job_id))
    folder = made.checkpoints(OLD)
    make_private(folder)
    index = {}
    for place, (name, step) in enumerate((("step_20.pt", 20), ("best.pt", 20), ("last.pt", 40))):
        (folder / name).write_bytes(b"x" * 2048)
        os.utime(folder / name, (START + 20 + place, START + 20 + place))
        index[name] = facts_of(folder / name, step, 1, {"loss": 0.5, "val_loss": 0.25})
    write_index(made.checkpoint_index(OLD), index)
    write_metrics(made, OLD, [0.9, 0.5])
    made.log(OLD).write_text("hello from the log\n")
    spec = JobSpec(job_id=NEW, recipe="regression", params={}, resume_checkpoint=f"models/{OLD}/step_20.pt")
    write_record(made.spec(NEW), spec, durable=False)
    made.successor(OLD).write_text(NEW)
    write_record(made.stop(OLD), StopIntent(requested_at=START + 50, grace_s=60.0, by="panel"), durable=False)
    return made


def panel(workspace: Workspace, job_id: str, **options: Any) -> TraindeckApp:
    return TraindeckApp(workspace, select=job_id, ascii=False, **options)


async def open_tab(pilot: Pilot[Any], title: str) -> RowList:
    """Open the detail at a tab and wait for its list."""
    screen = jobs_screen(pilot)
    await until(pilot, lambda: screen.detail.job_id is not None, "a job selected")
    await pilot.press("enter", *["right_square_bracket"] * TITLES.index(title))
    await until(pilot, lambda: any(each.display for each in screen.detail.query(RowList)), f"the list of {title}")
    return next(each for each in screen.detail.query(RowList) if each.parent is screen.detail.current)


async def test_parameters_stand_beside_defaults_and_parent(workspace: Workspace) -> None:
    async with panel(workspace, NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Parameters")
        await shows(pilot, "Default", "Parent", "! not as in before", "resumed from")
        lines = screen_text(pilot).splitlines()
        epochs = next(line for line in lines if " epochs " in line).split()
        rate = next(line for line in lines if " learning_rate " in line).split()
        assert epochs == ["!", "epochs", "9", "20", "3"]
        assert rate == ["●", "learning_rate", "0.01", "0.001", "0.01"]


async def test_equals_shows_only_what_differs(workspace: Workspace) -> None:
    plant(workspace, OLD, name="before", status=JobState.STOPPED, params={"epochs": 20, "learning_rate": 0.01})
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Parameters")
        await shows(pilot, "epochs", "learning_rate")
        await pilot.press("equals_sign")
        await shows(pilot, "= shows all (1 more)", "learning_rate")
        assert " epochs " not in screen_text(pilot)
        await pilot.press("equals_sign")
        await shows(pilot, " epochs ")


async def test_a_parent_that_is_gone_is_named_and_nothing_is_compared_with_it(workspace: Workspace) -> None:
    os.unlink(workspace.status(OLD))
    async with panel(workspace, NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Parameters")
        await shows(pilot, f"{OLD} is gone")
        assert "!" not in screen_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_checkpoints_tell_step_value_size_and_what_they_are_for(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with panel(workspace, OLD).run_test(size=size) as pilot:
        await open_tab(pilot, "Checkpoints")
        await shows(pilot, "step_20.pt", "best.pt", "last.pt", "★ best", "2.0 KiB", "val_loss 0.25", "last, res")
        line = next(line for line in screen_text(pilot).splitlines() if "last.pt" in line)
        assert line.split()[:3] == ["▸", "last.pt", "40"]


async def test_a_checkpoint_is_chosen_by_arrow_and_by_click_and_resumed_from(workspace: Workspace) -> None:
    wished: list[ResumeJob] = []

    class Listening(TraindeckApp):
        def on_resume_job(self, message: ResumeJob) -> None:
            wished.append(message)

    async with Listening(workspace, select=OLD, ascii=False).run_test(size=(120, 36)) as pilot:
        rows = await open_tab(pilot, "Checkpoints")
        await shows(pilot, "step_20.pt")
        await pilot.press("down", "down", "r")
        await until(pilot, lambda: bool(wished), "the wish to resume")
        assert (wished[0].record.job_id, wished[0].checkpoint) == (OLD, "step_20.pt")

        await pilot.press("up", "r")
        await until(pilot, lambda: any("weights only" in told.message for told in pilot.app._notifications), "why not")
        assert len(wished) == 1

        await pilot.click(rows, offset=(5, 1))
        assert rows.cursor == f"models/{OLD}/last.pt"
        await pilot.press("r")
        await until(pilot, lambda: len(wished) == 2, "the second wish")
        assert wished[1].checkpoint == "last.pt"


async def test_the_path_of_a_checkpoint_is_copied(workspace: Workspace) -> None:
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Checkpoints")
        await shows(pilot, "step_20.pt")
        await pilot.press("y")
        assert pilot.app.clipboard == str(workspace.checkpoints(OLD) / "last.pt")


async def test_the_next_job_shows_its_own_checkpoints_without_leaving(workspace: Workspace) -> None:
    async with panel(workspace, NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Checkpoints")
        await shows(pilot, "No checkpoint yet")
        await pilot.press("j")
        await shows(pilot, "before", "step_20.pt")
        await pilot.press("k")
        await shows(pilot, "after", "No checkpoint yet")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_files_are_listed_with_sizes_and_those_that_are_missing(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with panel(workspace, OLD).run_test(size=size) as pilot:
        rows = await open_tab(pilot, "Files")
        await shows(pilot, "output.log", "19 B", "metrics.jsonl", "on disk")
        line = next(line for line in screen_text(pilot).splitlines() if "/spec.json" in line)
        assert "none" in line
        await pilot.press("down", "down", "y")
        assert pilot.app.clipboard == str(workspace.log(OLD))
        assert rows.cursor.endswith("output.log")


async def test_a_file_that_is_no_text_is_not_opened(workspace: Workspace) -> None:
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        rows = await open_tab(pilot, "Files")
        await shows(pilot, "last.pt")
        rows.move_to(f"models/{OLD}/last.pt")
        await pilot.press("o")
        await until(pilot, lambda: any("is no text" in told.message for told in pilot.app._notifications), "why not")


async def test_a_text_is_read_in_the_pager(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[str]] = []
    monkeypatch.setattr("tui.pager.run_pager", read.append)
    monkeypatch.setattr(TraindeckApp, "suspend", lambda app: contextlib.nullcontext())
    monkeypatch.setenv("PAGER", "cat -v")
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        rows = await open_tab(pilot, "Files")
        await shows(pilot, "output.log")
        await pilot.press("down", "down", "o")
        await until(pilot, lambda: bool(read), "the pager")
        assert read[0][1:] == ["-v", str(workspace.log(OLD))]

        await pilot.click(rows, offset=(6, 2), times=2)
        await until(pilot, lambda: len(read) == 2, "the pager again")
        assert read[1][-1] == str(workspace.status(OLD))


async def test_processes_of_a_running_job_are_those_that_were_verified(workspace: Workspace) -> None:
    async with panel(workspace, NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Process")
        await shows(pilot, str(os.getpid()), "worker", "MiB", "Threads", "Files")


async def test_a_pid_that_belongs_to_another_by_now_is_not_shown(workspace: Workspace) -> None:
    mine = msgspec.convert(describe(os.getpid()), ProcessIdentity)
    other = msgspec.structs.replace(mine, start_ticks=mine.start_ticks + 1)
    plant(workspace, NEW, name="after", worker=other, status=JobState.RUNNING, host=mine.host)
    async with panel(Workspace(workspace.root, locked="x"), NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Process")
        await shows(pilot, "This job has ended")
        assert "Memory" not in screen_text(pilot)


async def test_an_ended_job_says_how(workspace: Workspace) -> None:
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Process")
        await shows(pilot, "This job has ended", "status 0", "1:00", "STOPPED")


async def test_the_timeline_tells_everything_in_its_order(workspace: Workspace) -> None:
    async with panel(workspace, OLD).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Timeline")
        await shows(pilot, "continued by after", "STOPPED")
        text = screen_text(pilot)
        told = [
            "QUEUED",
            "STARTING",
            "LOADING",
            "RUNNING   ",
            "step_20.pt saved",
            "stop asked for by panel",
            "STOPPED  ",
        ]
        places = [text.rindex(word) for word in told]
        assert places == sorted(places)
        assert "2 s" in next(line for line in text.splitlines() if "LOADING" in line)
        assert "step 20, val_loss 0.2500" in text


async def test_the_timeline_says_where_a_job_goes_on_from(workspace: Workspace) -> None:
    async with panel(workspace, NEW).run_test(size=(120, 36)) as pilot:
        await open_tab(pilot, "Timeline")
        await shows(pilot, "goes on from before", "from step 20")


async def test_the_timeline_of_an_ended_job_tells_what_was_wrong_with_it(workspace: Workspace) -> None:
    write_metrics(workspace, OLD, [0.5] * 30 + [float("nan")] * 3)
    async with panel(workspace, OLD).run_test(size=(160, 45)) as pilot:
        await open_tab(pilot, "Timeline")
        await shows(pilot, "non-finite", "since step 155")


async def test_all_tabs_have_room_and_can_be_clicked_on_a_narrow_screen(workspace: Workspace) -> None:
    async with panel(workspace, OLD).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "before")
        await pilot.press("enter")
        await shows(pilot, " Curves ", " Params ", " Ckpts ", " Files ", " Proc ", " Time ")
        line = next(line for line in screen_text(pilot).splitlines() if " Ckpts " in line)
        assert " before " in line
        await pilot.click("TabBar", offset=(line.index(" Time ") + 2, 0))
        await shows(pilot, " Timeline ", "QUEUED")


async def test_on_the_narrowest_screen_the_tab_that_shows_is_named_and_its_neighbours_can_be_clicked(
    workspace: Workspace,
) -> None:
    async with panel(workspace, OLD).run_test(size=(40, 20)) as pilot:
        await open_tab(pilot, "Process")
        await shows(pilot, " Process ", " Time ")
        line = next(line for line in screen_text(pilot).splitlines() if " Process " in line)
        assert "Curves" not in line
        await pilot.click("TabBar", offset=(line.index(" Time ") + 2, 0))
        await shows(pilot, " Timeline ")


@pytest.mark.parametrize("title", TITLES[2:])
async def test_in_ascii_nothing_but_ascii_is_drawn(workspace: Workspace, title: str) -> None:
    write_metrics(workspace, OLD, [0.5] * 30 + [float("nan")] * 3)
    async with TraindeckApp(workspace, select=OLD, ascii=True).run_test(size=(120, 36)) as pilot:
        rows = await open_tab(pilot, title)
        await until(pilot, lambda: rows.virtual_size.height > 5, "the list filled")
        await pilot.pause()
        assert [letter for letter in screen_text(pilot) if not letter.isascii()] == []


async def test_a_long_list_is_scrolled_by_keys_and_wheel(workspace: Workspace) -> None:
    for step in range(100, 160):
        (workspace.checkpoints(OLD) / f"step_{step}.pt").write_bytes(b"x")
    async with panel(workspace, OLD).run_test(size=(80, 24)) as pilot:
        rows = await open_tab(pilot, "Checkpoints")
        await shows(pilot, "step_159.pt")
        await pilot.press("end")
        await shows(pilot, "step_20.pt")
        await pilot.press("home")
        await until(pilot, lambda: rows.scroll_offset.y == 0, "the start again")
        await pilot.press("pagedown")
        await until(pilot, lambda: rows.scroll_offset.y > 0, "a page down")
        await pilot.press("home", *["down"] * 30)
        await until(pilot, lambda: rows.scroll_offset.y > 0, "the cursor scrolls along")
