"""The shim's last act: the closing state comes to disk, however long the disk refuses it."""

import contextlib
import os
import signal
import time
from collections.abc import Collection
from typing import Any, NamedTuple

from engine.files import make_private
from engine.leftovers import collect_leftovers
from engine.paths import Workspace
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


class Ending(NamedTuple):
    """What the shim knows of how its worker ended."""

    ended: os.waitid_result
    """What the kernel says."""
    last_word: int
    """Descriptor of memory in which the worker left a closing state that it could not write."""
    stop: dict[str, Any] | None
    """The wish to stop, if there was one."""
    killed: bool
    """Whether the shim killed the worker."""
    memory: Verdict
    """What the counters of memory say."""
    at_s: float
    """When, in Unix time."""


def conclude(whereabouts: Whereabouts, job_id: str, ending: Ending, signals: Collection[signal.Signals]) -> None:
    """Write the exit status, and the closing state if the worker left none, then give everything back.

    Where that cannot be written, this waits and tries again.

    Args:
        whereabouts: Where the job is.
        job_id: The job.
        ending: How its worker ended.
        signals: Blocked signals that may interrupt the waiting; SIGTERM and SIGINT end it.
    """
    workspace, pause_s, away_since_s = whereabouts.workspace, AGAIN_S, float("inf")
    while not whereabouts.is_deleted():
        if os.path.isdir(workspace.jobs):
            away_since_s = float("inf")
            try:
                _write(workspace, job_id, ending)
            except OSError as error:
                leave_note(workspace.reserve(job_id), f"{job_id}.json cannot be written: {error.strerror}")
            else:
                collect_leftovers(workspace, job_id)
                drop_reserve(workspace.reserve(job_id))
                return
        else:
            # Waited for first, since the good record in it may come back with the folder.
            away_since_s = min(away_since_s, time.monotonic())
            away_s = time.monotonic() - away_since_s
            if away_s > GIVE_UP_S:
                return
            if away_s > RECREATE_S and whereabouts.is_home():
                with contextlib.suppress(OSError):
                    make_private(workspace.jobs)
                continue
        taken = signal.sigtimedwait(signals, pause_s)
        if taken is not None and taken.si_signo in (signal.SIGTERM, signal.SIGINT):
            return
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


def _write(workspace: Workspace, job_id: str, ending: Ending) -> None:
    """Write how it ended over what stands there now."""
    plain = read_last_word(ending.last_word, job_id) or read_object(workspace, job_id)
    fields: dict[str, Any] = dict(exit_of(ending.ended))
    state = JobState(plain["status"])
    if not state.is_closed:
        closing = closing_fields(
            ending.ended, workspace.log(job_id), stop=ending.stop, killed=ending.killed, memory=ending.memory,
            checkpoint=plain.get("checkpoint"),
        )  # fmt: skip
        state = closing.pop("state")
        fields |= closing | {"finished_at": ending.at_s, "eta_seconds": None}
    if str(plain.get("trouble", "")).startswith(UNDYING):
        fields["trouble"] = ""
    write_object(workspace, plain, state, **fields)
