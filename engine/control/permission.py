"""Why nothing may be changed: in a whole workspace, or of one job. Those who only look are never refused."""

import os
import pwd

from engine.errors import Refused
from engine.job import JobRecord
from engine.paths import Workspace


def user_name(uid: int) -> str:
    """Name of a user, or the number of one without a name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def foreign_owner(workspace: Workspace) -> str:
    """Who else the jobs of a workspace belong to, or nothing if they belong to this user or there are none."""
    try:
        uid = os.stat(workspace.jobs).st_uid
    except OSError:
        return ""
    return "" if uid == os.geteuid() else user_name(uid)


def check_changeable(workspace: Workspace) -> None:
    """Raise `Refused` if the workspace may only be looked at."""
    if workspace.locked:
        raise Refused(f"Nothing can be changed in {workspace.root}: {workspace.locked}.", unlocking(workspace.locked))


def unlocking(locked: str) -> str:
    """What to do about a locked workspace."""
    if locked.startswith("it belongs to "):
        return f"Only {locked.removeprefix('it belongs to ')} can; use a workspace of your own."
    return "Leave out --read-only."


def check_owned(record: JobRecord, verb: str) -> None:
    """Raise `Refused` if a job's processes belong to somebody else, root included: its files would become root's."""
    process = record.worker or record.shim
    if process is not None and process.uid not in (-1, os.geteuid()):
        owner = user_name(process.uid)
        raise Refused(f"{record.title} belongs to {owner}; only {owner} can {verb} it.")
