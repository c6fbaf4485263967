"""What the worker tells the world: the status file, the metrics and the log.

Nothing here ever stops a training: whatever cannot be written is remembered, tried again, told once in the log and
in the status file's field `trouble`, or in the job's reserve while it is the status file that fails.
"""

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from engine.checkpoint_index import CheckpointFacts, facts_of, write_index
from engine.job import Best, JobError, JobRecord
from engine.paths import Workspace
from engine.state import JobState, check_transition
from engine.worker.log import log
from engine.worker.metrics_file import MetricsFile
from engine.worker.status_file import StatusFile, leave_last_word
from engine.worker.trend import Trend

STATUS_INTERVAL_S = 0.25
"""Least seconds between two refreshes of the status file: faster than four times a second nobody can read."""

ENTERED = {JobState.LOADING: "loading_at", JobState.RUNNING: "running_at"}
"""Fields that say when a state was entered; of the others somebody else knows."""

RATE_WEIGHT = 0.3
"""Weight of the newest speed in the smoothed one; about the last two seconds count."""


STATUS = "the status file"
METRICS = "metrics.jsonl"
"""Files that a reporter writes, as its complaints name them."""


class Reporter:
    """Keeps one job's record and writes it. Not for use by several threads.

    Args:
        workspace: Where the job's files are.
        record: What the shim has written so far; its fields are kept.
        clock: Unix time in seconds.
        monotonic: Clock for intervals.
    """

    def __init__(
        self,
        workspace: Workspace,
        record: JobRecord,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.record = record
        self._workspace = workspace
        self._clock = clock
        self._monotonic = monotonic
        self._status = StatusFile(workspace.status(record.job_id), workspace.reserve(record.job_id))
        self._metrics = MetricsFile(workspace.metrics(record.job_id), monotonic)
        self._metrics_now: dict[str, float | None] = dict(record.metrics)
        self._trend = Trend()
        self._checkpoints: dict[str, CheckpointFacts] = {}
        self._has_told_of_list = False
        self._trouble: dict[str, str] = {}
        self._status_at = -math.inf
        self._report_at = self._rate_at = monotonic()
        self._rate_step = 0
        self._step = self._epoch = 0
        try:
            self._status.make_reserve()
        except OSError as error:
            log(f"Warning: no space could be reserved for the closing state: {error.strerror}")

    def change(self, state: JobState, message: str, **fields: Any) -> None:
        """Go to another state, durably. Raises `IllegalTransition`, a fault of ours."""
        check_transition(self.record.status, state)
        if state is not self.record.status and state in ENTERED:
            fields |= {ENTERED[state]: self._clock()}
        self._set(status=state, message=message, **fields)
        self._write(durable=True)

    def say(self, message: str) -> None:
        """Change the message at once."""
        self._set(message=message)
        self._write(durable=False)

    def begin(self, message: str, *, step: int, epoch: int, epochs: int, total_steps: int, device: str) -> None:
        """Go to RUNNING at `step`, the number of steps that a resumed job has behind it."""
        self._trend = Trend()
        self._step, self._epoch = step, epoch
        self._report_at = self._rate_at = self._monotonic()
        self._rate_step = step
        self.change(
            JobState.RUNNING,
            message,
            step=step,
            epoch=epoch,
            epochs=epochs,
            total_steps=total_steps,
            device=device,
            progress=self._progress(step, total_steps),
        )

    def report(self, step: int, epoch: int, loss: float, learning_rate: float, samples: int) -> None:
        """Tell the training loss.

        Args:
            step: Optimiser steps done.
            epoch: The epoch being trained, from 1.
            loss: Mean over the steps since the report before.
            learning_rate: In use at `step`.
            samples: Rows trained on since the report before.
        """
        now = self._monotonic()
        seconds, self._report_at = now - self._report_at, now
        self._step, self._epoch = step, epoch
        samples_per_second = _to_decimals(samples / seconds, 10) if seconds > 0 else None
        latest = self._metrics_now
        latest["loss"], latest["lr"], latest["samples_per_second"] = loss, learning_rate, samples_per_second
        if math.isfinite(loss):
            self._trend.add(step, loss)
        line = {
            "step": step,
            "epoch": epoch,
            "time": _to_decimals(self._clock(), 1000),
            "loss": loss,
            "lr": learning_rate,
            "samples_per_second": samples_per_second,
        }
        self._attempt(METRICS, self._metrics.append, line)
        if now - self._status_at >= STATUS_INTERVAL_S:
            self._refresh(now)

    def reach(self, step: int, epoch: int) -> None:
        """Tell where the training stands when that is not at a report; it shows with the next refresh."""
        self._step, self._epoch = step, epoch

    def validate(self, step: int, epoch: int, val_loss: float) -> None:
        """Tell the validation loss after `step`."""
        self._metrics_now["val_loss"] = val_loss
        line = {"step": step, "epoch": epoch, "time": _to_decimals(self._clock(), 1000), "val_loss": val_loss}
        self._attempt(METRICS, self._metrics.append, line)

    def set_best(self, best: Best) -> None:
        """Tell the best value so far; it shows with the next refresh."""
        self._set(best=best)

    def set_checkpoint(self, path: Path) -> None:
        """Tell which checkpoint to resume from; it shows at once, as it matters after a crash."""
        self._set(checkpoint=str(path.relative_to(self._workspace.root)))
        self._refresh(self._monotonic())

    def note_checkpoint(self, *paths: Path, step: int, epoch: int, metrics: Mapping[str, float | None]) -> None:
        """Write down what was just saved; a failure is no trouble, as that is only there to be looked at.

        Args:
            paths: Names of the one checkpoint, all in the same folder.
            step: Optimiser steps done.
            epoch: The epoch being trained, from 1.
            metrics: Latest values of what the checkpoint is judged by.
        """
        try:
            for path in paths:
                self._checkpoints[path.name] = facts_of(path, step, epoch, metrics)
            present = self._checkpoints.items()
            self._checkpoints = {name: facts for name, facts in present if (paths[0].parent / name).exists()}
            write_index(self._workspace.checkpoint_index(self.record.job_id), self._checkpoints)
        except OSError as error:
            if not self._has_told_of_list:
                log(f"The list of checkpoints could not be written: {error.strerror}")
            self._has_told_of_list = True

    def warn(self, subject: str, text: str) -> None:
        """Tell of a trouble that does not stop the job: once in the log, and in the status file until it is over."""
        if subject not in self._trouble:
            log(f"Warning: {text}. The job goes on and tries again.")
        self._trouble[subject] = text

    def clear(self, subject: str) -> None:
        """Say that a trouble is over."""
        if self._trouble.pop(subject, None) is not None:
            log(f"Written again: {subject}.")

    def is_well(self, subject: str) -> bool:
        """Whether no trouble of that name is going on."""
        return subject not in self._trouble

    def close(self, state: JobState, message: str, *, model: Path | None = None, error: JobError | None = None) -> None:
        """Write the closing state, durably, then give everything back."""
        self._catch_up()
        now = self._clock()
        self._set(finished_at=now, error=error, eta_seconds=0.0 if state is JobState.COMPLETED else None)
        if model is not None:
            self._set(model=str(model.relative_to(self._workspace.root)))
        if state is JobState.COMPLETED:
            self._set(progress=100.0)
        self._attempt(METRICS, self._metrics.flush)
        self._metrics.close()
        self.change(state, message)
        if self.is_well(STATUS):
            self._status.drop_reserve()
        else:
            leave_last_word(self.record)

    def state(self) -> dict[str, object]:
        """Plain containers for a checkpoint."""
        return self._trend.state()

    def restore(self, trend: Mapping[str, Any]) -> None:
        """Take over what `state` gave; after `begin`."""
        self._trend.restore(trend["width_steps"], trend["sums"], trend["counts"])

    def _set(self, **fields: Any) -> None:
        self.record = msgspec.structs.replace(self.record, **fields)

    def _refresh(self, now: float) -> None:
        if self._step > self._rate_step and now > self._rate_at:
            newest = (self._step - self._rate_step) / (now - self._rate_at)
            before = self.record.steps_per_second
            smoothed = newest if before is None else before + RATE_WEIGHT * (newest - before)
            self._set(steps_per_second=smoothed, eta_seconds=(self.record.total_steps - self._step) / smoothed)
            self._rate_step, self._rate_at = self._step, now
        self._catch_up()
        self._status_at = now
        self._write(durable=False)

    def _catch_up(self) -> None:
        self._set(
            step=self._step,
            epoch=self._epoch,
            loss=self._metrics_now.get("loss"),
            metrics=dict(self._metrics_now),
            trend=self._trend.means(),
            progress=self._progress(self._step, self.record.total_steps),
        )

    def _progress(self, step: int, total_steps: int) -> float:
        # 100 is said by COMPLETED alone: the last step is not the end of the work.
        return min(round(100 * step / total_steps, 2), 99.99) if total_steps else 0.0

    def _write(self, *, durable: bool) -> None:
        told = "; ".join(text for subject, text in self._trouble.items() if subject != STATUS)
        self._set(updated_at=self._clock(), trouble=told)
        self._attempt(STATUS, lambda: self._status.write(self.record, durable=durable))

    def _attempt(self, subject: str, action: Callable[..., object], *arguments: object) -> None:
        """Do what may fail; `subject` is the name of the file that it writes."""
        try:
            action(*arguments)
        except OSError as error:
            self.warn(subject, f"{subject} cannot be written: {error.strerror or error}")
        else:
            if self._trouble:
                self.clear(subject)


def _to_decimals(value: float, unit: int) -> float:
    """Round a value of 0 or more to whole parts of `unit`; `round`, exact in its last bit, takes six times as long."""
    return int(unit * value + 0.5) / unit
