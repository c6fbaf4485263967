"""The verb that compares jobs."""

import sys

import click

from engine.cli.context import Session, complete_jobs, put, put_json
from engine.cli.layout import terminal_width
from engine.errors import BadInput
from engine.job import JobRecord


@click.command("compare")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB JOB...", shell_complete=complete_jobs)
@click.option("--all", "-a", "show_all", is_flag=True, help="Also the parameters in which the jobs do not differ.")
@click.option("--seeds", is_flag=True, help="Jobs that differ only in the seed as one column: mean ± sample deviation.")
@click.option("--json", "as_json", is_flag=True, help="Print one object with jobs, parameters, results and groups.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@click.pass_obj
def compare_jobs(
    session: Session, jobs: tuple[str, ...], show_all: bool, seeds: bool, as_json: bool, as_csv: bool
) -> None:
    """Show two or more jobs beside each other: the parameters in which they differ, and what came of them.

    A job alone is compared with the one that it was resumed from. The best value of each row is marked with a star.
    """
    from engine.cli.comparison import comparison_csv, comparison_object, comparison_text, read_comparison

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    comparison = read_comparison(session.workspace, _asked_for(session, jobs))
    if as_json:
        put_json(comparison_object(comparison))
    elif as_csv:
        put(comparison_csv(comparison, show_all=show_all, seeds=seeds))
    else:
        width = terminal_width(sys.stdout)
        put(comparison_text(comparison, show_all=show_all, seeds=seeds, width=width))


def _asked_for(session: Session, references: tuple[str, ...]) -> list[JobRecord]:
    """The jobs that are meant, each once."""
    found = [session.find(reference) for reference in references]
    records = {record.job_id: record for record in found}
    if len(records) == 1:
        (record,) = records.values()
        if record.resumed_from is None:
            raise BadInput(f"{record.title} was not resumed from another job.", "Name two or more jobs.")
        records = {record.resumed_from: session.find(record.resumed_from), **records}
    return list(records.values())
