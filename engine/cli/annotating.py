"""Verbs that add to jobs: tag, note."""

import click
import msgspec

from engine.cli.context import WITH_MINUS, Session, complete_jobs, put, put_json, say
from engine.control.annotate import annotate, clean_note, split_tags
from engine.errors import BadInput
from engine.observe.annotations import NONE, Annotation


@click.command(context_settings=WITH_MINUS)
@click.argument("job", shell_complete=complete_jobs)
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[+TAG|-TAG]...")
@click.option("--json", "as_json", is_flag=True, help="Print an object with the tags.")
@click.pass_obj
def tag(session: Session, job: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Add tags to a job and remove others: traindeck tag JOB +keep -old. Without changes, show them."""
    record = session.find(job)
    odd = next((change for change in changes if change[:1] not in ("+", "-") or not split_tags(change[1:])), None)
    if odd is not None:
        raise BadInput(f"“{odd}” is no change of tags.", "Write +TAG to add one, -TAG to remove one.")
    add = [tag for change in changes if change[0] == "+" for tag in split_tags(change[1:])]
    remove = [tag for change in changes if change[0] == "-" for tag in split_tags(change[1:])]
    before = session.context().annotations.get(record.job_id, NONE).tags(record)
    for absent in (tag for tag in remove if tag not in before):
        say(f"traindeck: {record.title} has no tag “{absent}”.")
    if changes:
        annotate(session.workspace, {record.job_id: lambda known: known.with_tags(record.tags, add, remove)})
    tags = session.context().annotations.get(record.job_id, NONE).tags(record)
    if as_json:
        put_json({"job_id": record.job_id, "tags": tags})
    elif tags:
        put(", ".join(tags))


@click.command()
@click.argument("job", shell_complete=complete_jobs)
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print an object with the note.")
@click.pass_obj
def note(session: Session, job: str, text: tuple[str, ...], as_json: bool) -> None:
    """Write a note on a job; an empty TEXT removes it. Without TEXT, show it."""
    record = session.find(job)
    if text:

        def write(known: Annotation) -> Annotation:
            return msgspec.structs.replace(known, note=clean_note(" ".join(text)))

        annotate(session.workspace, {record.job_id: write})
    written = session.context().annotations.get(record.job_id, NONE).note
    if as_json:
        put_json({"job_id": record.job_id, "note": written})
    elif written and not text:
        put(written)
