"""The verb that ends jobs: stop."""

import sys
import time

import click

from engine.cli.context import Session, complete_jobs, put, put_json, say
from engine.cli.follow import Ticker, wait_closed
from engine.cli.grace import GRACE
from engine.cli.layout import Column, lay_out
from engine.control.stop import StopOutcome, stop_job
from engine.errors import TraindeckError
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.record import read_stop, to_object
from engine.text import clean

STOPPING = (Column(narrowest=12), Column(narrowest=12))
"""Name of a job, and what is being done to it."""


@click.command()
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...", shell_complete=complete_jobs)
@click.option("--now", is_flag=True, help="Kill at once, without a checkpoint.")
@click.option("--grace", type=GRACE, help="Seconds to save a checkpoint before it is killed.")
@click.option("--no-wait", is_flag=True, help="Return as soon as the job has been asked.")
@click.option("--json", "as_json", is_flag=True, help="Print the status objects.")
@click.pass_obj
def stop(session: Session, jobs: tuple[str, ...], now: bool, grace: float | None, no_wait: bool, as_json: bool) -> None:
    """Stop jobs: each saves a checkpoint and ends; what is left after the grace is killed."""
    faults: list[TraindeckError] = []
    asked: list[JobRecord] = []
    for reference in dict.fromkeys(jobs):
        try:
            record = session.find(reference)
            record, outcome = stop_job(session.workspace, record.job_id, now=now, grace_s=grace, by="command line")
        except TraindeckError as fault:
            faults.append(fault)
            say(f"traindeck: {clean(str(fault))}")
            continue
        if outcome is StopOutcome.ALREADY_CLOSED:
            say(f"{record.title} is {record.status} already.")
        if record.job_id not in [known.job_id for known in asked]:
            asked.append(record)
    if not no_wait:
        asked = [_wait(session, record) for record in asked]
    if as_json:
        objects = [to_object(record) for record in asked]
        put_json(objects[0] if len(jobs) == 1 and objects else objects)
    elif not no_wait:
        for record in asked:
            put(f"{record.job_id} {record.status} {record.message}".rstrip())
    if faults:
        sys.exit(max(fault.exit_code for fault in faults))


def _wait(session: Session, record: JobRecord) -> JobRecord:
    ticker = Ticker(sys.stderr)

    def tick(now: JobRecord) -> None:
        try:
            wish = read_stop(session.workspace.stop(now.job_id))
        except UnreadableFile:
            wish = None
        if not now.status.is_closed and wish is not None:
            left_s = max(0, round(wish.deadline - time.time()))
            doing = f"stopping, killed in {left_s} s unless it ends before" if left_s else "killing"
            ticker.show(lambda width: lay_out(STOPPING, [(f"{now.title}:", doing)], width)[0], now.status)

    try:
        return wait_closed(session, record, tick)
    except KeyboardInterrupt:
        ticker.close()
        say(f"{record.title} is still stopping; the stop goes on by itself.")
        sys.exit(130)
    finally:
        ticker.close()
