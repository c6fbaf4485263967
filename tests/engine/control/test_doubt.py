"""What is not certain closes nothing and signals nobody."""

import errno
import fcntl
import os
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
from engine.error_kind import ErrorKind
from engine.job import ProcessIdentity, StopIntent
from engine.record import write_record
from engine.state import JobState
from tests.engine.control.harness import closed_by_a_look, kill, running
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
        assert set(told[1::2]) <= {"unknown", "unsupervised"}
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


def test_a_process_that_proc_hides_is_unknown_until_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.process import describe

    with subprocess.Popen(["sleep", "600"]) as process:
        identity = msgspec.convert(describe(process.pid), type=ProcessIdentity)
        monkeypatch.setattr("engine.control.identity.stat_fields", lambda pid: None)
        assert life_of(identity) is Life.UNKNOWN
        process.kill()
        wait_for("its end", lambda: life_of(identity) is Life.DEAD)


def test_where_no_boot_has_a_name_the_rest_of_an_identity_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.process import describe

    monkeypatch.setattr("engine.process.boot_id", lambda: "")
    monkeypatch.setattr("engine.control.identity.boot_id", lambda: "")
    mine = msgspec.convert(describe(os.getpid()), type=ProcessIdentity)
    assert (mine.boot_id, life_of(mine)) == ("", Life.ALIVE)
    assert life_of(msgspec.structs.replace(mine, start_ticks=1)) is Life.DEAD


def test_a_guardian_of_another_namespace_and_no_worker_harm_nobody(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        shim = msgspec.structs.replace(record.shim, pid_namespace=1, pid=(1 << 22) - 1)
        odd = msgspec.structs.replace(record, shim=shim, worker=None)

        assert reconcile(workspace, odd) is Guard.SUPERVISED


def test_nfs_wants_a_lock_file_open_for_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock = fcntl.flock

    def nfs(descriptor: int, operation: int) -> None:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        flock(descriptor, operation)

    monkeypatch.setattr("fcntl.flock", nfs)
    held = lock.take(tmp_path / "lock", create=True)
    assert held is not None
    assert lock.is_held(tmp_path / "lock")
    os.close(held)
    assert lock.is_held(tmp_path / "lock") is False
