"""A stop of a job with DataLoader workers, torchrun ranks and a grandchild in a session of its own."""

import contextlib
import os
import signal
import time
from pathlib import Path

from engine.control.launch import launch
from engine.control.stop import stop_job
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.control.harness import closed, long_spec, named, other_worker
from tests.engine.worker.harness import status, wait_for
from tests.torture.result import Result

TITLE = "stop with 4 DataLoader workers, 2 torchrun ranks, a setsid grandchild, by turns suspended"
FULL, CI = 20, 2

EARLY = (JobState.STARTING, JobState.LOADING)
"""States before the family is complete."""

FAMILY = 9
"""Least number of processes: shim, leader, 4 DataLoader workers, torchrun, 2 ranks, grandchild; all but the workers
carry the workspace's name among their arguments or are forks of one that does."""

LIMIT_S = 20.0
"""From the wish to the end of all: the leader finishes its step and saves, on a machine that is busy."""


def torture(rounds: int, root: Path) -> Result:
    """Stop such jobs and look for survivors."""
    result, workspace = Result(), Workspace(root)
    program = (Path(__file__).parents[1] / "programs" / "large_family.py").read_text()
    with other_worker(root, program):
        for _ in range(rounds):
            with result.round():
                _stop_one(workspace, result)
    return result


def _stop_one(workspace: Workspace, result: Result) -> None:
    record = launch(workspace, long_spec())
    wait_for("a training family", lambda: status(workspace, record.job_id).status not in EARLY, 120)
    family = named(workspace.root)
    result.expect(len(family) >= FAMILY, f"only {len(family)} processes")
    if result.rounds % 2:
        for pid in family:
            if int(pid) != (record.shim.pid if record.shim else 0):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGSTOP)
        with contextlib.suppress(ProcessLookupError):
            assert record.worker is not None
            os.kill(record.worker.pid, signal.SIGSTOP)
    struck_s = time.monotonic()
    stop_job(workspace, record.job_id)
    found = closed(workspace, record.job_id)
    result.took(struck_s, LIMIT_S, "the end of all")
    result.expect(found.status is JobState.STOPPED, f"it is {found.status}: {found.message}")
    result.expect(not (left := named(workspace.root)), f"{len(left)} survivors")
    import torch  # Only here: reading the row's numbers must not cost its import.

    content = torch.load(workspace.checkpoints(record.job_id) / "last.pt", weights_only=True)
    result.expect(content["step"] == found.step, "the checkpoint is of another step")
