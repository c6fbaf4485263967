"""What is not certain closes nothing and signals nobody."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine.control import lock
from engine.control.identity import Life, life_of, send
from engine.control.reconcile import Guard, reconcile
from engine.control.stop import stop_job
from engine.error_kind import ErrorKind
from engine.errors import Refused
from engine.job import JobRecord, ProcessIdentity, StopIntent
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.engine.control.harness import closed, closed_by_a_look, kill, running
from tests.engine.worker.harness import status, wait_for

NO_DESCRIPTORS = """
import os, resource, sys
from engine.control.identity import life_of, send
from engine.control.reconcile import reconcile
from engine.paths import Workspace
from engine.record import read_status
workspace = Workspace(sys.argv[1])
record = read_status(workspace.status(sys.argv[2]))[0]
for spare in range(4):
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + spare, 4096))
    told = str(life_of(record.worker)), str(reconcile(workspace, record))
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 4096))
    print(*told)
"""
"""Looks at a job with no descriptor left, then with one, two and three."""


def test_want_of_descriptors_is_no_proof_of_death(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        kill(record, shim=True)

        told = subprocess.check_output(
            [sys.executable, "-P", "-c", NO_DESCRIPTORS, str(tmp_path), record.job_id], text=True
        ).split()

        assert told[0] == "Life.UNKNOWN"
        assert set(told[::2]) <= {"Life.UNKNOWN", "Life.ALIVE"}
        assert set(told[1::2]) <= {"elsewhere", "unsupervised"}
        assert not status(workspace, record.job_id).status.is_closed


def test_what_the_system_will_not_say_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.process import describe

    mine = msgspec.convert(describe(os.getpid()), type=ProcessIdentity)
    assert life_of(mine) is Life.ALIVE
    for number, life in ((errno.ENFILE, Life.UNKNOWN), (errno.ENOMEM, Life.UNKNOWN), (errno.ESRCH, Life.DEAD)):

        def refuse(pid: int, number: int = number) -> int:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "pidfd_open", refuse)
        assert life_of(mine) is life
    monkeypatch.undo()
    monkeypatch.setattr("engine.control.identity.boot_id", lambda: "")
    assert life_of(mine) is Life.UNKNOWN
    assert send(mine, signal.SIGKILL) is Life.UNKNOWN


def test_a_lock_that_cannot_be_asked_leaks_no_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    (tmp_path / "lock").touch()
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(3):
        with pytest.raises(OSError, match="locks"):
            lock.take(tmp_path / "lock")

    assert len(os.listdir("/proc/self/fd")) == before
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > before


@pytest.mark.parametrize("damage", ["missing", "another start"])
def test_a_damaged_record_does_not_kill_its_worker(tmp_path: Path, damage: str) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.worker is not None
        kill(record, shim=True)
        os.kill(record.worker.pid, signal.SIGSTOP)  # It writes nothing meanwhile.
        worker = None if damage == "missing" else msgspec.structs.replace(record.worker, start_ticks=1)
        damaged = msgspec.structs.replace(record, worker=worker)
        write_record(workspace.status(record.job_id), damaged, durable=False)

        assert reconcile(workspace, damaged) is Guard.UNSUPERVISED

        assert life_of(record.worker) is Life.ALIVE
        assert status(workspace, record.job_id).status is JobState.RUNNING
        overdue = StopIntent(requested_at=1.0, grace_s=1.0)
        write_record(workspace.stop(record.job_id), overdue, durable=False)
        assert closed_by_a_look(workspace, record.job_id).status is JobState.STOPPED
        assert life_of(record.worker) is Life.DEAD


def test_a_copy_of_a_workspace_leaves_the_original_alone(tmp_path: Path) -> None:
    (tmp_path / "original").mkdir()
    with running(tmp_path / "original") as (workspace, record):
        shutil.copytree(tmp_path / "original", tmp_path / "copy")
        copy = Workspace(tmp_path / "copy")

        assert reconcile(copy, status(copy, record.job_id)) is Guard.ELSEWHERE
        with pytest.raises(Refused, match=r"belongs to another workspace, of which .* is a copy"):
            stop_job(copy, record.job_id, now=True)
        overdue = StopIntent(requested_at=1.0, grace_s=1.0)
        write_record(copy.stop(record.job_id), overdue, durable=False)
        assert reconcile(copy, status(copy, record.job_id)) is Guard.ELSEWHERE

        send(record.worker, signal.SIGKILL)
        seen = closed_by_a_look(copy, record.job_id)
        found = closed(workspace, record.job_id)
        assert found.error is not None
        assert (found.error.kind, found.signal) == (ErrorKind.KILLED, 9)
        assert seen.status is JobState.STOPPED


@pytest.mark.parametrize("what", ["lock", "run folder"])
def test_a_dead_job_whose_lock_was_deleted_is_closed(tmp_path: Path, what: str) -> None:
    with running(tmp_path) as (workspace, record):
        if what == "lock":
            workspace.lock(record.job_id).unlink()
        else:
            shutil.rmtree(workspace.run(record.job_id))
        assert reconcile(workspace, record) is Guard.ELSEWHERE
        assert not workspace.lock(record.job_id).exists()
        kill(record, shim=True)
        assert reconcile(workspace, record) is Guard.ELSEWHERE
        kill(record)

        found = closed_by_a_look(workspace, record.job_id)

        assert found.error is not None
        assert found.error.kind == ErrorKind.EXIT_UNKNOWN


def test_a_guardian_that_was_suspended_is_woken_to_write_the_end(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        os.kill(record.shim.pid, signal.SIGSTOP)
        send(record.worker, signal.SIGKILL)
        wait_for("the death of the worker", lambda: life_of(record.worker) is Life.DEAD)

        found = closed_by_a_look(workspace, record.job_id)

        assert (found.status, found.signal) == (JobState.ERROR, 9)


def test_a_machine_under_another_name_is_the_same_machine(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        renamed = msgspec.structs.replace(
            record, host="before", shim=msgspec.structs.replace(record.shim, host="before"),
            worker=msgspec.structs.replace(record.worker, host="before"),
        )  # fmt: skip
        write_record(workspace.status(record.job_id), renamed, durable=False)

        assert reconcile(workspace, renamed) is Guard.SUPERVISED
        assert send(renamed.worker, signal.SIGKILL) is Life.ELSEWHERE
        stop_job(workspace, record.job_id, now=True)

        assert closed(workspace, record.job_id).status is JobState.STOPPED


INSIDE = """
import sys
from pathlib import Path
from tests.engine.control.harness import long_spec
from tests.engine.worker.harness import status, wait_for
from engine.control.launch import launch
from engine.paths import Workspace
workspace = Workspace(sys.argv[1])
record = launch(workspace, long_spec())
wait_for("a step", lambda: status(workspace, record.job_id).step > 0)
print(record.job_id, flush=True)
sys.stdin.read()
"""
"""Launches a job in a container, and ends with it."""

CONTAINER = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"]


@pytest.mark.skipif(
    subprocess.run([*CONTAINER, "true"], capture_output=True, check=False).returncode != 0,
    reason="no namespaces can be had here",
)
@pytest.mark.parametrize("ending", ["stopped from outside", "container ends"])
def test_a_job_of_a_container_on_this_machine(tmp_path: Path, ending: str) -> None:
    workspace, checkout = Workspace(tmp_path), Path(__file__).parents[3]
    container = subprocess.Popen(
        [*CONTAINER, sys.executable, "-P", "-c", INSIDE, str(tmp_path)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)},
    )  # fmt: skip
    assert container.stdout is not None
    job_id = container.stdout.readline().strip()
    record: JobRecord = status(workspace, job_id)
    assert life_of(record.worker) is Life.ELSEWHERE
    assert reconcile(workspace, record) is Guard.SUPERVISED

    if ending == "stopped from outside":
        stop_job(workspace, job_id, by="outside")
        assert closed(workspace, job_id).status is JobState.STOPPED
    container.communicate("")

    found = closed_by_a_look(workspace, job_id)
    if ending == "container ends":
        assert found.error is not None
        assert found.error.kind == ErrorKind.EXIT_UNKNOWN
