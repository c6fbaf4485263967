"""Going on from where a job ended: a new job with the same parameters, starting at its last checkpoint."""

import os
import stat
from collections.abc import Mapping
from typing import Any

import msgspec

from engine.checkpoint_index import PERIODIC, RESUMABLE, read_index
from engine.control.permission import check_changeable, check_owned
from engine.errors import Refused
from engine.files import UnreadableFile
from engine.job import JobRecord, JobSpec
from engine.paths import Workspace
from engine.record import read_spec
from engine.state import JobState
from engine.text import clean


def resume_spec(
    workspace: Workspace, record: JobRecord, changes: Mapping[str, Any] | None = None, checkpoint: str | None = None
) -> JobSpec:
    """Return the specification of a job that continues `record`.

    Args:
        workspace: Where both jobs are.
        record: A job that has ended.
        changes: Parameters that differ, already checked: a larger number of epochs, say.
        checkpoint: Name of the one of the job's own checkpoints to go on from; by default the newest.

    Returns:
        A specification with `resume_checkpoint` set, or without one (a fresh start) when none was saved.

    Raises:
        Refused: The job still runs, was not launched by Traindeck, is complete and no epochs were added, or has no
            such checkpoint.
    """
    check_changeable(workspace)
    check_owned(record, "resume")
    if not record.status.is_closed:
        raise Refused(f"{record.title} is still {record.status}.", "Stop it first.")
    try:
        spec = read_spec(workspace.spec(record.job_id))
    except (FileNotFoundError, UnreadableFile) as error:
        raise Refused(f"{record.title} left no specification, so it cannot be resumed.") from error
    changes = changes or {}
    chosen = _own_checkpoint(workspace, record, checkpoint) if checkpoint is not None else None
    had, asked = (_whole(params.get("epochs")) for params in (spec.params, changes))
    if record.status is JobState.COMPLETED and asked <= had and not _is_before_the_end(workspace, record, checkpoint):
        raise Refused(f"{record.title} is complete.", f"To train on, ask for more epochs than {had}.")
    start = chosen or record.checkpoint or spec.resume_checkpoint
    if start is not None and not (workspace.root / start).is_file():
        raise Refused(f"The checkpoint {start} of {record.title} is gone.", "Launch it anew instead.")
    return msgspec.structs.replace(
        spec,
        job_id="",
        params={**spec.params, **changes},
        resumed_from=record.job_id,
        resume_checkpoint=start,
    )


def _whole(value: object) -> int:
    """A number of epochs, or 0 where somebody else wrote something else."""
    return value if isinstance(value, int) else 0


def _own_checkpoint(workspace: Workspace, record: JobRecord, name: str) -> str:
    """Path of a checkpoint, relative to the workspace, after a look whether it is one of this very job."""
    if not RESUMABLE.fullmatch(name):
        what = "holds weights only" if name.startswith("best.") else "is not one of its checkpoints"
        raise Refused(f"{clean(name, 80)} of {record.title} {what}, so no job can go on from it.", "Choose another.")
    path = workspace.checkpoints(record.job_id) / name
    try:
        regular = stat.S_ISREG(os.stat(path, follow_symlinks=False).st_mode)
    except OSError:
        regular = False
    if not regular:
        raise Refused(f"The checkpoint {name} of {record.title} is gone.", "Choose another.")
    return os.path.relpath(path, workspace.root)


def _is_before_the_end(workspace: Workspace, record: JobRecord, name: str | None) -> bool:
    """Whether steps are left of a complete job after a checkpoint that was chosen."""
    facts = read_index(workspace.checkpoint_index(record.job_id)).get(name or "")
    periodic = PERIODIC.fullmatch(name or "")
    step = int(periodic[1]) if periodic else facts.step if facts is not None else record.total_steps
    return step < record.total_steps
