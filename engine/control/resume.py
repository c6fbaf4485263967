"""Going on from where a job ended: a new job with the same parameters, starting at its last checkpoint."""

from collections.abc import Mapping
from typing import Any

import msgspec

from engine.control.permission import check_changeable, check_owned
from engine.errors import Refused
from engine.files import UnreadableFile
from engine.job import JobRecord, JobSpec
from engine.paths import Workspace
from engine.record import read_spec
from engine.state import JobState


def resume_spec(workspace: Workspace, record: JobRecord, changes: Mapping[str, Any] | None = None) -> JobSpec:
    """Return the specification of a job that continues `record`.

    Args:
        workspace: Where both jobs are.
        record: A job that has ended.
        changes: Parameters that differ, already checked: a larger number of epochs, say.

    Returns:
        A specification with `resume_checkpoint` set, or without one (a fresh start) when none was saved.

    Raises:
        Refused: The job still runs, was not launched by Traindeck, or is complete and no epochs were added.
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
    if record.status is JobState.COMPLETED and changes.get("epochs", 0) <= spec.params.get("epochs", 0):
        raise Refused(
            f"{record.title} is complete.", f"To train on, ask for more epochs than {spec.params.get('epochs', 0)}."
        )
    checkpoint = record.checkpoint or spec.resume_checkpoint
    if checkpoint is not None and not (workspace.root / checkpoint).is_file():
        raise Refused(f"The checkpoint {checkpoint} of {record.title} is gone.", "Launch it anew instead.")
    return msgspec.structs.replace(
        spec,
        job_id="",
        params={**spec.params, **changes},
        resumed_from=record.job_id,
        resume_checkpoint=checkpoint,
    )
