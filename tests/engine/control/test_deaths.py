"""What becomes of a job whose worker, shim or machine dies."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.control import lock
from engine.control.identity import Life, life_of
from engine.control.reconcile import Guard, reconcile
from engine.control.stop import StopOutcome, stop_job
from engine.error_kind import ErrorKind
from engine.files import TEMPORARY_SUFFIX, make_private
from engine.job import JobRecord, ProcessIdentity, StopIntent
from engine.paths import Workspace, new_job_id
from engine.process import describe
from engine.record import write_record
from engine.remains import JOB_VARIABLE, mark_of
from engine.state import JobState
from tests.engine.control.harness import closed, closed_by_a_look, kill, long_spec, running
from tests.engine.worker.harness import status, wait_for

KILLS = 10
"""Random kills of a worker: enough to meet most moments of a life, few enough for every run of the suite."""


def test_a_killed_worker_is_an_error_and_every_status_stays_readable(tmp_path: Path) -> None:
    from engine.control.launch import launch

    workspace, chance = Workspace(tmp_path), random.Random(3)
    for _ in range(KILLS):
        record = launch(workspace, long_spec())
        looks = chance.randrange(60)
        for _ in range(looks):
            status(workspace, record.job_id)
        if looks % 2:
            wait_for("a first step", lambda job_id=record.job_id: status(workspace, job_id).step > 0)  # type: ignore[misc]
        kill(record)
        found = closed(workspace, record.job_id)
        assert (found.status, found.signal, found.exit_code) == (JobState.ERROR, 9, None)
        assert found.error is not None
        assert (found.error.kind, found.message) == (ErrorKind.KILLED, "killed by signal SIGKILL (9)")
        assert found.finished_at is not None
        assert found.worker == record.worker
    assert not list(workspace.jobs.glob(f".*{TEMPORARY_SUFFIX}"))


def test_a_job_whose_shim_dies_trains_on_and_can_be_stopped(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert reconcile(workspace, record) is Guard.SUPERVISED
        kill(record, shim=True)

        assert reconcile(workspace, record) is Guard.UNSUPERVISED
        step = status(workspace, record.job_id).step
        wait_for("more steps", lambda: status(workspace, record.job_id).step > step)
        _, outcome = stop_job(workspace, record.job_id, by="test")

        assert outcome is StopOutcome.ASKED
        found = closed_by_a_look(workspace, record.job_id)
        assert found.status is JobState.STOPPED
        assert found.checkpoint is not None
        wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)


def test_a_job_whose_shim_and_worker_die_is_closed_by_whoever_looks(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        kill(record, shim=True)
        kill(record)
        (workspace.jobs / f".{record.job_id}.json.1-x{TEMPORARY_SUFFIX}").touch()

        found = closed_by_a_look(workspace, record.job_id)

        assert found.error is not None
        assert (found.status, found.error.kind) == (JobState.ERROR, ErrorKind.EXIT_UNKNOWN)
        assert (found.exit_code, found.signal) == (None, None)
        assert not list(workspace.jobs.glob(f".*{TEMPORARY_SUFFIX}"))


def test_an_unguarded_job_is_killed_once_its_grace_has_run_out(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.worker is not None
        kill(record, shim=True)
        # Deaf: it does not hear TERM, and nobody but a look can end it.
        os.kill(record.worker.pid, signal.SIGSTOP)
        write_record(workspace.stop(record.job_id), StopIntent(requested_at=1.0, grace_s=1.0), durable=True)

        found = closed_by_a_look(workspace, record.job_id)

        assert found.status is JobState.STOPPED


def written(root: Path, *, guarded: bool = True, **fields: Any) -> tuple[Workspace, JobRecord]:
    """A job on disk that no process belongs to."""
    workspace = Workspace(root)
    make_private(workspace.jobs)
    record = JobRecord(**{"job_id": new_job_id(), "status": JobState.QUEUED, **fields})
    if guarded:
        make_private(workspace.run(record.job_id))
        descriptor = lock.take(workspace.lock(record.job_id), create=True)
        assert descriptor is not None
        os.close(descriptor)
    write_record(workspace.status(record.job_id), record, durable=True)
    return workspace, record


def test_a_launch_that_was_cut_short(tmp_path: Path) -> None:
    workspace, record = written(tmp_path)

    assert reconcile(workspace, record) is Guard.CLOSED

    found = status(workspace, record.job_id)
    assert found.error is not None
    assert (found.status, found.error.kind) == (JobState.ERROR, ErrorKind.LAUNCH_FAILED)
    assert "cut short" in found.message


def test_a_launch_in_progress_is_left_alone(tmp_path: Path) -> None:
    workspace, record = written(tmp_path)
    held = lock.take(workspace.lock(record.job_id))
    assert held is not None

    assert reconcile(workspace, record) is Guard.SUPERVISED

    os.close(held)
    assert status(workspace, record.job_id) == record


def test_a_queued_job_whose_stop_was_asked_is_stopped(tmp_path: Path) -> None:
    workspace, record = written(tmp_path)

    assert stop_job(workspace, record.job_id)[1] is StopOutcome.ASKED

    assert closed_by_a_look(workspace, record.job_id).status is JobState.STOPPED


@pytest.fixture
def mine(tmp_path: Path) -> JobRecord:
    """A record with the identity of a real process: this one."""
    worker = msgspec.convert(describe(os.getpid()), type=JobRecord.__annotations__["worker"])
    return JobRecord(job_id="a", status=JobState.RUNNING, host=worker.host, pid=worker.pid, worker=worker)


def test_a_restart_of_the_machine_is_told_as_such(tmp_path: Path, mine: JobRecord) -> None:
    assert mine.worker is not None
    worker = msgspec.structs.replace(mine.worker, boot_id="00000000-0000-0000-0000-000000000000")
    workspace, record = written(
        tmp_path, status=JobState.RUNNING, host=mine.host, worker=worker, checkpoint="models/a/last.pt"
    )

    assert reconcile(workspace, record) is Guard.CLOSED

    found = status(workspace, record.job_id)
    assert found.error is not None
    assert (found.error.kind, found.message) == (ErrorKind.MACHINE_RESTARTED, "the machine restarted")
    assert "Resume" in found.error.hint


@pytest.mark.parametrize("where", ["host", "worker", "namespace", "no run folder", "no lock"])
def test_a_job_of_elsewhere_is_never_touched(tmp_path: Path, mine: JobRecord, where: str) -> None:
    assert mine.worker is not None
    host, worker = mine.host, mine.worker
    if where == "host":
        host = "another"
    if where == "worker":
        worker = msgspec.structs.replace(worker, host="another")
    if where == "namespace":
        worker = msgspec.structs.replace(worker, pid_namespace=1)
    workspace, record = written(
        tmp_path, guarded=not where.startswith("no"), status=JobState.RUNNING, host=host, worker=worker
    )
    if where == "no lock":
        make_private(workspace.run(record.job_id))
    before = workspace.status(record.job_id).read_bytes()

    assert reconcile(workspace, record) is Guard.ELSEWHERE

    assert workspace.status(record.job_id).read_bytes() == before


def test_many_who_look_at_once_agree(tmp_path: Path, mine: JobRecord) -> None:
    assert mine.worker is not None
    workspace, record = written(tmp_path)
    # The worker lives, its shim is dead: nobody who looks may take another's look for a guardian.
    process = subprocess.Popen(["sleep", "600"], env={**os.environ, JOB_VARIABLE: mark_of(workspace, record.job_id)})
    worker = msgspec.convert(describe(process.pid), type=ProcessIdentity)
    dead = msgspec.structs.replace(mine.worker, start_ticks=1)
    record = msgspec.structs.replace(record, status=JobState.RUNNING, host=mine.host, worker=worker, shim=dead)
    write_record(workspace.status(record.job_id), record, durable=True)
    found: list[Guard] = []
    ready = threading.Barrier(4)

    def look() -> None:
        ready.wait()
        found.extend(reconcile(workspace, record) for _ in range(100))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    process.kill()
    process.wait()
    assert found == [Guard.UNSUPERVISED] * 400
    assert status(workspace, record.job_id) == record


def test_one_of_many_who_look_closes_a_dead_job_once(tmp_path: Path) -> None:
    workspace, record = written(tmp_path)
    code = (
        "import sys; from engine.control.reconcile import reconcile; from engine.paths import Workspace;"
        "from engine.record import read_status; w = Workspace(sys.argv[1]); r = read_status(w.status(sys.argv[2]))[0]\n"
        "sys.stdin.read(1)\n"
        "while not read_status(w.status(sys.argv[2]))[0].status.is_closed: reconcile(w, r)\n"
        "print(read_status(w.status(sys.argv[2]))[0].finished_at)"
    )
    command = [sys.executable, "-P", "-c", code, str(tmp_path), record.job_id]
    lookers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    told = {looker.communicate("x")[0] for looker in lookers}

    assert told == {f"{status(workspace, record.job_id).finished_at}\n"}


def test_a_worker_killed_before_it_runs_its_program_is_closed_like_any_other(tmp_path: Path) -> None:
    from engine.control.launch import launch

    workspace = Workspace(tmp_path)
    for _ in range(KILLS):
        record = launch(workspace, long_spec())
        kill(record)
        found = closed(workspace, record.job_id)
        assert (found.status, found.signal) == (JobState.ERROR, 9)


def test_a_resumed_job_that_dies_early_still_knows_where_to_go_on_from(tmp_path: Path) -> None:
    from engine.control.launch import launch
    from engine.control.resume import resume_spec

    with running(tmp_path) as (workspace, first):
        stop_job(workspace, first.job_id, by="test")
        stopped = closed(workspace, first.job_id)
    assert stopped.checkpoint is not None

    child = launch(workspace, resume_spec(workspace, stopped))
    kill(child)

    again = resume_spec(workspace, closed(workspace, child.job_id))
    assert again.resume_checkpoint == stopped.checkpoint
    assert again.resumed_from == child.job_id
