"""Real jobs for tests: launched as a user launches them, and surely ended with the test."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.control.identity import Life, life_of, send
from engine.control.launch import launch
from engine.control.lock import is_guarded
from engine.control.reconcile import reconcile
from engine.job import JobRecord, JobSpec
from engine.paths import Workspace
from engine.request import make_spec
from engine.shim.descendants import children_of
from tests.engine.worker.harness import DIABETES, status, wait_for

LONG: dict[str, Any] = {"data": DIABETES, "epochs": 1_000_000}


def long_spec(*, simulate: bool = True, grace_s: float = 60.0, **values: Any) -> JobSpec:
    """A job that does not end by itself within a test."""
    return make_spec("regression", {**LONG, **values}, simulate=simulate, grace_s=grace_s)


@contextmanager
def running(root: Path, spec: JobSpec | None = None) -> Iterator[tuple[Workspace, JobRecord]]:
    """A launched job that trains; whatever is left of it is killed at the end."""
    workspace = Workspace(root)
    record = launch(workspace, spec or long_spec())
    try:
        wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
        yield workspace, status(workspace, record.job_id)
    finally:
        end(workspace, record)


def end(workspace: Workspace, record: JobRecord) -> None:
    """Kill what is left of a job and wait until nobody guards it."""
    descendants = children_of(record.worker.pid) if record.worker and life_of(record.worker) is Life.ALIVE else []
    if record.shim is not None and send(record.shim, signal.SIGCONT) is Life.DEAD:
        for pid in descendants:
            os.kill(pid, signal.SIGKILL)
    send(record.worker, signal.SIGKILL)
    wait_for("the end of the guardian", lambda: not is_guarded(workspace, record.job_id))
    wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)


def closed(workspace: Workspace, job_id: str) -> JobRecord:
    """The record after the job has closed and its guardian is gone."""
    wait_for("the closing state", lambda: status(workspace, job_id).status.is_closed)
    wait_for("the end of the guardian", lambda: not is_guarded(workspace, job_id))
    return status(workspace, job_id)


def closed_by_a_look(workspace: Workspace, job_id: str) -> JobRecord:
    """The record after somebody's looks have closed a job that nobody guards."""

    def looked() -> bool:
        reconcile(workspace, status(workspace, job_id))
        return status(workspace, job_id).status.is_closed

    wait_for("a look that closes the job", looked)
    return status(workspace, job_id)


def kill(record: JobRecord, *, shim: bool = False) -> None:
    """Kill -9 of the worker, or of its shim."""
    target = record.shim if shim else record.worker
    assert send(target, signal.SIGKILL) is Life.ALIVE
    wait_for("the death of what was killed", lambda: life_of(target) is Life.DEAD)


def named(root: Path) -> list[str]:
    """PIDs of all living processes that carry a workspace's name: shim, worker, child and grandchild of its job."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if os.fsencode(root) in path.read_bytes().split(b"\0"):
                found.append(path.parent.name)
    return found


WORKER_SCRIPT = "worker.py"
"""Name of the program that stands in for the worker."""


@contextmanager
def other_worker(root: Path, program: str) -> Iterator[None]:
    """Let jobs launched meanwhile run `program`, with the arguments that `engine.worker` gets."""
    script, python, site = root / WORKER_SCRIPT, root / "python", root / "site"
    script.write_text(program)
    python.write_text(
        f'#!/bin/sh\ncase "$3" in engine.worker) shift 3; exec "{sys.executable}" -P "{script}" "$@";; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o700)
    # The shim runs its own interpreter, so it has to be told of this one.
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(f"import sys\nsys.executable = {str(python)!r}\n")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(site)
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before
