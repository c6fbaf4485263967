"""Whole trainings, in this process."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.checkpoint_index import read_index
from engine.error_kind import ErrorKind
from engine.observe.checkpoints import list_checkpoints
from engine.state import JobState
from engine.worker.training.loop import Trainer
from tests.engine.worker.harness import DIABETES, make_job, metrics, run_here, status, values

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_a_linear_model_recovers_slope_and_intercept(tmp_path: Path, optimizer: str) -> None:
    workspace, job_id = make_job(tmp_path, hidden="", learning_rate=0.01, epochs=500, optimizer=optimizer)

    assert run_here(workspace, job_id) == 0

    card = json.loads(workspace.model_card(job_id).read_text())
    weights = torch.load(workspace.model(job_id), weights_only=True)
    scale = card["target_deviation"] / card["feature_deviations"][0]
    slope = float(weights["0.weight"]) * scale
    shift = float(weights["0.bias"]) * card["target_deviation"] + card["target_mean"]
    assert slope == pytest.approx(2.0, rel=0.02)
    assert shift - slope * card["feature_means"][0] == pytest.approx(0.05, rel=0.02)


def test_the_status_file_of_a_completed_job(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, data=DIABETES, epochs=3)

    assert run_here(workspace, job_id) == 0

    record = status(workspace, job_id)
    assert record.status is JobState.COMPLETED
    assert (record.progress, record.epoch, record.epochs, record.step, record.total_steps) == (100.0, 3, 3, 69, 69)
    assert record.host == "somewhere"
    assert record.started_at == 12.5
    assert record.worker is not None
    assert record.worker.pid == 4242
    assert record.model == f"models/{job_id}.pt"
    assert record.checkpoint == f"models/{job_id}/last.pt"
    assert record.best is not None
    assert record.best.metric == "val_loss"
    assert set(record.metrics) == {"loss", "val_loss", "lr", "samples_per_second"}
    assert len(record.trend) == 14  # 14 reports fit without joining any
    assert record.device == "cpu"
    assert record.finished_at is not None
    assert not workspace.reserve(job_id).exists()
    lines = metrics(workspace, job_id)
    assert [line["step"] for line in lines if "loss" in line] == [*range(5, 70, 5), 69]
    assert [(line["step"], line["epoch"]) for line in lines if "val_loss" in line] == [(23, 1), (46, 2), (69, 3)]


def test_the_model_works_as_its_card_says(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, epochs=200, learning_rate=0.01, hidden="16,8", activation="tanh")
    run_here(workspace, job_id)

    card = json.loads(workspace.model_card(job_id).read_text())
    layers: list[Any] = []
    for width_in, width_out in zip(card["layers"], card["layers"][1:], strict=False):
        layers += [torch.nn.Linear(width_in, width_out), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    model.load_state_dict(torch.load(workspace.model(job_id), weights_only=True))
    x = (torch.tensor([[0.5]]) - torch.tensor(card["feature_means"])) / torch.tensor(card["feature_deviations"])
    with torch.no_grad():
        prediction = float(model(x.float())) * card["target_deviation"] + card["target_mean"]

    assert prediction == pytest.approx(1.05, abs=0.1)


def test_the_log_says_what_is_trained(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,x,y\n" + "".join(f"p{row},{row},{2 * row}\n" for row in range(40)))
    workspace, job_id = make_job(tmp_path, data="people.csv", epochs=2, validation_fraction=0)

    run_here(workspace, job_id)

    output = capfd.readouterr().out
    assert "MLP 1-32-1 predicting y from 1 feature, 40 rows of people.csv" in output
    assert "Left out: name." in output
    assert "97 parameters on cpu, 1 thread, adam." in output
    assert str(workspace.model(job_id)) in output
    assert status(workspace, job_id).best is not None


def test_the_same_seed_gives_the_same_run(tmp_path: Path) -> None:
    runs = []
    for seed in (1, 1, 2):
        workspace, job_id = make_job(tmp_path, epochs=5, seed=seed)
        run_here(workspace, job_id)
        runs.append(values(workspace, job_id, "loss"))

    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("hidden", ["", "32"])
def test_a_huge_learning_rate_says_at_which_step_and_what_to_try(
    tmp_path: Path, hidden: str, capfd: pytest.CaptureFixture[str]
) -> None:
    workspace, job_id = make_job(tmp_path, epochs=50, learning_rate=1e9, hidden=hidden)

    assert run_here(workspace, job_id) == 1

    record = status(workspace, job_id)
    assert record.status is JobState.ERROR
    assert record.error is not None
    assert record.error.kind == ErrorKind.NON_FINITE_LOSS
    assert record.error.message.endswith(" at step 2")
    assert "Lower the learning rate from 1e+09 to about 0.01" in record.error.hint
    assert "Traceback" not in capfd.readouterr().out


def test_a_nan_is_told_with_its_exact_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step_once = Trainer._train_step

    def poisoned(trainer: Trainer, *batch: Any) -> torch.Tensor:
        loss = step_once(trainer, *batch)
        return loss * float("nan") if trainer.step + 1 >= 38 else loss

    monkeypatch.setattr(Trainer, "_train_step", poisoned)
    workspace, job_id = make_job(tmp_path, epochs=50)

    assert run_here(workspace, job_id) == 1

    error = status(workspace, job_id).error
    assert error is not None
    assert error.message == "loss became nan at step 38"
    assert metrics(workspace, job_id)[-1]["loss"] == "NaN"


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        (
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has"),
            ErrorKind.CUDA_OUT_OF_MEMORY,
            "CUDA out of memory. Tried to allocate 2.00 GiB",
        ),
        (MemoryError(), ErrorKind.OUT_OF_MEMORY, "out of memory"),
        (RuntimeError("[enforce fail] can't allocate memory"), ErrorKind.OUT_OF_MEMORY, "out of memory"),
        (ZeroDivisionError("odd"), ErrorKind.EXCEPTION, "ZeroDivisionError: odd"),
    ],
)
def test_other_failures(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fault: Exception,
    kind: str,
    message: str,
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(Trainer, "_train_step", fail)
    workspace, job_id = make_job(tmp_path)

    assert run_here(workspace, job_id) == 1

    error = status(workspace, job_id).error
    assert error is not None
    assert error.kind == kind
    assert message in error.message
    assert ("Halve the batch size" in error.hint) == ("memory" in kind)
    assert ("Traceback" in capfd.readouterr().out) == (kind == ErrorKind.EXCEPTION)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data": "nowhere.csv"}, "There is no data file"),
        ({"target": "z"}, "There is no column “z”"),
        ({"batch_size": 64}, "A batch of 64 is larger than the 24 training rows"),
        ({"device": "cuda:7"}, "Device cuda:7 cannot be used"),
        ({"device": "mps"}, "Device mps cannot be used"),
    ],
)
def test_bad_input_is_one_sentence_and_no_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], values: dict[str, Any], message: str
) -> None:
    workspace, job_id = make_job(tmp_path, **values)

    assert run_here(workspace, job_id) == 1

    record = status(workspace, job_id)
    assert record.error is not None
    assert record.error.kind == ErrorKind.BAD_INPUT
    assert message in record.error.message
    assert record.error.hint
    assert "Traceback" not in capfd.readouterr().out


def test_values_beyond_single_precision_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"{row}e300,{row}\n" for row in range(1, 31))
    (tmp_path / "wide.csv").write_text("x,y\n" + rows)
    workspace, job_id = make_job(tmp_path, data="wide.csv", standardise=False)

    assert run_here(workspace, job_id) == 1
    assert "too large for single precision" in status(workspace, job_id).message
    assert run_here(*make_job(tmp_path, data="wide.csv")) == 0


def test_constant_columns_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "flat.csv").write_text("x,y\n" + "0.1,0.3\n" * 30)
    workspace, job_id = make_job(tmp_path, data="flat.csv", epochs=2)

    assert run_here(workspace, job_id) == 0


def test_the_index_says_what_each_checkpoint_holds(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, epochs=4, checkpoint_every=2)
    assert run_here(workspace, job_id) == 0

    record = status(workspace, job_id)
    listed = {each.name: each for each in list_checkpoints(workspace, record)}

    assert listed["last.pt"].step == record.total_steps
    assert listed["last.pt"].epoch == 4
    assert listed["last.pt"].metrics["val_loss"] == pytest.approx(record.metrics["val_loss"])
    assert record.best is not None
    assert listed["best.pt"].metrics == {"val_loss": pytest.approx(record.best.value)}
    periodic = [each for name, each in listed.items() if name.startswith("step_")]
    assert len(periodic) == 3
    assert all(each.metrics for each in periodic)
    assert set(read_index(workspace.checkpoint_index(job_id))) == listed.keys() - {f"{job_id}.pt"}


def test_an_index_that_cannot_be_written_stops_nothing_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("engine.worker.report.write_index", refuse)
    workspace, job_id = make_job(tmp_path, epochs=4, checkpoint_every=2)

    assert run_here(workspace, job_id) == 0

    record = status(workspace, job_id)
    assert (record.status, record.trouble) == (JobState.COMPLETED, "")
    assert capfd.readouterr().out.count("The list of checkpoints could not be written") == 1
    assert not workspace.checkpoint_index(job_id).exists()
