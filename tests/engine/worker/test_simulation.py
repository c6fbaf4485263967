"""Simulations: as a training, with nothing trained, and saying so."""

from pathlib import Path

import pytest

from engine.error_kind import ErrorKind
from engine.state import JobState
from engine.worker import simulation
from tests.engine.worker.harness import DIABETES, StopAt, make_job, metrics, run_here, status, values


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "SHORTEST_S", 0.1)
    monkeypatch.setattr(simulation, "LONGEST_S", 0.3)
    monkeypatch.setattr(simulation, "TICK_S", 0.01)


def test_a_simulation_from_start_to_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    workspace, job_id = make_job(tmp_path, simulate=True, data=DIABETES, epochs=2)

    assert run_here(workspace, job_id) == 0

    record = status(workspace, job_id)
    assert record.status is JobState.COMPLETED
    assert record.simulation
    assert record.progress == 100.0
    assert record.message.startswith("SIMULATION")
    assert record.model == f"models/{job_id}.txt"
    assert "nothing was trained" in workspace.model(job_id, simulation=True).read_text()
    assert not workspace.model(job_id).exists()
    assert "SIMULATION (asked for): nothing is trained." in capfd.readouterr().out
    assert set(values(workspace, job_id, "val_loss")) == {23, 46}
    assert metrics(workspace, job_id)[-1]["step"] == 46


def test_a_simulation_stops_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, stopped = make_job(tmp_path, simulate=True, data=DIABETES, epochs=20)
    with monkeypatch.context() as patch:
        assert run_here(workspace, stopped, StopAt(100, patch)) == 0
    record = status(workspace, stopped)
    assert record.status is JobState.STOPPED
    assert "checkpoint saved" in record.message

    _, resumed = make_job(tmp_path, simulate=True, resume=record.checkpoint, data=DIABETES, epochs=20)
    assert run_here(workspace, resumed) == 0
    assert min(values(workspace, resumed, "loss")) > record.step
    assert status(workspace, resumed).step == 460


def test_the_last_epoch_is_told_with_the_last_step(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path, simulate=True, data=DIABETES, epochs=500)

    assert run_here(workspace, job_id) == 0

    record = status(workspace, job_id)
    assert (record.step, record.epoch, record.epochs) == (11_500, 500, 500)
    assert metrics(workspace, job_id)[-1]["epoch"] == 500


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data": "nowhere.csv"}, "There is no data file"),
        ({"resume": "models/some/last.pt"}, "needs PyTorch"),
        ({"resume": "models/some/last.txt"}, "cannot be read"),
    ],
)
def test_bad_input_is_told_by_simulations_too(tmp_path: Path, values: dict[str, str], message: str) -> None:
    workspace, job_id = make_job(tmp_path, simulate=True, resume=values.pop("resume", None), **values)

    assert run_here(workspace, job_id) == 1

    record = status(workspace, job_id)
    assert record.simulation
    assert record.error is not None
    assert record.error.kind == ErrorKind.BAD_INPUT
    assert message in record.error.message
