"""Verbs that look: list, status, logs, schema."""

import os
import select
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from engine.cli.context import WITH_MINUS, Session, complete_jobs, is_terminal, put, put_json
from engine.cli.table import job_table, status_lines
from engine.observe.context import Context
from engine.observe.csv_text import all_as_csv
from engine.observe.error_lines import last_error
from engine.observe.log_file import LogFile
from engine.observe.log_records import LogRecord, LogRecords
from engine.observe.predicate import predicate
from engine.observe.query import parse
from engine.observe.view import JobView
from engine.record import json_schema, to_object
from engine.text import clean

POLL_S = 0.1
"""How often a followed log is looked at."""

BLOCK_BYTES = 1 << 16
"""How much of a log is read at once."""


@click.command("list", context_settings=WITH_MINUS)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help="Print an array of status objects, newest first.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all fields, parameters and metrics as CSV.")
@click.pass_obj
def list_jobs(session: Session, query: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """List the jobs of the workspace, newest first.

    QUERY shows only some, as in the panel: state:running 'loss<0.1' tag:v2 -name:smoke since:2h, or any words.
    """
    odd = next((word for word in query if word.startswith("--")), None)
    if odd is not None:
        raise click.NoSuchOption(odd)
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    views, context = session.all_jobs(), session.context()
    shown = asked_for(views, " ".join(query), context)
    if as_json:
        put_json([view_object(view) for view in shown])
    elif as_csv:
        click.echo(all_as_csv(shown, context), nl=False)
    elif views and not shown:
        put(f"No job matches; there are {len(views)}." if query else "All jobs are archived; see: list is:archived")
    else:
        put("\n".join(job_table(shown)))


def asked_for(views: Sequence[JobView], text: str, context: Context) -> list[JobView]:
    """The jobs that a filter shows. Raises `QueryError`."""
    names = {name for view in views if view.record for name in (*view.record.params, *view.record.metrics)}
    test = predicate(parse(text, names), context)
    return [view for view in views if test(view)]


def view_object(view: JobView) -> dict[str, Any]:
    """The status file's object; an unreadable one has no status and says why under `problem`."""
    if view.record is not None:
        return to_object(view.record)
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
        put_json({**to_object(record), "health": [msgspec.to_builtins(finding) for finding in view.findings]})
    else:
        put("\n".join(status_lines(record, view)))


@click.command()
@click.argument("job", default="last", shell_complete=complete_jobs)
@click.option("--follow", "-f", is_flag=True, help="Go on until the job ends.")
@click.option("--lines", "-n", type=click.IntRange(0), help="Only this many of the last lines.")
@click.option(
    "--error", "-e", "only_error", is_flag=True, help="Only from the last traceback, or the last word of an error, on."
)
@click.option("--json", "as_json", is_flag=True, help="Print one object a line, with the key “line”.")
@click.pass_obj
def logs(session: Session, job: str, follow: bool, lines: int | None, only_error: bool, as_json: bool) -> None:
    """Print a job's log. Into a pipe it goes as it is; on a terminal control characters are made harmless."""
    if only_error and (follow or lines is not None):
        raise click.UsageError("--error goes with neither --follow nor --lines.")
    record = session.find(job)
    path = session.workspace.log(record.job_id)
    if only_error:
        _put_error(path, as_json=as_json)
        return
    raw = not as_json and not is_terminal(sys.stdout)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as error:
        raise click.ClickException(f"the log cannot be read: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        if lines is not None:
            file.seek(_start_of_last(file, lines))
        rest = b""
        while True:
            block = file.read(BLOCK_BYTES)
            if raw:
                sys.stdout.buffer.write(block)
                sys.stdout.buffer.flush()
            else:
                *whole, rest = (rest + block).split(b"\n")
                rest = rest[-BLOCK_BYTES:]
                for line in whole:
                    _put_line(line, as_json=as_json)
            if block:
                continue
            if not follow or record.status.is_closed or _reader_has_gone(POLL_S):
                break
            record = session.look_again(record)
        if rest:
            _put_line(rest, as_json=as_json)


def _reader_has_gone(timeout_s: float) -> bool:
    """Wait, and say whether whoever reads standard output has closed it: a quiet log would never tell."""
    reader = select.poll()
    reader.register(1, 0)  # POLLERR need not be asked for.
    return bool(reader.poll(timeout_s * 1000))


def _put_error(path: Path, *, as_json: bool) -> None:
    """Print what the log says from the error on that ended the job."""
    file = LogFile(path)
    file.look()
    begin = last_error(file.read, file.size_bytes, lambda: False)
    records = LogRecords(file)
    record: LogRecord | None = records.at(begin) if begin is not None else None
    while record is not None:
        for line in record.lines:
            if as_json:
                put_json({"line": line.text})
            else:
                put(line.text)
        record = records.after(record)
    file.close()


def _put_line(line: bytes, *, as_json: bool) -> None:
    # A carriage return rewrites the line, as progress bars do: what stands at the end is what a person would see.
    shown = clean(line.rstrip(b"\r").rsplit(b"\r", 1)[-1].decode("utf-8", "replace"))
    if as_json:
        put_json({"line": shown})
    else:
        put(shown)


def _start_of_last(file: Any, lines: int) -> int:
    """Offset at which the last `lines` lines begin, found backwards in bounded blocks."""
    end = position = file.seek(0, os.SEEK_END)
    if lines == 0:
        return int(end)
    found = -1  # The newline that ends the last line does not begin another.
    while position > 0:
        size = min(BLOCK_BYTES, position)
        position -= size
        file.seek(position)
        block = file.read(size)
        if position + size == end and not block.endswith(b"\n"):
            found += 1
        newline = len(block)
        while (newline := block.rfind(b"\n", 0, newline)) >= 0:
            found += 1
            if found >= lines:
                return int(position + newline + 1)
    return 0


@click.command()
def schema() -> None:
    """Print the JSON Schema of the status file."""
    put_json(json_schema())
