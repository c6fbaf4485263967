import json
from pathlib import Path

import pytest

from engine.job import JobRecord
from engine.observe.health import examiner
from engine.observe.health.examiner import Examiner
from engine.observe.health.memory import SPEEDS, JobMemory
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, plant

NOW_S = 1_700_000_000.0


def report(workspace: Workspace, first: int, losses: list[float], at_s: float = NOW_S) -> None:
    workspace.run(IDS[0]).mkdir(parents=True, exist_ok=True)
    with workspace.metrics(IDS[0]).open("a") as file:
        for step, loss in enumerate(losses, first):
            file.write(json.dumps({"step": step, "time": at_s + step, "loss": loss}) + "\n")


def view(workspace: Workspace, **fields: object) -> dict[str, JobView]:
    record = plant(workspace, IDS[0], **fields)
    return {record.job_id: JobView(job_id=record.job_id, record=record)}


def test_a_job_is_examined_anew_as_it_goes_on_and_only_news_is_told(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looking = Examiner(workspace)
    report(workspace, 1, [0.5, 0.4])
    assert looking.look(view(workspace), NOW_S) == {}

    report(workspace, 3, [float("nan")])
    told = looking.look(view(workspace), NOW_S)

    assert [finding.rule for finding in told[IDS[0]]] == ["non-finite"]
    assert looking.look(view(workspace), NOW_S + 2) == {}


def test_what_has_passed_is_told_too(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looking = Examiner(workspace)
    assert looking.look(view(workspace, loss=float("nan")), NOW_S)[IDS[0]]
    assert looking.look(view(workspace, loss=0.5), NOW_S) == {IDS[0]: ()}


def test_an_ended_job_is_forgotten(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looking = Examiner(workspace)
    bad = view(workspace, loss=float("nan"))
    assert looking.look(bad, NOW_S)
    assert looking.look({}, NOW_S) == {}
    assert looking.look(bad, NOW_S), "it is seen for the first time again"


def test_a_long_history_is_not_read_whole_nor_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    monkeypatch.setattr(examiner, "FIRST_LINES", 50)
    monkeypatch.setattr(examiner, "MOST_POINTS", 60)
    report(workspace, 1, [float("nan")] + [0.5] * 199)
    looking = Examiner(workspace)

    assert looking.look(view(workspace), NOW_S) == {}, "the start is too far back"
    for turn in range(10):
        report(workspace, 201 + 10 * turn, [0.5] * 10)
        looking.look(view(workspace), NOW_S)
    (job,) = looking._jobs.values()
    assert len(job.read().times) <= 70


def running(step: int, updated_at: float, speed: float | None = None) -> JobRecord:
    return JobRecord(job_id="a", status=JobState.RUNNING, step=step, updated_at=updated_at, steps_per_second=speed)


def test_the_rhythm_is_learned_from_what_is_seen_of_the_status_file() -> None:
    memory = JobMemory()
    for look in range(10):
        memory.see(running(look // 2, NOW_S), None, NOW_S + look)

    assert list(memory.intervals) == [2.0] * 4
    assert memory.heard_at == NOW_S + 8


def test_a_clock_ahead_does_not_put_a_job_into_the_future() -> None:
    memory = JobMemory()
    memory.see(running(1, NOW_S + 500), None, NOW_S)
    assert memory.heard_at == NOW_S


def test_what_was_usual_is_never_forgotten() -> None:
    memory = JobMemory()
    for look in range(3 * SPEEDS):
        memory.see(running(look, NOW_S, 100.0 if look < SPEEDS else 10.0), None, NOW_S + look)

    assert len(memory.speeds) <= SPEEDS
    assert memory.speeds[0].value == 100.0
    assert [reading.at_s for reading in memory.speeds] == sorted(reading.at_s for reading in memory.speeds)
