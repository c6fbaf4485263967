"""The shim's last act: the closing state comes to disk, however long the disk refuses it."""

import contextlib
import os
import signal
import time
from collections.abc import Collection
from typing import Any

from engine.files import make_private
from engine.leftovers import collect_leftovers
from engine.remains import UNDYING
from engine.reserve import drop_reserve, leave_note
from engine.shim.closing import closing_fields, exit_of
from engine.shim.memory import Verdict
from engine.shim.status import read_last_word, read_object, write_object
from engine.shim.whereabouts import Whereabouts
from engine.state import JobState

AGAIN_S = 0.25
"""Seconds until the second attempt to write the closing state; each further pause is twice as long."""

LONGEST_PAUSE_S = 30.0
"""Longest pause between two attempts."""

RECREATE_S = 5.0
"""How long the folder of status files may be away before it is made anew: a rename that is undone takes less."""

GIVE_UP_S = 3600.0
"""How long the job's folders may be away, though they exist somewhere, before nobody is taken to want them back."""


def conclude(
    whereabouts: Whereabouts,
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
        whereabouts: Where the job is.
        job_id: The job.
        ended: What the kernel says of the worker.
        last_word: Descriptor of memory in which the worker left a closing state that it could not write.
        stop: The wish to stop, if there was one.
        killed: Whether the shim killed the worker.
        memory: What the counters of memory say.
        signals: Blocked signals that may interrupt the waiting; SIGTERM and SIGINT end it.
    """
    if whereabouts.is_deleted():
        return  # There is nobody to tell.
    workspace = whereabouts.workspace
    plain = read_last_word(last_word, job_id) or read_object(workspace, job_id)
    fields: dict[str, Any] = dict(exit_of(ended))
    state = JobState(plain["status"])
    if not state.is_closed:
        log, checkpoint = workspace.log(job_id), plain.get("checkpoint")
        closing = closing_fields(ended, log, stop=stop, killed=killed, memory=memory, checkpoint=checkpoint)
        state = closing.pop("state")
        fields |= closing | {"finished_at": time.time(), "eta_seconds": None}
    if str(plain.get("trouble", "")).startswith(UNDYING):
        fields["trouble"] = ""
    if _insist(whereabouts, plain, state, fields, signals):
        collect_leftovers(workspace, job_id)
        drop_reserve(workspace.reserve(job_id))


def _insist(
    whereabouts: Whereabouts,
    plain: dict[str, Any],
    state: JobState,
    fields: dict[str, Any],
    signals: Collection[signal.Signals],
) -> bool:
    """Write the closing state, and where that cannot be wait and try again.

    Returns:
        Whether it came to be written; it does not where the job is deleted or a signal ends the waiting.
    """
    workspace, job_id, pause_s = whereabouts.workspace, plain["job_id"], AGAIN_S
    began_s = time.monotonic()
    while not whereabouts.is_deleted():
        try:
            write_object(workspace, plain, state, **fields)
            return True
        except (FileNotFoundError, NotADirectoryError):
            missing_s = time.monotonic() - began_s
            if missing_s > GIVE_UP_S:
                return False
            if missing_s > RECREATE_S and whereabouts.is_home():
                with contextlib.suppress(OSError):
                    make_private(workspace.jobs)
        except OSError as error:
            leave_note(workspace.reserve(job_id), f"{job_id}.json cannot be written: {error.strerror}")
        taken = signal.sigtimedwait(signals, pause_s)
        if taken is not None and taken.si_signo in (signal.SIGTERM, signal.SIGINT):
            return False
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
    return False
