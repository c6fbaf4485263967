"""Going on from a checkpoint that somebody chose."""

import json
import os
from pathlib import Path

import msgspec
import pytest

from engine.checkpoint_index import facts_of, write_index
from engine.control.resume import resume_spec
from engine.errors import Refused
from engine.job import JobRecord
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.worker.harness import make_job, run_here, status


@pytest.fixture
def ended(tmp_path: Path) -> tuple[Workspace, JobRecord]:
    workspace, job_id = make_job(tmp_path, epochs=3, simulate=True)
    run_here(workspace, job_id)
    folder = workspace.checkpoints(job_id)
    for name in ("step_2.pt", "best.pt", "notes.txt"):
        (folder / name).write_bytes(b"x")
    record = status(workspace, job_id)
    assert record.status is JobState.COMPLETED
    return workspace, record


def test_one_of_its_own_checkpoints_is_taken(ended: tuple[Workspace, JobRecord]) -> None:
    workspace, record = ended
    spec = resume_spec(workspace, record, checkpoint="step_2.pt")

    assert spec.resume_checkpoint == f"models/{record.job_id}/step_2.pt"
    assert spec.resumed_from == record.job_id


def test_the_end_of_a_complete_job_is_no_start(ended: tuple[Workspace, JobRecord]) -> None:
    workspace, record = ended
    with pytest.raises(Refused, match="is complete"):
        resume_spec(workspace, record, checkpoint="last.txt")
    assert resume_spec(workspace, record, {"epochs": 9}, "last.txt").params["epochs"] == 9


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("best.pt", "weights only"),
        ("notes.txt", "not one of its checkpoints"),
        ("../step_2.pt", "not one of its checkpoints"),
        ("/etc/passwd", "not one of its checkpoints"),
        ("step_2.pt\n", "not one of its checkpoints"),
        ("step_3.pt", "is gone"),
    ],
)
def test_anything_else_is_refused(ended: tuple[Workspace, JobRecord], name: str, why: str) -> None:
    workspace, record = ended
    with pytest.raises(Refused, match=why):
        resume_spec(workspace, record, checkpoint=name)


def test_a_link_out_of_the_folder_is_not_followed(ended: tuple[Workspace, JobRecord]) -> None:
    workspace, record = ended
    os.symlink("/etc/passwd", workspace.checkpoints(record.job_id) / "step_1.pt")
    with pytest.raises(Refused, match="is gone"):
        resume_spec(workspace, record, checkpoint="step_1.pt")


def test_the_index_tells_how_far_the_last_one_is(ended: tuple[Workspace, JobRecord]) -> None:
    workspace, record = ended
    path = workspace.checkpoints(record.job_id) / "last.txt"
    write_index(workspace.checkpoint_index(record.job_id), {"last.txt": facts_of(path, 1, 1, {})})
    assert resume_spec(workspace, record, checkpoint="last.txt").resume_checkpoint is not None


@pytest.mark.parametrize("epochs", [None, "3", [3]])
def test_an_odd_specification_is_refused_or_taken_and_breaks_nothing(
    ended: tuple[Workspace, JobRecord], epochs: object
) -> None:
    workspace, record = ended
    spec = json.loads(workspace.spec(record.job_id).read_text())
    spec["params"]["epochs"] = epochs
    workspace.spec(record.job_id).write_text(json.dumps(spec))

    with pytest.raises(Refused, match="ask for more epochs than 0"):
        resume_spec(workspace, record)
    stopped = msgspec.structs.replace(record, status=JobState.STOPPED)
    assert resume_spec(workspace, stopped, {"epochs": 5}).params["epochs"] == 5
