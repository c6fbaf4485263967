"""Following a job to its end, with one line that is rewritten in a terminal and a few lines in a pipe."""

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from engine.cli.context import Session, is_terminal, say
from engine.control.lock import is_guarded
from engine.format import duration, number, progress_bar, rate
from engine.job import JobRecord
from engine.state import JobState

POLL_S = 0.1
"""How often the status file is looked at."""

SETTLE_LIMIT_S = 10.0
"""How long to wait for the guardian of a closed job to add the exit status: twice what it takes to give up killing."""

LINE_EVERY_S = 2.0
"""Shortest time between two progress lines in a pipe."""


def progress_line(record: JobRecord) -> str:
    """Where a job stands, on one line."""
    name = f"{'SIMULATION ' if record.simulation else ''}{record.title}"
    if record.status is JobState.RUNNING:
        val_loss = record.metrics.get("val_loss")
        parts = [
            progress_bar(record.progress / 100, 16),
            f"{record.progress:3.0f}%",
            f"epoch {record.epoch}/{record.epochs}",
            f"step {record.step:,}/{record.total_steps:,}",
            f"loss {number(record.loss).strip()}",
            f"val_loss {number(val_loss).strip()}" if val_loss is not None else "",
            rate(record.steps_per_second).strip() if record.steps_per_second else "",
            f"ETA {duration(record.eta_seconds).strip()}" if record.eta_seconds is not None else "",
        ]
        return f"{name}  " + "  ".join(part for part in parts if part)
    return f"{name}  {record.status}  {record.message}".rstrip()


class Ticker:
    """Shows the latest line: rewritten in place in a terminal, now and then in a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = is_terminal(stream)
        self._last = ""
        self._last_state: object = None
        self._written_s = float("-inf")

    def show(self, line: str, state: object) -> None:
        """Show `line`; a change of `state` is never left out."""
        if line == self._last:
            return
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[2K{line[:width]}")
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
        return wait_closed(session, record, lambda now: ticker.show(progress_line(now), now.status))
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
    took = ""
    if record.started_at is not None and record.finished_at is not None:
        took = f" in {duration(record.finished_at - record.started_at).strip()}"
    lines = [f"{mark}{record.title} {record.status}{took} at step {record.step:,}"]
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
