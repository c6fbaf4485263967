"""Following a job to its end, with one line that is rewritten in a terminal and a few lines in a pipe."""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TextIO

from engine.charset import is_ascii_terminal
from engine.cli.context import Session, is_terminal, say
from engine.cli.layout import Column, lay_out, terminal_width
from engine.control.lock import is_guarded
from engine.format import duration, number, progress_bar, rate, took
from engine.job import JobRecord
from engine.state import JobState

POLL_S = 0.1
"""How often the status file is looked at."""

SETTLE_LIMIT_S = 10.0
"""How long to wait for the guardian of a closed job to add the exit status: twice what it takes to give up killing."""

LINE_EVERY_S = 2.0
"""Shortest time between two progress lines in a pipe."""


PROGRESS = (
    Column(), Column(narrowest=12), Column(priority=4), Column(), Column(priority=3), Column(priority=6),
    Column(priority=1), Column(priority=5), Column(priority=7), Column(priority=2),
)  # fmt: skip
"""What the line of a running job is made of: whether it is a simulation, name, bar, per cent, epoch, step, loss,
validation loss, speed, time left."""

OTHERWISE = (Column(), Column(narrowest=12), Column(), Column(narrowest=12))
"""The same of any other: name, state, message."""


def progress_line(record: JobRecord, width: int | None = None) -> str:
    """Where a job stands, on one line.

    Args:
        record: The job.
        width: Cells there are; None for as many as it takes.
    """
    simulation = "SIMULATION" if record.simulation else ""
    if record.status is not JobState.RUNNING:
        return lay_out(OTHERWISE, [(simulation, record.title, record.status, record.message)], width)[0]
    val_loss = record.metrics.get("val_loss")
    cells = (
        simulation,
        record.title,
        progress_bar(record.progress / 100, 16, ascii=is_ascii_terminal()),
        f"{record.progress:3.0f}%",
        f"epoch {record.epoch}/{record.epochs}",
        f"step {record.step:,}/{record.total_steps:,}",
        f"loss {number(record.loss).strip()}",
        f"val_loss {number(val_loss).strip()}" if val_loss is not None else "",
        rate(record.steps_per_second).strip() if record.steps_per_second else "",
        f"ETA {duration(record.eta_seconds).strip()}" if record.eta_seconds is not None else "",
    )
    return lay_out(PROGRESS, [cells], width)[0]


class Ticker:
    """Shows the latest line: rewritten in place in a terminal, now and then in a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = is_terminal(stream)
        self._last = ""
        self._last_state: object = None
        self._written_s = float("-inf")

    def show(self, line_of: Callable[[int | None], str], state: object) -> None:
        """Show a line.

        Args:
            line_of: Returns it for so many cells.
            state: Where this changes, the line is never left out.
        """
        width = terminal_width(self._stream)
        line = line_of(width - 1 if width is not None else None)
        if line == self._last:
            return
        if self._live:
            self._stream.write(f"\r\x1b[2K{line}")
        elif state != self._last_state or time.monotonic() - self._written_s >= LINE_EVERY_S:
            self._stream.write(line + "\n")
            self._written_s = time.monotonic()
        else:
            return
        self._stream.flush()
        self._last, self._last_state = line, state

    def close(self) -> None:
        """Leave the cursor on a line of its own."""
        if self._live and self._last:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()


def follow(session: Session, record: JobRecord, stream: TextIO) -> JobRecord:
    """Show a job's progress until it closes. Ctrl-C stops the following, never the job."""
    ticker = Ticker(stream)
    try:
        return wait_closed(session, record, lambda now: ticker.show(partial(progress_line, now), now.status))
    except KeyboardInterrupt:
        ticker.close()
        say(f"{record.title} goes on. Look again with: traindeck status {record.job_id}")
        sys.exit(130)
    finally:
        ticker.close()


def wait_closed(session: Session, record: JobRecord, tick: Callable[[JobRecord], None]) -> JobRecord:
    """Look at a job until it has closed and its guardian is done with it, calling `tick` at every look."""
    closed_s: float | None = None
    while not record.status.is_closed or is_guarded(session.workspace, record.job_id):
        if record.status.is_closed:
            closed_s = time.monotonic() if closed_s is None else closed_s
            if time.monotonic() - closed_s > SETTLE_LIMIT_S:
                break
        tick(record)
        time.sleep(POLL_S)
        record = session.look_again(record)
    record = session.look_again(record)  # The guardian's last word may be younger than the look that found it gone.
    tick(record)
    return record


def conclusion(record: JobRecord) -> list[str]:
    """The last words on a closed job: loss and model, or what went wrong."""
    mark = "SIMULATION, nothing was trained: " if record.simulation else ""
    length = ""
    if record.started_at is not None and record.finished_at is not None:
        length = f" in {took(record.finished_at - record.started_at).removeprefix('took ')}"
    lines = [f"{mark}{record.title} {record.status}{length} at step {record.step:,}"]
    if record.status is JobState.COMPLETED:
        if record.loss is not None:
            lines.append(f"  final loss  {number(record.loss).strip()}")
        if record.metrics.get("val_loss") is not None:
            lines.append(f"  val_loss    {number(record.metrics['val_loss']).strip()}")
        if record.model:
            lines.append(f"  model       {record.model}")
    elif record.error is not None:
        lines.append(f"  {record.error.told}")
        lines += [f"  {record.error.hint}"] if record.error.hint else []
    elif record.message:
        lines.append(f"  {record.message}")
    if record.status is not JobState.COMPLETED and record.checkpoint:
        lines.append(f"  checkpoint  {record.checkpoint} (traindeck resume {record.job_id})")
    return lines
