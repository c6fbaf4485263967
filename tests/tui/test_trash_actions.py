"""Putting jobs away: archive and trash."""

from pathlib import Path

import pytest

from engine.control import trash
from engine.control.trash_contents import trashed_jobs
from engine.files import make_private
from engine.observe.annotations import read_annotations
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, plant_all, shows, until
from tests.tui.table_panel import SIZE, has_rows, panel, rows
from tui.messages import SettingChosen, Undoable


async def test_archived_jobs_are_out_of_sight_until_they_are_taken_back(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "A")
        await shows(pilot, "Archived 1 job")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "out of sight")
        await pilot.press("slash", *"is:archived", "enter")
        await has_rows(pilot, IDS[0])
        await pilot.press("escape", "U")
        await until(pilot, lambda: IDS[0] in rows(pilot), "taken back")
        assert read_annotations(workspace) == {}


async def test_deleting_asks_names_size_and_children_and_is_undone(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    make_private(workspace.checkpoints(IDS[0]))
    (workspace.checkpoints(IDS[0]) / "last.pt").write_bytes(b"x" * (3 << 20))
    plant(workspace, IDS[2], name="halted", status=JobState.STOPPED, resumed_from=IDS[0])
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "D")
        await shows(pilot, "Delete this job?", f"done  ({IDS[0]})", "3.0 MiB", "halted was resumed from what is")
        await pilot.press("n")
        assert workspace.status(IDS[0]).exists()
        await pilot.press("delete")
        await shows(pilot, "Delete this job?")
        await pilot.press("y")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "gone")
        await shows(pilot, "Deleted done.")
        assert [entry.job_id for entry in trashed_jobs(workspace)] == [IDS[0]]
        await pilot.press("U")
        await until(pilot, lambda: IDS[0] in rows(pilot), "back")
        assert (workspace.checkpoints(IDS[0]) / "last.pt").stat().st_size == 3 << 20
        await pilot.press("U")
        await shows(pilot, "the trash is empty")


async def test_a_living_job_is_not_deleted(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace, select=IDS[3]).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[3], "selected")
        await pilot.press("D")
        await shows(pilot, "Nothing to delete")
        await pilot.press("slash", *"pretend|done", "enter", "asterisk", "D")
        await shows(pilot, "Delete this job?", "1 job that has not ended will stay")
        await pilot.press("y")
        await until(pilot, lambda: not workspace.status(IDS[0]).exists(), "the ended one deleted")
        assert workspace.status(IDS[3]).exists()


async def test_an_unreadable_job_of_another_program_counts_as_not_ended(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace, select=IDS[5]).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[5], "selected")
        await pilot.press("D")
        await shows(pilot, "Nothing to delete")
        make_private(workspace.run(IDS[5]))
        workspace.lock(IDS[5]).touch()
        await pilot.press("D")
        await shows(pilot, "Delete this job?")
        await pilot.press("y")
        await until(pilot, lambda: not workspace.status(IDS[5]).exists(), "deleted")


async def test_a_failed_archive_cannot_be_undone_and_a_failed_undo_can_be_tried_again(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        make_private(workspace.annotations.parent)
        workspace.annotations.write_text("not an object")
        await pilot.press("G", "A")
        await shows(pilot, "Nothing was changed")
        await pilot.press("U")
        await shows(pilot, "the trash is empty")
        workspace.annotations.unlink()
        await pilot.press("A")
        await shows(pilot, "Archived 1 job")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "out of sight")
        kept = workspace.annotations.read_text()
        pilot.app.clear_notifications()
        workspace.annotations.write_text("not an object")
        await pilot.press("U")
        await shows(pilot, "Nothing was changed")
        workspace.annotations.write_text(kept)
        await pilot.press("U")
        await shows(pilot, "Took 1 job back")
        await until(pilot, lambda: IDS[0] in rows(pilot), "taken back")


async def test_an_undo_that_archives_can_be_undone_as_it_says(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "A")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "out of sight")
        await pilot.press("slash", *"is:archived", "enter")
        await has_rows(pilot, IDS[0])
        await pilot.press("A")
        await shows(pilot, "Took 1 job back")
        await pilot.press("escape", "U")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "archived again")
        await pilot.press("U")
        await until(pilot, lambda: IDS[0] in rows(pilot), "taken back")


