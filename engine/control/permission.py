"""Why nothing may be changed: in a whole workspace, or of one job. Those who only look are never refused."""

import os
import stat

from engine.errors import Refused
from engine.job import JobRecord
from engine.paths import Workspace


def user_name(uid: int) -> str:
    """Name of a user, or the number of one without a name."""
    import pwd  # Only where somebody else is in the way.

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


BELONGS = "it belongs to "
"""Begins the reason of a workspace that is somebody else's; the name follows."""

UNWRITABLE = "it cannot be written"
"""Reason of a workspace whose folders this user may not write, though they are this user's own."""


def why_locked(workspace: Workspace) -> str:
    """Why this user may only look at the jobs of a workspace, as the end of a sentence; empty where there are none.

    A full or broken disk is no such reason: jobs can still be stopped on one.
    """
    try:
        facts = os.stat(workspace.jobs)
        owner = facts.st_uid
        if not stat.S_ISDIR(facts.st_mode):
            return ""  # Whoever wants to read or write there is told so.
        if owner == os.geteuid():
            closed = not os.access(workspace.jobs, os.W_OK | os.X_OK, effective_ids=True)
            return UNWRITABLE if closed and not os.statvfs(workspace.jobs).f_flag & os.ST_RDONLY else ""
    except PermissionError:
        owner = _owner_of_first_seen(workspace)
        if owner == os.geteuid():
            return UNWRITABLE
    except OSError:
        return ""
    return f"{BELONGS}{user_name(owner)}"


def _owner_of_first_seen(workspace: Workspace) -> int:
    """Owner of the innermost folder on the way to the jobs that can be looked at."""
    try:
        return os.stat(workspace.artifacts).st_uid
    except OSError:
        return os.stat(workspace.root).st_uid


def check_changeable(workspace: Workspace) -> None:
    """Raise `Refused` if the workspace may only be looked at."""
    if workspace.locked:
        raise Refused(f"Nothing can be changed in {workspace.root}: {workspace.locked}.", unlocking(workspace.locked))


def unlocking(locked: str) -> str:
    """What to do about a locked workspace."""
    if locked.startswith(BELONGS):
        return f"Only {locked.removeprefix(BELONGS)} can; use a workspace of your own."
    if locked == UNWRITABLE:
        return "Give yourself the right to write its folders (chmod u+rwx), or name another with --workspace."
    return "Leave out --read-only."


def check_owned(record: JobRecord, verb: str) -> None:
    """Raise `Refused` if a job's processes belong to somebody else, root included: its files would become root's."""
    process = record.worker or record.shim
    if process is not None and process.uid not in (-1, os.geteuid()):
        owner = user_name(process.uid)
        raise Refused(f"{record.title} belongs to {owner}; only {owner} can {verb} it.")
