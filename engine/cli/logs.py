"""The verb that shows a job's log: all of it, its end, what follows, its error, or what is searched for."""

import os
import select
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from engine.cli.context import Session, complete_jobs, is_terminal, put, put_json, say
from engine.observe.error_lines import last_error
from engine.observe.log_file import LogFile
from engine.observe.log_query import BadSearch, parse_query
from engine.observe.log_records import LogRecord, LogRecords
from engine.observe.log_search import LogSearch
from engine.text import clean

POLL_S = 0.1
"""How often a followed log is looked at."""

BLOCK_BYTES = 1 << 16
"""How much of a log is read at once."""


@click.command()
@click.argument("job", default="last", shell_complete=complete_jobs)
@click.option("--follow", "-f", is_flag=True, help="Go on until the job ends.")
@click.option("--lines", "-n", type=click.IntRange(0), help="Only this many of the last lines, or of the last matches.")
@click.option(
    "--error", "-e", "only_error", is_flag=True, help="Only from the last traceback, or the last word of an error, on."
)
@click.option(
    "--search",
    "-s",
    "words",
    metavar="WORDS",
    help="Only lines with these words; re: stands before a regular expression.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object a line, with the key “line”.")
@click.pass_obj
def logs(
    session: Session, job: str, follow: bool, lines: int | None, only_error: bool, words: str | None, as_json: bool
) -> None:
    """Print a job's log. Into a pipe it goes as it is; on a terminal control characters are made harmless."""
    if only_error and (follow or lines is not None):
        raise click.UsageError("--error goes with neither --follow nor --lines.")
    if words is not None and (follow or only_error):
        raise click.UsageError("--search goes with neither --follow nor --error.")
    record = session.find(job)
    path = session.workspace.log(record.job_id)
    if only_error:
        _put_error(path, as_json=as_json)
        return
    if words is not None:
        _put_found(path, words, lines, as_json=as_json)
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
    with closing(LogFile(path)) as file:
        file.look()
        begin = last_error(file.read, file.size_bytes, lambda: False)
        records = LogRecords(file)
        record: LogRecord | None = records.at(begin) if begin is not None else None
        while record is not None:
            _put_record(record, as_json=as_json)
            record = records.after(record)


def _put_found(path: Path, words: str, most: int | None, *, as_json: bool) -> None:
    """Print the lines that match, as they are shown: all, or so many of the last ones."""
    try:
        search = LogSearch(parse_query(words))
    except BadSearch as error:
        raise click.UsageError(str(error)) from error
    with closing(LogFile(path)) as file:
        file.look()
        records = LogRecords(file)
        found = None
        for found in _found(search, file, records) if most is None else deque(_found(search, file, records), most):
            _put_record(found, as_json=as_json)
    if found is None and most != 0:
        say(f"“{clean(words, 100)}” is not in this log.")


def _found(search: LogSearch, file: LogFile, records: LogRecords) -> Iterator[LogRecord]:
    """Each line that matches, once."""
    last = None
    for offset in search.lines(file.read, file.size_bytes):
        record = records.at(offset)
        if record.start != last:
            yield record
        last = record.start


def _put_record(record: LogRecord, *, as_json: bool) -> None:
    for line in record.lines:
        if as_json:
            put_json({"line": line.text})
        else:
            put(line.text)


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
