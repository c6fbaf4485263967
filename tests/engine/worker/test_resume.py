"""Going on from a checkpoint gives bit for bit what an unbroken run gives."""

import random
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.paths import Workspace
from engine.state import JobState
from tests.engine.worker.harness import DIABETES, StopAt, make_job, run_here, start_worker, status, values, wait_for

pytestmark = pytest.mark.torch

COMMON: dict[str, Any] = {"data": DIABETES, "epochs": 6, "learning_rate": 0.003, "batch_size": 16}


def assert_same_end(workspace: Workspace, unbroken: str, resumed: str) -> None:
    expected = torch.load(workspace.model(unbroken), weights_only=True)
    found = torch.load(workspace.model(resumed), weights_only=True)
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    for metric in ("loss", "val_loss"):
        after = values(workspace, resumed, metric)
        assert after
        assert after.items() <= values(workspace, unbroken, metric).items()
    assert status(workspace, resumed).best == status(workspace, unbroken).best
    assert status(workspace, resumed).trend == pytest.approx(status(workspace, unbroken).trend)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_a_job_stopped_in_the_middle_of_an_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, optimizer: str
) -> None:
    workspace, unbroken = make_job(tmp_path, optimizer=optimizer, **COMMON)
    run_here(workspace, unbroken)

    # A checkpoint at 57 holds two losses that are not reported yet; the stop comes there.
    _, stopped = make_job(tmp_path, optimizer=optimizer, **{**COMMON, "report_every": 19})
    with monkeypatch.context() as patch:
        assert run_here(workspace, stopped, StopAt(57, patch)) == 0
    record = status(workspace, stopped)
    assert record.status is JobState.STOPPED
    assert record.message == "stopped at step 57; checkpoint saved"
    assert not workspace.model(stopped).exists()

    _, resumed = make_job(tmp_path, optimizer=optimizer, resume=record.checkpoint, **COMMON)
    assert run_here(workspace, resumed) == 0
    expected = torch.load(workspace.model(unbroken), weights_only=True)
    found = torch.load(workspace.model(resumed), weights_only=True)
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_losses_not_yet_reported_are_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, unbroken = make_job(tmp_path, checkpoint_every=57, keep_checkpoints=1, **COMMON)
    run_here(workspace, unbroken)
    _, resumed = make_job(tmp_path, resume=f"models/{unbroken}/step_114.pt", **COMMON)

    assert run_here(workspace, resumed) == 0

    assert min(values(workspace, resumed, "loss")) == 115
    assert_same_end(workspace, unbroken, resumed)


def test_a_killed_process_goes_on_from_its_last_periodic_checkpoint(tmp_path: Path) -> None:
    settings = {**COMMON, "epochs": 400, "checkpoint_every": 57}
    workspace, unbroken = make_job(tmp_path, **settings)
    run_here(workspace, unbroken)
    _, killed = make_job(tmp_path, **settings)
    worker = start_worker(workspace, killed)
    wait_for("a checkpoint", lambda: status(workspace, killed).checkpoint is not None or worker.poll() is not None)
    worker.kill()
    assert worker.wait() == -9, workspace.log(killed).read_text()

    _, resumed = make_job(tmp_path, resume=status(workspace, killed).checkpoint, **settings)
    assert run_here(workspace, resumed) == 0

    assert_same_end(workspace, unbroken, resumed)


def test_a_completed_job_goes_on_with_more_epochs(tmp_path: Path) -> None:
    workspace, unbroken = make_job(tmp_path, **COMMON)
    run_here(workspace, unbroken)
    _, short = make_job(tmp_path, **{**COMMON, "epochs": 2})
    run_here(workspace, short)

    _, longer = make_job(tmp_path, resume=f"models/{short}/last.pt", **COMMON)
    assert run_here(workspace, longer) == 0

    expected, found = values(workspace, unbroken, "loss"), values(workspace, longer, "loss")
    assert found.items() <= expected.items()
    assert min(found) == 50


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"data": "other.csv"}, "The values in the data have changed"),
        ({"features": "bmi,bp"}, "was made with features"),
        ({"hidden": "8"}, "was made with hidden [32], and now it is [8]"),
        ({"batch_size": 8}, "was made with batch size 16, and now it is 8"),
        ({"epochs": 2}, "The checkpoint has 2 epochs done already"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    lines = Path(DIABETES).read_text().splitlines()
    (tmp_path / "other.csv").write_text("\n".join([*lines[:-1], lines[-1] + "1"]) + "\n")
    workspace, short = make_job(tmp_path, **{**COMMON, "epochs": 2})
    run_here(workspace, short)

    _, resumed = make_job(tmp_path, resume=f"models/{short}/last.pt", **{**COMMON, **changed})

    assert run_here(workspace, resumed) == 1
    assert message in status(workspace, resumed).message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("models/gone.pt", "is missing"),
        ("models/damaged.pt", "cannot be read"),
        ("models/best.pt", "holds weights only"),
        ("../outside.pt", "is outside the workspace"),
        ("models/last.txt", "is of a simulation"),
    ],
)
def test_a_checkpoint_that_is_none_is_refused(tmp_path: Path, name: str, message: str) -> None:
    workspace, resumed = make_job(tmp_path, resume=name, **COMMON)
    workspace.models.mkdir()
    (workspace.models / "damaged.pt").write_bytes(random.Random(resumed).randbytes(2000))
    torch.save({"model": {}}, workspace.models / "best.pt")

    assert run_here(workspace, resumed) == 1
    assert message in status(workspace, resumed).message


def test_checkpoints_on_disk(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, checkpoint_every=10, keep_checkpoints=2, **COMMON)
    run_here(workspace, job_id)

    folder = workspace.checkpoints(job_id)
    assert sorted(path.name for path in folder.iterdir()) == ["best.pt", "last.pt", "step_120.pt", "step_130.pt"]
    for path in folder.iterdir():
        torch.load(path, weights_only=True)
    best = torch.load(folder / "best.pt", weights_only=True)["best"]
    assert best["value"] == min(values(workspace, job_id, "val_loss").values())


def test_a_job_stopped_at_the_very_end_of_an_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    common = {**COMMON, "report_every": 23}  # 23 steps an epoch: every report is at the end of one.
    workspace, unbroken = make_job(tmp_path, **common)
    assert run_here(workspace, unbroken) == 0
    _, stopped = make_job(tmp_path, **common)
    with monkeypatch.context() as patch:
        assert run_here(workspace, stopped, StopAt(46, patch)) == 0
    assert (status(workspace, stopped).status, status(workspace, stopped).step) == (JobState.STOPPED, 46)

    _, resumed = make_job(tmp_path, resume=status(workspace, stopped).checkpoint, **common)
    assert run_here(workspace, resumed) == 0

    assert_same_end(workspace, unbroken, resumed)
