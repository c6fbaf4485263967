"""The shim's last act: the closing state comes to disk, however long the disk refuses it."""

import os
import signal
import time
from collections.abc import Collection
from typing import Any

from engine.leftovers import collect_leftovers
from engine.paths import Workspace
from engine.remains import UNDYING
from engine.reserve import drop_reserve, leave_note
from engine.shim.closing import closing_fields, exit_of
from engine.shim.memory import Verdict
from engine.shim.status import read_last_word, read_object, write_object
from engine.state import JobState

AGAIN_S = 0.25
"""Seconds until the second attempt to write the closing state; each further pause is twice as long."""

LONGEST_PAUSE_S = 30.0
"""Longest pause between two attempts."""


def conclude(
    workspace: Workspace,
    job_id: str,
    ended: os.waitid_result,
    *,
    last_word: int,
    stop: dict[str, Any] | None,
    killed: bool,
    memory: Verdict,
    signals: Collection[signal.Signals],
) -> None:
    """Write the exit status, and the closing state if the worker left none, then give everything back.

    Args:
        workspace: Where the job is.
        job_id: The job.
        ended: What the kernel says of the worker.
        last_word: Descriptor of memory in which the worker left a closing state that it could not write.
        stop: The wish to stop, if there was one.
        killed: Whether the shim killed the worker.
        memory: What the counters of memory say.
        signals: Blocked signals that may interrupt the waiting; SIGTERM and SIGINT end it.
    """
    plain = read_last_word(last_word, job_id) or read_object(workspace, job_id)
    fields: dict[str, Any] = dict(exit_of(ended))
    state = JobState(plain["status"])
    if not state.is_closed:
        closing = closing_fields(
            ended, workspace.log(job_id), stop=stop, killed=killed, memory=memory, checkpoint=plain.get("checkpoint")
        )
        state = closing.pop("state")
        fields |= closing | {"finished_at": time.time(), "eta_seconds": None}
    if str(plain.get("trouble", "")).startswith(UNDYING):
        fields["trouble"] = ""
    if _insist(workspace, plain, state, fields, signals):
        collect_leftovers(workspace, job_id)
        drop_reserve(workspace.reserve(job_id))


def _insist(
    workspace: Workspace,
    plain: dict[str, Any],
    state: JobState,
    fields: dict[str, Any],
    signals: Collection[signal.Signals],
) -> bool:
    """Write the closing state, and where the disk refuses wait and try again; whether it came to be written."""
    job_id, pause_s = plain["job_id"], AGAIN_S
    while True:
        try:
            write_object(workspace, plain, state, **fields)
            return True
        except (FileNotFoundError, NotADirectoryError):
            return False  # Somebody has deleted the workspace: there is nobody to tell.
        except OSError as error:
            leave_note(workspace.reserve(job_id), f"{job_id}.json cannot be written: {error.strerror}")
        taken = signal.sigtimedwait(signals, pause_s)
        if taken is not None and taken.si_signo in (signal.SIGTERM, signal.SIGINT):
            return False
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
