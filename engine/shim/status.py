"""The status file as the shim reads and writes it: a plain JSON object, without the typed record's libraries."""

import contextlib
import json
import time
from typing import Any

from engine.files import UnreadableFile, read_bounded, write_atomic
from engine.paths import Workspace
from engine.state import JobState, check_transition


def read_object(workspace: Workspace, job_id: str) -> dict[str, Any]:
    """The status file's object; a file that is gone or broken is made up from the specification."""
    for path in (workspace.status(job_id), workspace.spec(job_id)):
        try:
            # Non-finite numbers stay the strings as which they are spelled: Python's own spelling is not JSON.
            plain = json.loads(read_bounded(path), parse_constant=str)
        except (OSError, UnreadableFile, ValueError, RecursionError):
            continue
        if isinstance(plain, dict) and plain.get("job_id") == job_id:
            if path == workspace.spec(job_id):
                kept = ("job_id", "name", "recipe", "params", "tags", "created_at", "resumed_from")
                plain = {key: plain[key] for key in kept if key in plain}
            if plain.get("status") not in list(JobState):
                plain["status"] = JobState.QUEUED
            return plain
    return {"job_id": job_id, "status": JobState.QUEUED}


def write_object(workspace: Workspace, plain: dict[str, Any], state: JobState, **fields: object) -> dict[str, Any]:
    """Replace the status file durably by `plain` in `state` with `fields` changed.

    A full disk gets the job's reserve back first, so that the closing state finds room.

    Raises:
        IllegalTransition: `state` cannot follow the present one.
        OSError: The file could not be replaced; the old one stands.
    """
    check_transition(JobState(plain["status"]), state)
    job_id = plain["job_id"]
    changed = {**plain, **fields, "status": state, "updated_at": time.time()}
    content = json.dumps(changed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
    try:
        write_atomic(workspace.status(job_id), content, durable=True)
    except OSError:
        with contextlib.suppress(OSError):
            workspace.reserve(job_id).unlink()
        write_atomic(workspace.status(job_id), content, durable=True)
    return changed
