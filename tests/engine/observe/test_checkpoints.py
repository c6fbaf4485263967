"""What is known of checkpoints without opening them, and all the files of a job."""

import os
from pathlib import Path

import pytest

from engine.checkpoint_index import facts_of, read_index, write_index
from engine.files import make_private
from engine.job import Best, JobRecord
from engine.observe.checkpoints import list_checkpoints
from engine.observe.run_files import run_files, total_bytes
from engine.paths import Workspace
from engine.state import JobState

JOB = "job_1"
RECORD = JobRecord(
    job_id=JOB,
    status=JobState.STOPPED,
    checkpoint=f"models/{JOB}/last.pt",
    model=f"models/{JOB}.pt",
    best=Best(metric="val_loss", value=0.1, step=70),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    for folder in (made.jobs, made.run(JOB), made.checkpoints(JOB)):
        make_private(folder)
    return made


def save(workspace: Workspace, name: str, at_s: float, content: bytes = b"x") -> Path:
    path = workspace.checkpoints(JOB) / name
    path.write_bytes(content)
    os.utime(path, (at_s, at_s))
    return path


def test_roles_steps_and_values_are_told_newest_first(workspace: Workspace) -> None:
    periodic = save(workspace, "step_40.pt", 1000.0)
    last = save(workspace, "last.pt", 2000.0, b"xy")
    save(workspace, "best.pt", 1500.0)
    save(workspace, ".last.pt.1-x.tmp", 3000.0)
    workspace.model(JOB).write_bytes(b"model")
    os.utime(workspace.model(JOB), (2500.0, 2500.0))
    write_index(
        workspace.checkpoint_index(JOB),
        {"last.pt": facts_of(last, 80, 2, {"val_loss": 0.2, "loss": float("nan")}),
         "step_40.pt": facts_of(periodic, 40, 1, {"loss": 0.3})},
    )  # fmt: skip

    newest, best, oldest, model = list_checkpoints(workspace, RECORD)

    assert (model.name, model.roles, model.resumable) == (f"{JOB}.pt", ("final model",), False)
    assert (newest.name, newest.step, newest.epoch, newest.metrics) == ("last.pt", 80, 2, {"val_loss": 0.2})
    assert newest.roles == ("last", "resumes here")
    assert newest.resumable
    assert (best.roles, best.step, best.resumable) == (("best",), 70, False)
    assert (oldest.name, oldest.step, oldest.resumable) == ("step_40.pt", 40, True)


def test_an_entry_about_another_file_of_that_name_is_not_believed(workspace: Workspace) -> None:
    last = save(workspace, "last.pt", 2000.0)
    write_index(workspace.checkpoint_index(JOB), {"last.pt": facts_of(last, 80, 2, {"loss": 0.2})})
    save(workspace, "last.pt", 2001.0)

    (checkpoint,) = list_checkpoints(workspace, RECORD)

    assert (checkpoint.step, checkpoint.metrics) == (None, {})


@pytest.mark.parametrize("content", ["", "[]", "{", '{"last.pt": 3}', '{"last.pt": {"step": "x"}}', "[" * 9999])
def test_a_damaged_index_is_none(workspace: Workspace, content: str) -> None:
    workspace.checkpoint_index(JOB).write_text(content)
    assert read_index(workspace.checkpoint_index(JOB)) == {}


def test_names_of_metrics_are_harmless(workspace: Workspace) -> None:
    last = save(workspace, "last.pt", 2000.0)
    write_index(workspace.checkpoint_index(JOB), {"last.pt": facts_of(last, 8, 1, {"\x1b]0;x\x07loss": 0.2})})
    assert read_index(workspace.checkpoint_index(JOB))["last.pt"].metrics == {"loss": 0.2}


def test_each_file_of_a_job_is_listed_and_a_file_of_two_names_counts_once(workspace: Workspace) -> None:
    workspace.log(JOB).write_text("x" * 5000)
    periodic = save(workspace, "step_40.pt", 1000.0, b"x" * 100_000)
    os.link(periodic, workspace.checkpoints(JOB) / "last.pt")

    files = run_files(workspace, RECORD)
    by_path = {file.path: file for file in files}

    assert by_path[f"artifacts/runs/{JOB}/output.log"].size_bytes == 5000
    assert by_path[f"artifacts/runs/{JOB}/output.log"].readable
    assert by_path[f"artifacts/runs/{JOB}/stop"].size_bytes is None
    assert by_path[f"models/{JOB}/last.pt"].purpose == "checkpoint, last"
    assert not by_path[f"models/{JOB}/last.pt"].readable
    assert 100_000 <= total_bytes(files) < 150_000
