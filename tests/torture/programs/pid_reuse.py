"""Recycles PIDs on purpose, in a PID namespace of its own, and tries everything that may signal on the stranger.

Arguments: workspace, rounds. Prints one JSON object: a list of sentences on what was not as promised.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from engine.control import lock
from engine.control.identity import Life, life_of, send
from engine.control.reconcile import reconcile
from engine.control.stop import stop_job
from engine.errors import TraindeckError
from engine.files import make_private
from engine.job import JobRecord, ProcessIdentity, StopIntent
from engine.paths import Workspace, new_job_id
from engine.process import describe
from engine.record import read_status, write_record
from engine.remains import end_remains
from engine.state import JobState

CATCHABLE = [number for number in signal.valid_signals() if number not in (signal.SIGKILL, signal.SIGSTOP)]


def main(root: Path, rounds: int) -> list[str]:
    """Run the rounds."""
    faults: list[str] = []
    for number in range(rounds):
        try:
            faults += [f"{number}: {fault}" for fault in _round(Workspace(root), number)]
        except Exception as error:
            faults.append(f"{number}: {type(error).__name__}: {error}")
    return faults


def _round(workspace: Workspace, number: int) -> list[str]:
    first, release = _start(lambda: os.read(0, 1))
    known = describe(first)
    assert known is not None
    identity = msgspec.convert(known, ProcessIdentity)
    os.write(release, b"x")
    os.waitpid(first, 0)
    os.close(release)
    Path("/proc/sys/kernel/ns_last_pid").write_text(str(first - 1))
    victim, ask = _start(_suffer)
    if victim != first:
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        return [f"PID {first} was not handed out again, {victim} was"]
    if number % 2:
        # Recycled within one clock tick: only the inode of the pidfd differs.
        fresh = describe(victim)
        assert fresh is not None
        identity = msgspec.structs.replace(identity, start_ticks=fresh["start_ticks"])
    faults = []
    if life_of(identity) is not Life.DEAD:
        faults.append("the stranger passes for the process that was recorded")
    for action in _actions(workspace, identity):
        with contextlib.suppress(TraindeckError):
            action()
    os.write(ask, b"x")
    _, status = os.waitpid(victim, 0)
    os.close(ask)
    if os.waitstatus_to_exitcode(status) != 0:
        faults.append(f"the stranger ended with {os.waitstatus_to_exitcode(status)}")
    return faults


def _actions(workspace: Workspace, identity: ProcessIdentity) -> list[Callable[[], Any]]:
    """Everything that may signal, with the stranger recorded as worker, as shim and as both."""
    actions: list[Callable[[], Any]] = [
        lambda: send(identity, signal.SIGTERM, signal.SIGCONT),
        lambda: send(identity, signal.SIGKILL),
        lambda: end_remains(new_job_id()),
    ]
    for worker, shim in ((identity, None), (None, identity), (identity, identity)):
        for now in (False, True):
            record = _plant(workspace, worker, shim)
            actions += [partial(stop_job, workspace, record.job_id, now=now), partial(_reconcile, workspace, record)]
        record = _plant(workspace, worker, shim)
        overdue = StopIntent(requested_at=1.0, grace_s=0.0, by="test")
        write_record(workspace.stop(record.job_id), overdue, durable=False)
        actions.append(partial(_reconcile, workspace, record))
    return actions


def _reconcile(workspace: Workspace, record: JobRecord) -> None:
    reconcile(workspace, read_status(workspace.status(record.job_id))[0])


def _plant(workspace: Workspace, worker: ProcessIdentity | None, shim: ProcessIdentity | None) -> JobRecord:
    host = (worker or shim or ProcessIdentity(pid=2)).host
    record = JobRecord(job_id=new_job_id(), status=JobState.RUNNING, host=host, worker=worker, shim=shim)
    make_private(workspace.run(record.job_id))
    make_private(workspace.jobs)
    descriptor = lock.take(workspace.lock(record.job_id), create=True)
    assert descriptor is not None
    os.close(descriptor)
    write_record(workspace.status(record.job_id), record, durable=False)
    return record


def _start(action: Callable[[], object]) -> tuple[int, int]:
    """Fork a child that runs `action` with a pipe as its input, and wait until it is ready."""
    readable, writable = os.pipe()
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writable)
        os.dup2(readable, 0)
        _suffered.clear()
        for number in CATCHABLE:
            with contextlib.suppress(OSError, ValueError):
                signal.signal(number, lambda taken, _: _suffered.append(taken))
        os.write(telling, b"ready")
        action()
        os._exit(len(_suffered))
    os.close(readable)
    os.close(telling)
    os.read(told, 5)
    os.close(told)
    return child, writable


_suffered: list[int] = []


def _suffer() -> None:
    os.read(0, 1)
    time.sleep(0)  # Whatever is pending is delivered now.


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
