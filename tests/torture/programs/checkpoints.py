"""Kills or stops real trainings while they save checkpoints, then loads and resumes what is there.

Imports PyTorch once and forks a training for each round. Arguments: workspace, rounds, "killed" or "identical".
Prints one JSON object: a list of sentences on what was not as promised.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from engine.paths import Workspace
from engine.worker.report import Reporter
from engine.worker.stop import StopSignal
from engine.worker.training.checkpoint import load_checkpoint
from tests.engine.worker.harness import DIABETES, make_job, run_here, status, values

KILLED: dict[str, Any] = {"data": DIABETES, "epochs": 100_000, "hidden": (256, 128), "checkpoint_every": 1,
                          "report_every": 1, "keep_checkpoints": 2}  # fmt: skip
"""A training that does little else than saving checkpoints of half a megabyte."""

SHORT: dict[str, Any] = {"data": DIABETES, "epochs": 5, "hidden": (16,), "report_every": 1, "checkpoint_every": 7}
"""A training of 115 steps, in which every loss is reported."""


def killed(root: Path, rounds: int) -> list[str]:
    """Kill at a random moment after the first checkpoint; all that is there must load, and a resume must run."""
    faults, chance = [], random.Random(11)
    for number in range(rounds):
        workspace, job_id = make_job(root, **KILLED)
        child = _fork(lambda job=job_id, place=workspace: run_here(place, job))  # type: ignore[misc]
        last = workspace.checkpoints(job_id) / "last.pt"
        while not last.exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        record = status(workspace, job_id)
        try:
            step = load_checkpoint(last)["step"]
            for path in workspace.checkpoints(job_id).glob("[!.]*.pt"):
                torch.load(path, weights_only=True)
            if record.checkpoint is None:
                faults.append(f"{number}: the status names no checkpoint")
            _, resumed = make_job(root, resume=f"models/{job_id}/last.pt", **{**KILLED, "epochs": step // 23 + 2,
                                                                             "checkpoint_every": 0})  # fmt: skip
            if _wait(_fork(lambda job=resumed, place=workspace: run_here(place, job))) != 0:  # type: ignore[misc]
                faults.append(f"{number}: the resumed job failed: {status(workspace, resumed).message}")
        except Exception as error:
            faults.append(f"{number}: {type(error).__name__}: {error}")
    return faults


def identical(root: Path, rounds: int) -> list[str]:
    """Stop or kill at a random step; a resume must give losses and model of an unbroken run, bit for bit."""
    faults, chance = [], random.Random(5)
    workspace, unbroken = make_job(root, **SHORT)
    _wait(_fork(lambda: run_here(workspace, unbroken)))
    wanted, model = values(workspace, unbroken, "loss"), _model(workspace, unbroken)
    for number in range(rounds):
        step = chance.randint(8, max(wanted) - 1)
        _, broken = make_job(root, **SHORT)
        _wait(_fork(lambda job=broken, at=step, die=number % 2 == 1: _break(workspace, job, at, die=die)))  # type: ignore[misc]
        _, resumed = make_job(root, resume=status(workspace, broken).checkpoint, **SHORT)
        _wait(_fork(lambda job=resumed: run_here(workspace, job)))  # type: ignore[misc]
        how = f"{number}: {'killed' if number % 2 else 'stopped'} at step {step}"
        found = values(workspace, resumed, "loss")
        if not found or not found.items() <= wanted.items():
            faults.append(f"{how}: other losses")
        if not all(torch.equal(model[name], weight) for name, weight in _model(workspace, resumed).items()):
            faults.append(f"{how}: another model")
    return faults


def _break(workspace: Workspace, job_id: str, step: int, *, die: bool) -> int:
    stop, report = StopSignal(), Reporter.report

    def reporting(reporter: Reporter, at: int, *rest: Any) -> None:
        report(reporter, at, *rest)
        if at >= step:
            if die:
                os.kill(os.getpid(), signal.SIGKILL)
            stop.request()

    Reporter.report = reporting  # type: ignore[method-assign, assignment]
    return run_here(workspace, job_id, stop)


def _model(workspace: Workspace, job_id: str) -> dict[str, torch.Tensor]:
    return dict(torch.load(workspace.model(job_id), weights_only=True))


def _fork(action: Callable[[], int]) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = action()
        finally:
            os._exit(code)
    return child


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    print(json.dumps({"killed": killed, "identical": identical}[sys.argv[3]](Path(sys.argv[1]), int(sys.argv[2]))))
