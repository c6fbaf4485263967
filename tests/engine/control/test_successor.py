"""Of many who resume the same job at once, one does."""

import multiprocessing
import os
import signal
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from engine.control import successor
from engine.control.identity import Life, life_of, send
from engine.control.launch import launch
from engine.control.resume import resume_spec
from engine.control.stop import stop_job
from engine.errors import Refused
from engine.job import JobRecord
from engine.observe.folder import read_all
from engine.paths import Workspace
from tests.engine.control.harness import closed, closed_by_a_look, end, kill, running
from tests.engine.worker.harness import status, wait_for


@pytest.fixture
def stopped(tmp_path: Path) -> tuple[Workspace, JobRecord]:
    """A job that trained and was stopped."""
    with running(tmp_path) as (workspace, record):
        stop_job(workspace, record.job_id)
        return workspace, closed(workspace, record.job_id)


def resume(workspace: Workspace, record: JobRecord) -> JobRecord:
    return launch(workspace, resume_spec(workspace, record))


def _race(root: Path, job_id: str, barrier: Barrier, told: "Queue[str]") -> None:
    workspace = Workspace(root)
    spec = resume_spec(workspace, status(workspace, job_id))
    barrier.wait()
    try:
        told.put(launch(workspace, spec).job_id)
    except Refused as refused:
        told.put(str(refused))


def test_of_three_at_once_one_resumes_and_the_others_are_told_of_it(stopped: tuple[Workspace, JobRecord]) -> None:
    workspace, record = stopped
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(3), context.Queue()
    racers = [context.Process(target=_race, args=(workspace.root, record.job_id, barrier, told)) for _ in range(3)]
    for racer in racers:
        racer.start()
    answers = sorted(told.get(timeout=60) for _ in racers)
    for racer in racers:
        racer.join()
    (job_id,) = [answer for answer in answers if answer.startswith("job_")]
    try:
        assert len(read_all(workspace)) == 2
        assert sum(f"{record.title} goes on already as {job_id}" in answer for answer in answers) == 2, answers
    finally:
        end(workspace, status(workspace, job_id))


def test_when_the_successor_has_ended_the_job_can_be_resumed_again(stopped: tuple[Workspace, JobRecord]) -> None:
    workspace, record = stopped
    first = resume(workspace, record)
    stop_job(workspace, first.job_id, now=True)
    closed(workspace, first.job_id)

    second = resume(workspace, record)

    try:
        assert second.resumed_from == record.job_id
        with pytest.raises(Refused, match=second.job_id):
            resume(workspace, record)
    finally:
        end(workspace, second)


def test_a_successor_that_died_unnoticed_is_in_nobodys_way(stopped: tuple[Workspace, JobRecord]) -> None:
    workspace, record = stopped
    first = resume(workspace, record)
    kill(first, shim=True)
    send(first.worker, signal.SIGKILL)  # It may have ended by itself: it looks for its guardian when it starts.
    wait_for("the end of the worker", lambda: life_of(first.worker) is Life.DEAD)

    end(workspace, resume(workspace, record))

    assert closed_by_a_look(workspace, first.job_id).status.is_closed


@pytest.mark.parametrize("left", [b"", b"\xff\xfe", b"../../etc/passwd", b"x" * 5000, b"job_1700000000000_0000beef"])
def test_whatever_a_killed_launcher_left_is_in_nobodys_way(stopped: tuple[Workspace, JobRecord], left: bytes) -> None:
    workspace, record = stopped
    workspace.successor(record.job_id).write_bytes(left)

    end(workspace, resume(workspace, record))


def test_a_launcher_that_hangs_is_not_waited_for_for_ever(
    stopped: tuple[Workspace, JobRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    workspace, record = stopped
    monkeypatch.setattr(successor, "PATIENCE_S", 0.05)
    held = os.open(workspace.successor(record.job_id), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with pytest.raises(Refused, match="is being resumed elsewhere"):
            resume(workspace, record)
    finally:
        os.close(held)
