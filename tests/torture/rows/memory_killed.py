"""The kernel's killing for memory against a manual `kill -9`: told apart, or "probably"."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.control.identity import send
from engine.error_kind import ErrorKind
from engine.job import JobRecord
from engine.paths import Workspace
from tests.engine.control.harness import closed
from tests.engine.worker.harness import DIABETES, status, wait_for
from tests.torture.result import Result

TITLE = "killed for memory against a manual kill -9"
FULL, CI = 20, 2

LIMIT_BYTES = 100 << 20
"""Memory of the group: enough for a shim and a simulation, far too little for PyTorch."""

LIMITS = {
    "memory.max": str(LIMIT_BYTES),
    "memory.swap.max": "0",
    "memory.limit_in_bytes": str(LIMIT_BYTES),
    "memory.memsw.limit_in_bytes": str(LIMIT_BYTES),
}
"""Files of both versions of control groups; of version 1 the second must not be less than the first."""


def torture(rounds: int, root: Path) -> Result:
    """Launch in a group of little memory: by turns real training, which it cannot bear, and a killed simulation."""
    result = Result()
    if _parent() is None:
        result.rounds = rounds
        result.notes.append("not tried: control groups for memory cannot be made here")
        return result
    for _ in range(rounds):
        with result.round(), _group() as group:
            by_hand = result.rounds % 2 == 0
            found = _launch_in(group, Workspace(root), simulate=by_hand)
            error = found.error
            assert error is not None, found
            wanted = ErrorKind.KILLED if by_hand else ErrorKind.OUT_OF_MEMORY
            result.expect(error.kind == wanted, f"{error.kind} instead of {wanted}: {error.message}")
            result.expect(found.signal == signal.SIGKILL, f"signal {found.signal}")
            result.expect("probably" not in error.message, f"not sure, although it was alone: {error.message}")
    return result


def _launch_in(group: Path, workspace: Workspace, *, simulate: bool) -> JobRecord:
    code = (
        "import os, sys; open(sys.argv[1] + '/cgroup.procs', 'w').write(str(os.getpid()))\n"
        "from engine.control.launch import launch; from engine.paths import Workspace\n"
        "from engine.request import make_spec\n"
        "spec = make_spec('regression', {'data': sys.argv[3], 'epochs': 1_000_000}, simulate=len(sys.argv) > 4)\n"
        "print(launch(Workspace(sys.argv[2]), spec).job_id)"
    )
    command = [sys.executable, "-P", "-c", code, str(group), str(workspace.root), DIABETES]
    job_id = subprocess.check_output([*command, *(["simulate"] if simulate else [])], text=True).strip()
    if simulate:
        wait_for("a first step", lambda: status(workspace, job_id).step > 0)
        send(status(workspace, job_id).worker, signal.SIGKILL)
    return closed(workspace, job_id)


@contextmanager
def _group() -> Iterator[Path]:
    parent = _parent()
    assert parent is not None
    folder = parent / f"traindeck-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        # Where there is no swap to limit, those files are missing.
        for name, most in LIMITS.items():
            if (folder / name).exists():
                (folder / name).write_text(most)
        yield folder
    finally:
        wait_for("an empty group", lambda: not (folder / "cgroup.procs").read_text().strip())
        folder.rmdir()


def _parent() -> Path | None:
    """Where groups for memory can be made: version 1's own tree, or version 2 with memory handed down."""
    for folder in (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")):
        second = folder / "cgroup.subtree_control"
        if not ((folder / "memory.limit_in_bytes").exists() or (second.exists() and "memory" in second.read_text())):
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None
