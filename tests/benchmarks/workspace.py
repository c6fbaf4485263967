"""A workspace full of jobs that look real: every field filled in, histories, and locks that somebody holds."""

import math
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from engine.control import lock
from engine.error_kind import ErrorKind
from engine.files import make_private
from engine.job import Best, JobError, JobRecord, ProcessIdentity
from engine.paths import Workspace
from engine.process import describe, host_name
from engine.record import write_record
from engine.state import JobState

MIXED = (JobState.RUNNING, JobState.COMPLETED, JobState.COMPLETED, JobState.ERROR, JobState.STOPPED)
"""States of a workspace in daily use, taken in turn."""

REPORTS = 400
"""Lines in the metrics of each job: 2,000 steps reported every fifth."""


class BusyWorkspace:
    """Writes jobs and guards those that run, by locks that this process holds and with its own identity.

    Args:
        root: An empty folder.
        states: State of each job, oldest first.
        reports: Lines in the metrics of each job.
    """

    def __init__(self, root: str | Path, states: tuple[JobState, ...], reports: int = REPORTS) -> None:
        self._reports = reports
        self.workspace = Workspace(root)
        make_private(self.workspace.jobs)
        self._held: list[int] = []
        identity = msgspec.convert(describe(os.getpid()), ProcessIdentity)
        chance = random.Random(0)
        now_s = time.time()
        self.records = [
            _record(number, state, identity, now_s - 60 * (len(states) - number), chance)
            for number, state in enumerate(states)
        ]
        for record in self.records:
            self._write(record, chance)

    def _write(self, record: JobRecord, chance: random.Random) -> None:
        make_private(self.workspace.run(record.job_id))
        lines = (
            f'{{"step":{step},"epoch":{step // 200 + 1},"time":{record.created_at},"loss":{_loss(step, chance)}}}\n'
            for step in range(5, 5 * self._reports + 1, 5)
        )
        self.workspace.metrics(record.job_id).write_text("".join(lines))
        if not record.status.is_closed:
            held = lock.take(self.workspace.lock(record.job_id), create=True)
            assert held is not None
            self._held.append(held)
        write_record(self.workspace.status(record.job_id), record, durable=False)

    def replace(self, record: JobRecord, **fields: Any) -> JobRecord:
        """Replace a job's status file as its worker does."""
        changed = msgspec.structs.replace(record, **fields, updated_at=time.time())
        write_record(self.workspace.status(record.job_id), changed, durable=False)
        return changed

    def close(self) -> None:
        """Let go of the locks."""
        for held in self._held:
            os.close(held)


PANEL = [str(Path(sys.executable).with_name("traindeck"))]
"""How a user opens the panel, inside a workspace: the installed command without arguments."""


def _loss(step: int, chance: random.Random) -> float:
    return math.exp(-step / 700) + 0.05 + abs(chance.gauss(0, 0.01))


def _record(
    number: int, state: JobState, identity: ProcessIdentity, created_at: float, chance: random.Random
) -> JobRecord:
    share = 1.0 if state is JobState.COMPLETED else chance.uniform(0.2, 0.9)
    step = int(2000 * share)
    failed = JobError(kind=ErrorKind.NON_FINITE_LOSS, message=f"loss became nan at step {step}",
                      hint="Lower the learning rate.")  # fmt: skip
    return JobRecord(
        job_id=f"job_{int(created_at * 1000)}_{number:08x}",
        status=state,
        name=f"sweep-{number:02}-wide",
        recipe="regression",
        params={"data": "/data/prices.csv", "target": "y", "features": [], "hidden": [32, 16], "activation": "relu",
                "epochs": 10, "batch_size": 64, "learning_rate": 0.001, "optimizer": "adam", "seed": number},
        tags=["sweep"],
        progress=100 * share,
        epoch=max(1, math.ceil(10 * share)),
        epochs=10,
        step=step,
        total_steps=2000,
        loss=_loss(step, chance),
        metrics={"loss": 0.1234, "val_loss": 0.15, "lr": 0.001, "samples_per_second": 76_800.0},
        best=Best(metric="val_loss", value=0.119, step=max(1, step - 40)),
        trend=[_loss(int(step * bin_ / 40), chance) for bin_ in range(40)],
        steps_per_second=1200.0,
        eta_seconds=None if state.is_closed else 42.0,
        error=failed if state is JobState.ERROR else None,
        message=failed.message if state is JobState.ERROR else "training",
        created_at=created_at,
        started_at=created_at + 1,
        updated_at=created_at + 50,
        finished_at=created_at + 50 if state.is_closed else None,
        device="cpu",
        host=host_name(),
        pid=identity.pid,
        worker=identity,
        shim=identity,
    )  # fmt: skip
