import json
import time
from pathlib import Path

import msgspec
import pytest

from engine.job import Best, JobRecord
from engine.observe.finding import Finding
from engine.observe.folder import Look
from engine.observe.health import examiner, thread
from engine.observe.health.closed import findings_at_once
from engine.observe.health.examiner import Examiner
from engine.observe.health.memory import SPEEDS, JobMemory
from engine.observe.health.thread import HealthThread
from engine.observe.meters.sample import DiskSample, GpuSample, Sample
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.worker.harness import wait_for
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


def test_a_resumed_job_is_judged_by_its_own_reports(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    looking = Examiner(workspace)
    best = Best(metric="loss", value=0.1, step=10)
    resumed = {"resumed_from": IDS[1], "best": best, "total_steps": 1000}
    assert looking.look(view(workspace, step=500, **resumed), NOW_S) == {}, "it has not reported"
    report(workspace, 501, [0.5] * 20)
    assert looking.look(view(workspace, step=520, **resumed), NOW_S + 1) == {}, "it has only begun"
    report(workspace, 521, [0.5] * 200)
    told = looking.look(view(workspace, step=720, **resumed), NOW_S + 2)
    assert "not since it was resumed at step 501" in told[IDS[0]][0].text
    found = findings_at_once(workspace, plant(workspace, IDS[0], step=720, **resumed))
    assert [finding.text for finding in found] == [finding.text for finding in told[IDS[0]]]


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


def test_another_machines_clock_makes_nobody_silent() -> None:
    memory = JobMemory()
    memory.see(msgspec.structs.replace(running(1, NOW_S - 5000), host="elsewhere"), None, NOW_S)
    assert memory.heard_at == NOW_S


def test_a_machine_that_slept_finds_nobody_silent(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    report(workspace, 1, [0.5 / step for step in range(1, 41)], NOW_S - 41)
    view_now = view(workspace, updated_at=NOW_S)

    looking = Examiner(workspace)
    for second in range(0, 300, 2):
        told = looking.look(view_now, NOW_S + second)
        if told:
            break
    assert [finding.rule for finding in told[IDS[0]]] == ["silent"], "it was looked at all the time"

    asleep = Examiner(workspace)
    assert asleep.look(view_now, NOW_S) == {}
    assert asleep.look(view_now, NOW_S + 300) == {}


def test_the_thread_joins_what_the_machine_says_with_the_job_that_it_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "EVERY_S", 0.01)
    workspace = Workspace(tmp_path)
    records = [
        plant(workspace, job_id, pid=pid, device="cuda:0", updated_at=time.time(), loss=0.1)
        for job_id, pid in ((IDS[0], 100), (IDS[1], 200))
    ]
    told: dict[str, tuple[Finding, ...]] = {}
    looking = HealthThread(workspace, told.update)
    looking.note(Look(tuple(JobView(job_id=record.job_id, record=record) for record in records)))
    start_s = time.time() - 400
    for number in range(200):
        gpus = (
            GpuSample(index=3, utilisation=0.0, processes={100: None}),
            GpuSample(index=5, utilisation=90.0, processes={200: 1 << 30}),
        )
        disk = DiskSample(used_bytes=1, free_bytes=20 << 30)
        looking.measured(Sample(taken_at=start_s + 2 * number, gpus=gpus, disk=disk))
    looking.start()
    try:
        wait_for("a finding", lambda: bool(told))
    finally:
        looking.close()

    assert {job_id: [finding.rule for finding in found] for job_id, found in told.items()} == {IDS[0]: ["gpu-idle"]}


def test_the_thread_forgets_jobs_that_ended_and_hears_what_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "EVERY_S", 0.01)
    workspace = Workspace(tmp_path)
    bad = plant(workspace, IDS[0], loss=float("nan"))
    ended = plant(workspace, IDS[1], loss=float("nan"), status=JobState.ERROR)
    told: list[dict[str, tuple[Finding, ...]]] = []
    looking = HealthThread(workspace, told.append)
    looking.note(Look(tuple(JobView(job_id=record.job_id, record=record) for record in (bad, ended))))
    looking.start()
    try:
        wait_for("a finding", lambda: bool(told))
        looking.disable({"non-finite"})
        wait_for("the rule switched off", lambda: len(told) == 2)
    finally:
        looking.close()

    assert [list(found) for found in told] == [[IDS[0]], [IDS[0]]]
    assert told[1] == {IDS[0]: ()}