async def test_what_was_done_is_taken_back_step_by_step(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "A")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "one out of sight")
        await pilot.press("G", "A")
        await until(pilot, lambda: IDS[1] not in rows(pilot), "another one")
        await pilot.press("G", "D")
        await shows(pilot, "Delete this job?")
        await pilot.press("y")
        await until(pilot, lambda: IDS[2] not in rows(pilot), "a third one deleted")
        await shows(pilot, "Deleted halted.")
        for place in (2, 1, 0):
            await pilot.press("U")
            await until(pilot, lambda place=place: IDS[place] in rows(pilot), f"{place} is back")  # type: ignore[misc]
            await until(pilot, lambda place=place: len(jobs_screen(pilot).undoables) == place, "known")  # type: ignore[misc]
        await pilot.press("U")
        await shows(pilot, "the trash is empty")


async def test_a_failed_restore_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the disk is gone")

    workspace = plant_all(tmp_path)
    trash.delete_jobs(workspace, [IDS[1]])
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "D")
        await shows(pilot, "Delete this job?")
        await pilot.press("y")
        await shows(pilot, "Deleted done.")
        # Deleted later by somebody else: an undo that had lost what it is about would bring this one back.
        trash.delete_jobs(workspace, [IDS[2]])
        with monkeypatch.context() as patch:
            patch.setattr(trash, "restore_jobs", refuse)
            await pilot.press("U")
            await shows(pilot, "Nothing was restored")
        await pilot.press("U")
        await shows(pilot, "Restored done.")
        assert [entry.job_id for entry in trashed_jobs(workspace)] == [IDS[2], IDS[1]]


async def test_an_undo_waits_for_what_it_takes_back(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    trash.delete_jobs(workspace, [IDS[1]])
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        screen = jobs_screen(pilot)
        screen.table.move_to(IDS[0])
        await until(pilot, lambda: screen.table.selected == IDS[0], "a job")
        screen.action_archive()
        screen.action_undo()
        await shows(pilot, "Took 1 job back")
        await until(pilot, lambda: not screen.undoables, "all is taken back")
        assert read_annotations(workspace) == {}
        assert [entry.job_id for entry in trashed_jobs(workspace)] == [IDS[1]], "what was deleted before stays so"


async def test_a_setting_loses_neither_marks_nor_what_can_be_undone(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    async with panel(workspace).run_test(size=SIZE, notifications=True) as pilot:
        await shows(pilot, "pretend")
        await pilot.press("G", "A")
        await until(pilot, lambda: IDS[0] not in rows(pilot), "out of sight")
        await pilot.press("k", "space", "b")
        await until(pilot, lambda: bool(jobs_screen(pilot).listing.headings), "groups")
        closed = next(iter(jobs_screen(pilot).listing.headings))
        jobs_screen(pilot).toggle_group(closed)
        before, marked = jobs_screen(pilot), set(jobs_screen(pilot).table.marked)
        assert marked
        pilot.app.post_message(SettingChosen("curves.smoothing", 0.9))
        await until(pilot, lambda: jobs_screen(pilot) is not before and jobs_screen(pilot).is_ready, "another screen")
        await until(pilot, lambda: jobs_screen(pilot).table.marked == marked, "the same marks")
        assert jobs_screen(pilot).listing.closed == {closed}
        await pilot.press("U")
        await shows(pilot, "Took 1 job back")


async def test_what_was_taken_back_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    async with panel(plant_all(tmp_path)).run_test(size=SIZE) as pilot:
        await shows(pilot, "pretend")
        screen = jobs_screen(pilot)
        first, second = Undoable("delete", (IDS[0],)), Undoable("archive", (IDS[1],), True)
        screen.note_undoable(first, None)
        screen.note_undoable(second, None)  # While the first one is being taken back.
        screen.note_undoable(None, first)
        assert list(screen.undoables) == [second]
        screen.note_undoable(None, first)
        assert list(screen.undoables) == [second]
