"""The status file as the shim reads and writes it: a plain JSON object, without the typed record's libraries."""

import json
import os
import re
import time
from typing import Any

from engine.files import STATUS_LIMIT_BYTES, UnreadableFile, read_bounded, write_atomic
from engine.paths import Workspace
from engine.reserve import write_closing
from engine.state import CLOSED, JobState, check_transition
from engine.text import REPLACEMENT


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


def read_last_word(descriptor: int, job_id: str) -> dict[str, Any] | None:
    """The closing state that the worker could not write and left in memory, or None."""
    try:
        plain = json.loads(os.pread(descriptor, STATUS_LIMIT_BYTES, 0), parse_constant=str)
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(plain, dict) and plain.get("job_id") == job_id and plain.get("status") in CLOSED:
        return plain
    return None


def write_object(workspace: Workspace, plain: dict[str, Any], state: JobState, **fields: object) -> dict[str, Any]:
    """Replace the status file durably by `plain` in `state` with `fields` changed.

    On a full disk a closing state takes the place of the job's reserve.

    Raises:
        IllegalTransition: `state` cannot follow the present one.
        OSError: The file could not be replaced; the old one stands.
    """
    check_transition(JobState(plain["status"]), state)
    job_id = plain["job_id"]
    changed = {**plain, **fields, "status": state, "updated_at": time.time()}
    content = _encoded(changed)
    path = workspace.status(job_id)
    if state.is_closed:
        write_closing(path, content, workspace.reserve(job_id))
    else:
        write_atomic(path, content, durable=True)
    return changed


def _encoded(plain: dict[str, Any]) -> bytes:
    """One line of strict JSON, in which lone surrogates (PEP 383) are replaced: others read this file, too."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\ud800-\udfff]", REPLACEMENT, text).encode() + b"\n"
