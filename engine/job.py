"""What is known of a job: the record in its status file, the specification it was launched from, the wish to stop it.

All of these are frozen: they cross threads and processes. Anyone but the shim may import this.
"""

from typing import Annotated, Any

import msgspec

from engine.error_kind import ErrorKind
from engine.state import JobState

SCHEMA_VERSION = 1
"""Version of the status file. It grows only when a reader must treat an older file differently."""

DEFAULT_GRACE_S = 60.0
"""Seconds between a polite stop and a kill. torchrun itself takes 30 s to end its ranks, so less would cut it short."""

LONGEST_GRACE_S = 86_400.0
"""Longest grace, a day: whoever needs more does not want a stop."""

TREND_BINS = 40
"""Most bins of the loss kept for the sparkline."""


class ProcessIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that tells one process from every other; see `engine.process`."""

    pid: int
    host: str = ""
    boot_id: str = ""
    pid_namespace: int = 0
    start_ticks: int = 0
    uid: int = -1
    pidfd_inode: int = 0


class JobError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job ended as ERROR or STOPPED."""

    kind: Annotated[str, msgspec.Meta(description="Other programs may write others.", examples=list(ErrorKind))]
    """One of `engine.error_kind.ErrorKind`; other programs may write others."""
    message: str
    hint: str = ""

    @property
    def told(self) -> str:
        """Kind and message, the kind only where the message does not hold it anyway."""
        return self.message if self.kind.casefold() in self.message.casefold() else f"{self.kind}: {self.message}"


class Best(msgspec.Struct, frozen=True, kw_only=True):
    """The best value of the metric that the job is judged by."""

    metric: str
    value: float
    step: int


class JobRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The status file. Times are Unix seconds (UTC); a field that is not known yet is null or empty.

    A number that is not finite is written as the string "NaN", "Infinity" or "-Infinity", as the JSON mapping of
    protocol buffers does, because JSON has no other way (https://protobuf.dev/programming-guides/json/).
    """

    job_id: str
    status: JobState
    schema_version: int = SCHEMA_VERSION
    name: str = ""
    recipe: str = ""
    params: dict[str, Any] = {}
    """As asked, defaults filled in."""
    tags: list[str] = []
    progress: float = 0.0
    """Per cent, 0 to 100."""
    epoch: int = 0
    """The epoch being trained, from 1."""
    epochs: int = 0
    step: int = 0
    """Optimiser steps done."""
    total_steps: int = 0
    loss: float | None = None
    """Training loss: the mean since the report before."""
    metrics: dict[str, float | None] = {}
    """Latest value of each metric."""
    best: Best | None = None
    trend: list[float | None] = []
    """The loss since the start in at most 40 bins of equal width, those without a report left out."""
    steps_per_second: float | None = None
    eta_seconds: float | None = None
    message: str = ""
    """What the job is doing or how it ended, one line."""
    error: JobError | None = None
    """Why it ended, unless it completed."""
    trouble: str = ""
    """What cannot be written, which file and why, or which processes do not die; empty when all is well."""
    exit_code: int | None = None
    signal: int | None = None
    """Number of the signal that ended the worker."""
    checkpoint: str | None = None
    """Path of the checkpoint to resume from, relative to the workspace."""
    model: str | None = None
    """Path of the final model, relative to the workspace."""
    created_at: float | None = None
    started_at: float | None = None
    loading_at: float | None = None
    """When it began to load what it needs."""
    running_at: float | None = None
    """When it began to train."""
    updated_at: float | None = None
    finished_at: float | None = None
    simulation: bool = False
    """Whether nothing was really trained."""
    device: str = ""
    host: str = ""
    pid: int | None = None
    """PID of the worker, the process to look at in `top`."""
    worker: ProcessIdentity | None = None
    shim: ProcessIdentity | None = None
    resumed_from: str | None = None
    """Id of the job whose checkpoint this one started from."""

    @property
    def title(self) -> str:
        """The name, or the id of a job without one."""
        return self.name or self.job_id


class JobSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked: `spec.json`, written once before anything runs."""

    job_id: str
    recipe: str
    params: dict[str, Any]
    """Every parameter of the recipe, checked."""
    name: str = ""
    tags: list[str] = []
    simulate: bool = False
    """Whether to pretend even where PyTorch is there."""
    grace_s: float = DEFAULT_GRACE_S
    time_limit_s: float | None = None
    """Seconds after its start at which the job is stopped, with a checkpoint; None lets it run."""
    created_at: float = 0.0
    working_directory: str = ""
    """Where the worker runs; relative data paths are relative to it."""
    command: list[str] = []
    """Arguments of the worker process."""
    environment: dict[str, str] = {}
    """The variables that can change a training, for the record (never a secret)."""
    version: str = ""
    """Traindeck's version at launch."""
    resumed_from: str | None = None
    resume_checkpoint: str | None = None
    """Checkpoint to continue from, relative to the workspace."""


class StopIntent(msgspec.Struct, frozen=True, kw_only=True):
    """The durable wish that a job stop, carried out by its shim."""

    requested_at: float
    grace_s: float
    """Seconds from `requested_at` until whatever is left of the job is killed; 0 kills at once."""
    by: str = ""
    """Who asked: "panel", "command line", "signal" or "time limit"."""

    @property
    def deadline(self) -> float:
        """Unix time of the kill."""
        return self.requested_at + self.grace_s
