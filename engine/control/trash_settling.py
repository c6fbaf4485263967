"""Bringing to an end what somebody was killed in the middle of. Whoever looks at the jobs does so.

The status file is moved last, whichever way. So a job whose status file is in its place while parts of it are in the
trash was being deleted, and gets them back. One whose status file is in the trash is left alone, whatever else of it is
in its place: people take files out of there by hand. Only where a restoration left its mark is that gone on with.
"""

import contextlib
import os
from pathlib import Path

from engine.control import lock
from engine.control.trash_contents import parts_of
from engine.control.trash_moves import REMOVING, RESTORING, bring_back, moves_back, remove_tree, tidy
from engine.errors import TraindeckError
from engine.paths import Workspace, is_job_id


def settle(workspace: Workspace) -> None:
    """Settle everything, unless somebody is just at it."""
    if workspace.locked or not workspace.trash.is_dir():
        return
    with contextlib.suppress(OSError):
        held = lock.take(workspace.write_lock(workspace.trash), create=True)
        if held is not None:
            try:
                settle_all(workspace)
            finally:
                os.close(held)


def settle_all(workspace: Workspace) -> None:
    """The same for those who have the trash alone."""
    for name in os.listdir(workspace.trash):
        if is_job_id(name):
            settle_one(workspace, name)
    _sweep(workspace.trash)
    _sweep(workspace.trashed_models)


def _sweep(folder: Path) -> None:
    """Go on removing what was to be removed for good."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(REMOVING):
                remove_tree(folder / name)


def settle_one(workspace: Workspace, job_id: str) -> None:
    """Settle one job."""
    inside, (outside,) = list(parts_of(workspace, job_id))[-1]
    is_inside, is_outside = os.path.lexists(inside), os.path.lexists(outside)
    if is_inside and not is_outside:
        for source, target in moves_back(workspace, job_id):
            with contextlib.suppress(OSError, TraindeckError):  # What can be brought back is.
                bring_back([(source, target)])
        tidy(workspace, job_id)
    elif is_outside and not is_inside and os.path.lexists(workspace.trashed(job_id) / RESTORING):
        with contextlib.suppress(OSError, TraindeckError):
            bring_back(moves_back(workspace, job_id))
            tidy(workspace, job_id)
