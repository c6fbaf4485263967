"""Verbs that delete jobs and bring them back: delete, trash."""

import sys
import time
from collections.abc import Callable, Collection
from typing import Any

import click
import msgspec

from engine.cli.context import Session, complete_jobs, is_terminal, put, put_json, say
from engine.cli.layout import Column, lay_out, terminal_width
from engine.control.trash import Outcome, delete_jobs, empty_trash, restore_jobs, told
from engine.control.trash_contents import Trashed, deleted_last, size_bytes, trashed_jobs
from engine.duration import parse_duration
from engine.errors import NoSuchJob, Refused
from engine.format import bytes_
from engine.observe.folder import read_all
from engine.text import count_of

AS_JSON: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
YES: Callable[[Any], Any] = click.option("--yes", "-y", is_flag=True, help="Do not ask.")


COLUMNS = (Column(priority=1), Column(priority=2), Column(right=True, priority=3), Column(narrowest=9))
"""Id, time, size and title of a deleted job."""


@click.command()
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...", shell_complete=complete_jobs)
@YES
@AS_JSON
@click.pass_obj
def delete(session: Session, jobs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Move ended jobs to the trash, with their logs, checkpoints and models; “trash restore” brings them back."""
    workspace = session.workspace
    records = {record.job_id: record for record in map(session.find, jobs)}
    known = [view.record for view in read_all(workspace) if view.record is not None]
    size = sum(size_bytes(workspace, job_id) for job_id in records)
    children = [each.title for each in known if each.resumed_from in records and each.job_id not in records]
    names = ", ".join(record.title for record in records.values())
    more = f" {', '.join(children[:3])} {'was' if len(children) == 1 else 'were'} resumed from it." if children else ""
    _agree(f"Delete {names} ({bytes_(size)})?{more}", yes)
    _report(delete_jobs(workspace, list(records)), "Deleted", as_json)


@click.group("trash", invoke_without_command=True)
@AS_JSON
@click.pass_context
def trash_group(context: click.Context, as_json: bool) -> None:
    """List the deleted jobs, bring them back, or remove them for good."""
    if context.invoked_subcommand is not None:
        return
    entries = trashed_jobs(context.obj.workspace)
    if as_json:
        put_json([msgspec.to_builtins(entry) for entry in entries])
    elif not entries:
        put("The trash is empty.")
    else:
        rows = [(entry.job_id, _when(entry), bytes_(entry.size_bytes), entry.title) for entry in entries]
        put("\n".join(lay_out(COLUMNS, rows, terminal_width(sys.stdout))))


def _when(entry: Trashed) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.deleted_at))


@trash_group.command()
@click.argument("jobs", nargs=-1, metavar="[JOB...]")
@AS_JSON
@click.pass_obj
def restore(session: Session, jobs: tuple[str, ...], as_json: bool) -> None:
    """Bring deleted jobs back; without JOB, those that were deleted last."""
    workspace = session.workspace
    job_ids = _meant(trashed_jobs(workspace), jobs) if jobs else deleted_last(workspace)
    if not job_ids:
        raise NoSuchJob("The trash is empty.")
    _report(restore_jobs(workspace, job_ids), "Restored", as_json)


@trash_group.command()
@click.argument("jobs", nargs=-1, metavar="[JOB...]")
@click.option("--older", metavar="TIME", help="Only jobs that were deleted so long ago, such as 30d.")
@YES
@AS_JSON
@click.pass_obj
def empty(session: Session, jobs: tuple[str, ...], older: str | None, yes: bool, as_json: bool) -> None:
    """Remove deleted jobs for good; without JOB, all of them."""
    workspace = session.workspace
    entries = trashed_jobs(workspace)
    meant = set(_meant(entries, jobs)) if jobs else {entry.job_id for entry in entries}
    if older is not None:
        latest_s = time.time() - parse_duration(older, "older", "--older")
        meant &= {entry.job_id for entry in entries if entry.deleted_at <= latest_s}
    if meant:
        size = sum(entry.size_bytes for entry in entries if entry.job_id in meant)
        _agree(f"Remove {count_of(len(meant), 'deleted job')} ({bytes_(size)}) for good?", yes)
    _report(empty_trash(workspace, sorted(meant)), "Removed", as_json)


def _meant(entries: Collection[Trashed], references: Collection[str]) -> list[str]:
    """Ids of the deleted jobs that references mean: an id, its beginning, or a name."""
    found = []
    for reference in references:
        named = [entry.job_id for entry in entries if entry.title == reference]
        matches = named or [entry.job_id for entry in entries if entry.job_id.startswith(reference)]
        if len(matches) != 1:
            told_ = "There is no deleted job" if not matches else f"{len(matches)} deleted jobs answer to"
            raise NoSuchJob(f"{told_} “{reference}”.", "“traindeck trash” shows those there are.")
        found += matches
    return found


def _agree(question: str, yes: bool) -> None:
    """Ask, where a person can answer. Raises `Refused`."""
    if yes:
        return
    if not is_terminal(sys.stdin):
        raise Refused("Nobody can be asked here.", "Say --yes.")
    if not click.confirm(question, err=True):
        raise Refused("Nothing was changed.")


def _report(outcome: Outcome, verb: str, as_json: bool) -> None:
    if as_json:
        put_json([msgspec.to_builtins(entry) for entry in outcome.done])
    elif text := told(outcome, verb):
        put(text)
    for fault in outcome.faults:
        say(f"traindeck: {fault}")
    if outcome.faults:
        sys.exit(Refused.exit_code)
