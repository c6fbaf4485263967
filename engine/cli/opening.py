"""The verb that opens the panel on one job."""

import sys

import click

from engine.cli.context import Session, complete_jobs, is_terminal
from engine.errors import BadInput


@click.command("open")
@click.argument("job", shell_complete=complete_jobs)
@click.pass_obj
def open_job(session: Session, job: str) -> None:
    """Open the panel on a job, its detail on the whole screen."""
    record = session.find(job)
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise BadInput("The panel needs a terminal.", f"Without one use “traindeck status {record.job_id}”.")
    sys.exit(session.open_panel(record.job_id, opened=True))
