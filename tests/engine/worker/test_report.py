"""Reports: how often, and what happens when they cannot be written."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.files import replace_with
from engine.job import JobRecord
from engine.paths import Workspace
from engine.record import write_record
from engine.reserve import RESERVE_BYTES, read_note
from engine.state import IllegalTransition, JobState
from engine.worker import status_file
from engine.worker.metrics_file import MetricsFile
from engine.worker.report import Reporter
from engine.worker.trend import Trend
from tests.engine.worker.harness import make_job, metrics, run_here, status


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def make_reporter(folder: Path, clock: Clock) -> tuple[Workspace, str, Reporter]:
    workspace, job_id = make_job(folder)
    reporter = Reporter(workspace, status(workspace, job_id), clock, clock)
    reporter.change(JobState.LOADING, "loading")
    reporter.begin("training", step=0, epoch=1, epochs=2, total_steps=100, device="cpu")
    return workspace, job_id, reporter


def test_the_status_is_refreshed_at_most_four_times_a_second(tmp_path: Path) -> None:
    clock = Clock()
    workspace, job_id, reporter = make_reporter(tmp_path, clock)

    seen = []
    for step in range(1, 11):
        clock.now_s += 0.1
        reporter.report(step, 1, 1.0 / step, 0.1, 16)
        seen.append(status(workspace, job_id).step)

    assert seen == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10]
    record = status(workspace, job_id)
    assert record.steps_per_second == pytest.approx(10)
    assert record.eta_seconds == pytest.approx(9)
    assert record.metrics["samples_per_second"] == pytest.approx(160)
    assert [line["step"] for line in metrics(workspace, job_id)] == list(range(1, 11))


def test_an_illegal_change_cannot_be_written(tmp_path: Path) -> None:
    workspace, job_id, reporter = make_reporter(tmp_path, Clock())

    with pytest.raises(IllegalTransition):
        reporter.change(JobState.STARTING, "back")
    assert status(workspace, job_id).status is JobState.RUNNING


def test_a_failing_status_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    workspace, job_id, reporter = make_reporter(tmp_path, clock)

    with monkeypatch.context() as patch:
        patch.setattr(status_file, "write_record", _fail(errno.EROFS))
        for step in range(1, 4):
            clock.now_s += 1
            reporter.report(step, 1, 1.0, 0.1, 16)
        assert read_note(workspace.reserve(job_id)) == f"{job_id}.json cannot be written: Read-only file system"
    assert status(workspace, job_id).step == 0
    clock.now_s += 1
    reporter.report(4, 1, 1.0, 0.1, 16)

    assert status(workspace, job_id).step == 4
    assert read_note(workspace.reserve(job_id)) == ""
    assert capfd.readouterr().out.count("the status file cannot be written: Read-only file system") == 1


def test_lost_metrics_are_told_in_the_message_and_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    workspace, job_id, reporter = make_reporter(tmp_path, clock)

    with monkeypatch.context() as patch:
        patch.setattr(MetricsFile, "_write", _fail(errno.ENOSPC))
        clock.now_s += 1
        reporter.report(1, 1, 1.0, 0.1, 16)
        assert status(workspace, job_id).trouble == "metrics.jsonl cannot be written: No space left on device"
    clock.now_s += 2
    reporter.report(2, 1, 0.5, 0.1, 16)

    assert [line["step"] for line in metrics(workspace, job_id)] == [1, 2]
    clock.now_s += 1
    reporter.report(3, 1, 0.5, 0.1, 16)
    assert status(workspace, job_id).trouble == ""


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "metrics.jsonl"
    written = MetricsFile(path)
    written.append({"step": 1})
    write = os.write

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:4]))
        with pytest.raises(OSError, match="No space left"):
            written.append({"step": 2})

    assert path.read_bytes() == b'{"step":1}\n'
    written.flush()
    written.close()
    assert path.read_bytes() == b'{"step":1}\n{"step":2}\n'


def test_the_reserve_makes_room_for_the_closing_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, job_id, reporter = make_reporter(tmp_path, Clock())
    reserve = workspace.reserve(job_id)
    assert reserve.stat().st_size == RESERVE_BYTES
    write = write_record

    def write_if_there_is_room(path: Path, record: JobRecord, *, durable: bool) -> None:
        if reserve.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, record, durable=durable)

    monkeypatch.setattr(status_file, "write_record", write_if_there_is_room)
    reporter.close(JobState.COMPLETED, "done")

    assert status(workspace, job_id).status is JobState.COMPLETED
    assert not reserve.exists()


@pytest.mark.torch
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_training_survives_checkpoints_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    from engine.worker.training import checkpoint

    workspace, job_id = make_job(tmp_path, checkpoint_every=3)
    make_model = replace_with
    replaced: list[Path] = []

    def replace(path: Path, write: Callable[[Any], object], *, durable: bool) -> None:
        replaced.append(path)
        if path.parent.name == job_id:
            raise OSError(number, os.strerror(number))
        make_model(path, write, durable=durable)

    monkeypatch.setattr(checkpoint, "replace_with", replace)

    assert run_here(workspace, job_id) == 0
    record = status(workspace, job_id)
    assert record.status is JobState.COMPLETED
    assert record.trouble == f"models/{job_id}/best.pt cannot be written: {os.strerror(number)}"
    assert record.checkpoint is None
    assert len(replaced) > 2


@pytest.mark.torch
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_training_survives_writes_that_all_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    workspace, job_id = make_job(tmp_path)
    monkeypatch.setattr(MetricsFile, "_write", _fail(number))
    monkeypatch.setattr(status_file, "write_record", _fail(number))
    monkeypatch.setattr(os, "posix_fallocate", _fail(number))

    assert run_here(workspace, job_id) == 0
    assert workspace.model(job_id).exists()


def test_the_trend_covers_the_whole_run_in_at_most_40_bins() -> None:
    trend = Trend()
    for step in range(1, 81):
        trend.add(step, float(step))

    assert trend.means() == [1.5 + 2 * place for place in range(40)]
    trend.add(81, 81.0)
    assert trend.means() == [*(2.5 + 4 * place for place in range(20)), 81.0]


def test_the_trend_goes_on_after_a_resume_and_leaves_no_gaps_between_reports() -> None:
    first, unbroken = Trend(), Trend()
    for step in range(5, 505, 5):
        unbroken.add(step, 1 / step)
        if step <= 250:
            first.add(step, 1 / step)

    resumed = Trend()
    state: Any = first.state()
    resumed.restore(state["width_steps"], state["sums"], state["counts"])
    for step in range(255, 505, 5):
        resumed.add(step, 1 / step)

    assert resumed.means() == unbroken.means()
    assert None not in resumed.means()
    assert Trend().means() == []


def _fail(number: int) -> Callable[..., None]:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_when_states_were_entered_is_written_down(tmp_path: Path) -> None:
    workspace, job_id = make_job(tmp_path)
    now_s = iter(range(100, 200))
    reporter = Reporter(workspace, status(workspace, job_id), clock=lambda: float(next(now_s)))

    reporter.change(JobState.LOADING, "reading")
    first = status(workspace, job_id).loading_at
    reporter.change(JobState.LOADING, "still reading")
    reporter.begin("training", step=0, epoch=1, epochs=1, total_steps=2, device="cpu")
    reporter.close(JobState.COMPLETED, "done")

    record = status(workspace, job_id)
    assert record.loading_at == first
    assert first is not None
    assert record.running_at is not None
    assert record.running_at > first
