"""Which job is meant: an id, any unambiguous beginning of one, a name, or `last`."""

from engine.errors import NoSuchJob
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.observe.folder import read_all
from engine.paths import Workspace, is_job_id
from engine.record import read_status
from engine.text import clean

LAST = "last"
"""Means the job launched last."""


def find_job(workspace: Workspace, reference: str) -> JobRecord:
    """Return the record of the job that `reference` means.

    Raises:
        NoSuchJob: Nothing or more than one job answers to it, or its status file cannot be read.
    """
    if is_job_id(reference):
        try:
            return read_status(workspace.status(reference))[0]
        except FileNotFoundError:
            pass
        except UnreadableFile as error:
            raise NoSuchJob(f"The status file of {reference} cannot be read: {error}.") from error
    views = read_all(workspace)
    records = [view.record for view in views if view.record is not None]
    shown = f"“{clean(reference, 80)}”"
    if not views:
        raise NoSuchJob(f"There is no job {shown}: the workspace {clean(str(workspace.root), 300)} has none yet.")
    if reference == LAST:
        if views[0].record is None:
            told = f"The status file of the newest job, {views[0].job_id}, cannot be read: {views[0].problem}."
            raise NoSuchJob(told, "Name the job that you mean.")
        return views[0].record
    named = [record for record in records if record.name == reference]
    # A resumed job has the name of the one it goes on from, and is the one that is meant.
    superseded = {record.resumed_from for record in named}
    named = [record for record in named if record.job_id not in superseded]
    if len(named) == 1:
        return named[0]
    matches = named or [record for record in records if reference and record.job_id.startswith(reference)]
    if not matches:
        unreadable = [view for view in views if view.record is None and view.job_id.startswith(reference)]
        if len(unreadable) == 1:
            raise NoSuchJob(f"The status file of {unreadable[0].job_id} cannot be read: {unreadable[0].problem}.")
        raise NoSuchJob(f"There is no job {shown}.", "“traindeck list” shows those there are.")
    if len(matches) > 1:
        some = ", ".join(f"{record.job_id} ({record.status})" for record in matches[:4])
        some += ", …" if len(matches) > 4 else ""
        raise NoSuchJob(f"{shown} means {len(matches)} jobs: {some}.", "Give more of the id.")
    return matches[0]
