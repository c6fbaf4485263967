"""Verbs that look: list, status, schema."""

import sys
from collections.abc import Sequence
from typing import Any

import click
import msgspec

from engine.cli.context import WITH_MINUS, Session, complete_jobs, put, put_json
from engine.cli.layout import terminal_width
from engine.cli.table import job_table, status_lines
from engine.observe.annotations import NONE
from engine.observe.context import Context
from engine.observe.csv_text import all_as_csv
from engine.observe.predicate import predicate
from engine.observe.query import parse
from engine.observe.view import JobView
from engine.record import json_schema, to_object


@click.command("list", context_settings=WITH_MINUS)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help="Print an array of status objects, newest first.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all fields, parameters and metrics as CSV.")
@click.pass_obj
def list_jobs(session: Session, query: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """List the jobs of the workspace, newest first.

    QUERY shows only some, as in the panel: state:running 'loss<0.1' tag:v2 -name:smoke since:2h, or any words;
    'state:error | loss>1', parentheses and NOT join them.
    """
    odd = next((word for word in query if word.startswith("--")), None)
    if odd is not None:
        raise click.NoSuchOption(odd)
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    views, context = session.all_jobs(), session.context()
    shown = asked_for(views, " ".join(query), context)
    if as_json:
        put_json([view_object(view, context) for view in shown])
    elif as_csv:
        click.echo(all_as_csv(shown, context), nl=False)
    elif views and not shown:
        put(f"No job matches; there are {len(views)}." if query else "All jobs are archived; see: list is:archived")
    else:
        put("\n".join(job_table(shown, terminal_width(sys.stdout))))


def asked_for(views: Sequence[JobView], text: str, context: Context) -> list[JobView]:
    """The jobs that a filter shows. Raises `QueryError`."""
    names = {name for view in views if view.record for name in (*view.record.params, *view.record.metrics)}
    titles = {view.job_id: view.title for view in views}
    context.title_of = lambda job_id: titles.get(job_id, "")
    test = predicate(parse(text, names), context)
    return [view for view in views if test(view)]


def view_object(view: JobView, context: Context) -> dict[str, Any]:
    """The status file's object with the user's own tags and note; an unreadable one says why under `problem`."""
    if view.record is not None:
        own = context.annotations.get(view.job_id, NONE)
        return {**to_object(view.record), "tags": own.tags(view.record), "note": own.note}
    return {"job_id": view.job_id, "status": None, "problem": view.problem}


@click.command()
@click.argument("job", default="last", shell_complete=complete_jobs)
@click.option("--json", "as_json", is_flag=True, help="Print the status file's object, and what ails it as “health”.")
@click.pass_obj
def status(session: Session, job: str, as_json: bool) -> None:
    """Show where one job stands."""
    view = session.view(job)
    assert view.record is not None
    from engine.observe.health.closed import findings_at_once

    record = view.record
    view = msgspec.structs.replace(
        view, findings=findings_at_once(session.workspace, record, session.config.settings.disabled_rules)
    )
    if as_json:
        found = [msgspec.to_builtins(finding) for finding in view.findings]
        put_json({**view_object(view, session.context()), "health": found})
    else:
        put("\n".join(status_lines(record, view, session.context().annotations.get(record.job_id, NONE))))


@click.command()
def schema() -> None:
    """Print the JSON Schema of the status file."""
    put_json(json_schema())
