"""The only place that spells a file's name. Standard library only: the shim imports this.

Names are joined, never resolved, and a job id is matched in full before it becomes part of a path, so no id can lead
outside the workspace.
"""

import os
import re
import time
from functools import cached_property
from pathlib import Path

JOB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
"""What a job id may look like, its own (`job_<unix ms>_<8 hex>`) and those of other programs. Use with `fullmatch`."""


def is_job_id(text: object) -> bool:
    """Whether `text` is safe to use as a job id in a path."""
    return isinstance(text, str) and JOB_ID.fullmatch(text) is not None


def new_job_id(now_s: float | None = None) -> str:
    """A fresh id: `job_<unix ms>_<8 hex>`, sortable by age and unique by 32 random bits within a millisecond."""
    milliseconds = int((time.time() if now_s is None else now_s) * 1000)
    return f"job_{milliseconds}_{os.urandom(4).hex()}"


class Workspace:
    """The files of one workspace.

    Args:
        root: The directory; nothing is read, created or resolved here.
        locked: Why nothing may be changed in it, as the end of a sentence; empty where everything may.
    """

    def __init__(self, root: str | Path, *, locked: str = "") -> None:
        self.root = Path(os.path.abspath(root))
        self.locked = locked

    def __repr__(self) -> str:
        return f"Workspace({str(self.root)!r})"

    @cached_property
    def artifacts(self) -> Path:
        """Folder of everything but models."""
        return self.root / "artifacts"

    @cached_property
    def jobs(self) -> Path:
        """Folder of the status files; the panel watches it, not recursively."""
        return self.artifacts / "jobs"

    @cached_property
    def runs(self) -> Path:
        """Folder of the run folders."""
        return self.artifacts / "runs"

    @cached_property
    def models(self) -> Path:
        """Folder of checkpoints and final models."""
        return self.root / "models"

    @property
    def last_launch(self) -> Path:
        """What was asked at the last launch from the form, to fill the next one in."""
        return self.artifacts / "last_launch.json"

    @property
    def annotations(self) -> Path:
        """What people added to jobs: tags, notes, pins, what was put away."""
        return self.artifacts / "annotations.json"

    @property
    def layout(self) -> Path:
        """How the panel's table was left: filter, order, columns."""
        return self.artifacts / "panel.json"

    @property
    def trash(self) -> Path:
        """Folder of deleted jobs, one folder each."""
        return self.artifacts / "trash"

    @property
    def trashed_models(self) -> Path:
        """The same for models that lie on another file system than the rest."""
        return self.models / ".trash"

    def write_lock(self, path: Path) -> Path:
        """Locked by whoever changes a file that several panels change."""
        return path.with_name(f".{path.name}.lock")

    def trashed(self, job_id: str) -> Path:
        """Folder of one deleted job."""
        return self.trash / _checked(job_id)

    def status(self, job_id: str) -> Path:
        """The status file, replaced atomically by one writer at a time."""
        return self.jobs / f"{_checked(job_id)}.json"

    def run(self, job_id: str) -> Path:
        """Folder of what one job leaves besides its status."""
        return self.runs / _checked(job_id)

    def spec(self, job_id: str) -> Path:
        """What was asked, written once by the launcher."""
        return self.run(job_id) / "spec.json"

    def metrics(self, job_id: str) -> Path:
        """History of every metric, one JSON object a line."""
        return self.run(job_id) / "metrics.jsonl"

    def log(self, job_id: str) -> Path:
        """Standard output and error of shim and worker, raw."""
        return self.run(job_id) / "output.log"

    def output_times(self, job_id: str) -> Path:
        """How long the log was at which time, noted by the shim."""
        return self.run(job_id) / "output.times"

    def stop(self, job_id: str) -> Path:
        """The durable wish that the job stop."""
        return self.run(job_id) / "stop"

    def lock(self, job_id: str) -> Path:
        """Locked by launcher and shim, one after the other, for as long as somebody guards the job."""
        return self.run(job_id) / "lock"

    def worker_lock(self, job_id: str) -> Path:
        """Locked by the worker and what it has forked, for as long as any of them lives."""
        return self.run(job_id) / "worker"

    def successor(self, job_id: str) -> Path:
        """Id of the job that goes on from this one, locked while that is being launched."""
        return self.run(job_id) / "successor"

    def reserve(self, job_id: str) -> Path:
        """A preallocated file, given up on a full disk so that the closing state can still be written."""
        return self.run(job_id) / "reserve"

    def checkpoints(self, job_id: str) -> Path:
        """Folder of periodic, best and last checkpoints."""
        return self.models / _checked(job_id)

    def checkpoint_index(self, job_id: str) -> Path:
        """What is known of the checkpoints without opening them."""
        return self.run(job_id) / "checkpoints.json"

    def model(self, job_id: str, *, simulation: bool = False) -> Path:
        """The final model; a simulation leaves a text in its place."""
        return self.models / f"{_checked(job_id)}.{'txt' if simulation else 'pt'}"

    def model_card(self, job_id: str) -> Path:
        """What is needed to use the final model: columns, normalisation, layers."""
        return self.models / f"{_checked(job_id)}.json"


def job_id_of(file_name: str) -> str | None:
    """Job id behind the name of a status file, or None when the file is something else (a temporary one, say)."""
    stem, dot, suffix = file_name.rpartition(".")
    return stem if dot and suffix == "json" and is_job_id(stem) else None


def _checked(job_id: str) -> str:
    if not is_job_id(job_id):
        raise ValueError(f"not a job id: {job_id!r}")
    return job_id
