"""No signal ever reaches a process that is not verified to be the one written down."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.control.identity import Life, life_of, send
from engine.control.reconcile import reconcile
from engine.control.stop import stop_job
from engine.errors import Refused
from engine.files import UnreadableFile, make_private
from engine.job import ProcessIdentity, StopIntent
from engine.paths import Workspace
from engine.process import describe
from engine.record import decode_status, read_status, write_record
from tests.engine.worker.harness import wait_for

VICTIM = """
import signal, sys
for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGCONT):
    signal.signal(number, lambda *_: print("signalled", flush=True))
print("ready", flush=True)
sys.stdin.read()
print("unharmed", flush=True)
"""


@pytest.fixture
def victim() -> "Iterator[subprocess.Popen[str]]":
    """An innocent process that tells of every signal it gets; at the end it must not have got any."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", VICTIM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        told = process.communicate()[0]
    assert told == "unharmed\n"


def identity_of(process: "subprocess.Popen[str]", **changes: Any) -> ProcessIdentity:
    known = describe(process.pid)
    assert known is not None
    return msgspec.convert({**known, **changes}, type=ProcessIdentity)


PLANTED: list[tuple[dict[str, Any], Life]] = [
    ({"start_ticks": 1}, Life.DEAD),
    ({"uid": 12345}, Life.DEAD),
    ({"pidfd_inode": 1}, Life.DEAD),
    ({"boot_id": "00000000-0000-0000-0000-000000000000"}, Life.DEAD),
    ({"boot_id": ""}, Life.DEAD),
    ({"host": "another"}, Life.ELSEWHERE),
    ({"host": ""}, Life.ELSEWHERE),
    ({"pid_namespace": 1}, Life.ELSEWHERE),
]


@pytest.mark.parametrize(("changes", "life"), PLANTED)
def test_a_process_that_differs_in_anything_is_not_signalled(
    victim: "subprocess.Popen[str]", changes: dict[str, Any], life: Life
) -> None:
    planted = identity_of(victim, **changes)

    assert life_of(planted) is life
    assert send(planted, signal.SIGTERM, signal.SIGKILL) is life


@pytest.mark.parametrize("pid", [-(2**31), -1, 0, 1, 2**31, 2**63 - 1])
def test_a_pid_that_can_be_no_workers_is_not_signalled(victim: "subprocess.Popen[str]", pid: int) -> None:
    planted = identity_of(victim, pid=pid)

    assert send(planted, signal.SIGKILL) is Life.DEAD


def test_a_pid_of_a_wrong_type_is_not_signalled(victim: "subprocess.Popen[str]") -> None:
    assert send(msgspec.structs.replace(identity_of(victim), pid=True), signal.SIGKILL) is Life.DEAD
    assert send(None, signal.SIGKILL) is Life.DEAD
    assert life_of(ProcessIdentity(pid=victim.pid)) is Life.ELSEWHERE


def test_this_process_with_another_start_time_is_not_signalled() -> None:
    known = describe(os.getpid())
    assert known is not None
    assert send(msgspec.convert({**known, "start_ticks": 1}, type=ProcessIdentity), signal.SIGKILL) is Life.DEAD


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process of another user")
def test_not_even_root_signals_a_process_of_another_user() -> None:
    process = subprocess.Popen(["/bin/sleep", "600"], text=True, user=65534, group=65534, extra_groups=[])
    try:
        theirs = identity_of(process)
        assert (theirs.uid, life_of(theirs)) == (65534, Life.ALIVE)

        with pytest.raises(PermissionError):
            send(theirs, signal.SIGKILL)

        assert life_of(theirs) is Life.ALIVE
    finally:
        process.kill()
        process.wait()


def test_the_right_process_is_signalled_until_it_has_ended() -> None:
    process = subprocess.Popen(["/bin/sleep", "600"], text=True)
    identity = identity_of(process)
    try:
        assert life_of(identity) is Life.ALIVE
        assert send(identity, signal.SIGTERM) is Life.ALIVE
        wait_for("a zombie to count as dead", lambda: life_of(identity) is Life.DEAD)
        assert send(identity, signal.SIGTERM) is Life.DEAD
    finally:
        process.kill()
        process.wait()
    assert life_of(identity) is Life.DEAD


@pytest.mark.parametrize("planted", [1, -1, True, 0, 2**63, 2**80, "1", 1.5, None, [1], {"pid": 1}])
def test_a_status_file_with_a_planted_pid_signals_nobody(
    victim: "subprocess.Popen[str]", tmp_path: Path, planted: Any
) -> None:
    everything = {**(describe(victim.pid) or {}), "pid": planted}
    plain = {"job_id": "a", "status": "RUNNING", "pid": planted, "worker": everything, "shim": everything}
    try_to_stop(tmp_path, msgspec.json.encode(plain) if planted != 2**80 else dump(plain))


@pytest.mark.parametrize("changes", [changes for changes, _ in PLANTED])
def test_a_status_file_with_a_recycled_pid_signals_nobody(
    victim: "subprocess.Popen[str]", tmp_path: Path, changes: dict[str, Any]
) -> None:
    everything = {**(describe(victim.pid) or {}), **changes}
    plain = {"job_id": "a", "status": "RUNNING", "pid": victim.pid, "worker": everything, "shim": everything}
    try_to_stop(tmp_path, dump(plain))


def dump(plain: dict[str, Any]) -> bytes:
    import json

    return json.dumps(plain).encode()


def try_to_stop(root: Path, content: bytes) -> None:
    """Everything that ever signals, on a job with a hostile status file."""
    workspace = Workspace(root)
    make_private(workspace.jobs)
    make_private(workspace.run("a"))
    for guarded in (False, True):
        if guarded:
            workspace.lock("a").touch()
            write_record(workspace.stop("a"), StopIntent(requested_at=1.0, grace_s=0.0), durable=False)
        for now in (False, True):
            workspace.status("a").write_bytes(content)
            try:
                decode_status(content)
                stop_job(workspace, "a", now=now)
            except (Refused, UnreadableFile):
                continue
            workspace.status("a").write_bytes(content)
            reconcile(workspace, read_status(workspace.status("a"))[0])
