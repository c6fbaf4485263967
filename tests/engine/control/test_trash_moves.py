"""What was moved comes back whole, whatever happened to the folders meanwhile, and nothing else is touched."""

import os
import shutil
from pathlib import Path

import pytest

from engine.control.trash import delete_jobs, empty_trash, restore_jobs
from engine.control.trash_moves import RESTORING
from engine.control.trash_settling import settle
from engine.state import JobState
from tests.engine.control.trashing import files, full, ids
from tests.tui.planted import IDS, plant, plant_all

JOB = IDS[0]


def test_models_come_back_after_their_folder_moved_to_the_same_file_system(tmp_path: Path, elsewhere: Path) -> None:
    workspace = plant_all(tmp_path)
    elsewhere.mkdir()
    workspace.models.symlink_to(elsewhere)
    before = full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    workspace.models.unlink()
    shutil.copytree(elsewhere, workspace.models)

    assert restore_jobs(workspace, [JOB]).faults == ()

    assert files(workspace, JOB) == before


def test_what_somebody_put_into_the_trash_is_not_removed_by_a_restoration(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    (workspace.trashed(JOB) / "mine").write_text("precious")
    restore_jobs(workspace, [JOB])
    settle(workspace)
    assert (workspace.trashed(JOB) / "mine").read_text() == "precious"


def test_a_job_that_came_back_is_not_mixed_with_its_copy_in_the_trash(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    delete_jobs(workspace, [JOB])
    plant(workspace, JOB, name="back", status=JobState.COMPLETED)
    before = full(workspace, JOB)

    (fault,) = delete_jobs(workspace, [JOB]).faults

    assert fault.startswith("back is not deleted: ")
    assert "holds something of it already" in fault
    assert files(workspace, JOB) == before
    settle(workspace)
    assert empty_trash(workspace, [JOB]).done
    assert files(workspace, JOB) == before


def test_what_is_in_the_way_is_found_before_anything_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    workspace.run(JOB).mkdir()
    monkeypatch.setattr(os, "rename", lambda *_: pytest.fail("moved"))
    (fault,) = restore_jobs(workspace, [JOB]).faults
    assert fault == f"done is not restored: {workspace.run(JOB)} is in the way."


def test_a_model_that_somebody_took_out_of_the_trash_is_not_pulled_back(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    (workspace.trashed(JOB) / "model.pt").rename(workspace.model(JOB))

    settle(workspace)

    assert workspace.model(JOB).exists()
    assert restore_jobs(workspace, [JOB]).done
    assert files(workspace, JOB) == before


def test_an_interrupted_restoration_is_gone_on_with(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    (workspace.trashed(JOB) / RESTORING).touch()
    (workspace.trashed(JOB) / "model.pt").rename(workspace.model(JOB))

    settle(workspace)

    assert JOB in ids(workspace)
    assert files(workspace, JOB) == before
    assert os.listdir(workspace.trash) == []


def test_a_restoration_that_fails_is_taken_back_and_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, JOB)
    delete_jobs(workspace, [JOB])
    rename = os.rename

    def failing(source: object, target: object) -> None:
        if str(target) == str(workspace.status(JOB)):
            raise OSError(5, "Input/output error")
        rename(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", failing)
        assert "Input/output error" in restore_jobs(workspace, [JOB]).faults[0]
    settle(workspace)

    assert files(workspace, JOB) == {}
    assert restore_jobs(workspace, [JOB]).done
    assert files(workspace, JOB) == before
