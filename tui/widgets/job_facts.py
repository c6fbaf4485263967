"""The Parameters and Checkpoints tabs as text. Pure, but for a look into the folder of checkpoints."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from textual.content import Content

from engine.format import bytes_, duration, number, parameter
from engine.job import JobRecord
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.text import clean


class CheckpointFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the folder of checkpoints."""

    name: str
    path: str
    """Relative to the workspace."""
    size_bytes: int
    saved_at: float


def checkpoint_files(workspace: Workspace, job_id: str) -> tuple[CheckpointFile, ...]:
    """Checkpoints and final model of a job, newest first."""
    found = []
    for folder, wanted in ((workspace.checkpoints(job_id), ""), (workspace.models, f"{job_id}.")):
        try:
            entries = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith(wanted or "") and not entry.name.startswith("."):
                facts = entry.stat(follow_symlinks=False)
                path = os.path.relpath(entry.path, workspace.root)
                found.append(
                    CheckpointFile(name=clean(entry.name, 80), path=clean(path, 200), size_bytes=facts.st_size,
                                   saved_at=facts.st_mtime)
                )  # fmt: skip
    return tuple(sorted(found, key=lambda file: file.saved_at, reverse=True))


def parameters_text(view: JobView) -> Content:
    """What was asked, and the facts around it."""
    record = view.record
    if record is None:
        return Content.styled(f"The status file cannot be read: {view.problem}.", "$error")
    lines = [_line(label, value) for label, value in _asked(record)]
    lines.append(Content(""))
    lines += [_line(label, value) for label, value in _facts(record) if value]
    return Content("\n").join(lines)


def checkpoints_text(record: JobRecord | None, files: tuple[CheckpointFile, ...], now_s: float) -> Content:
    """The checkpoints there are, newest first."""
    if not files:
        return Content.styled(
            "No checkpoint yet: the first one is saved at the end of an epoch or at a stop.", "$foreground 60%"
        )
    lines = [Content.styled(f"{'File':<42}{'Size':>12}{'Saved':>14}", "bold $foreground 60%")]
    for file in files:
        marks = []
        if record is not None and file.path == record.checkpoint:
            marks.append("resume starts here")
        if record is not None and file.path == record.model:
            marks.append("final model")
        if file.name == "best.pt" and record is not None and record.best is not None:
            marks.append(f"{record.best.metric} {number(record.best.value)} at step {record.best.step:,}")
        age = f"{duration(max(0.0, now_s - file.saved_at))} ago"
        lines.append(
            Content.assemble(
                (f"{file.name:<42}", "bold"),
                f"{bytes_(file.size_bytes):>12}{age:>14}  ",
                (", ".join(marks), "$success"),
            )
        )
    lines += [Content(""), Content.styled(f"in {Path(files[0].path).parent}/", "$foreground 60%")]
    return Content("\n").join(lines)


def _line(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<24}", "$foreground 60%"), (value, "$foreground"))


def _asked(record: JobRecord) -> Iterator[tuple[str, str]]:
    for name, value in record.params.items():
        yield clean(str(name), 22), parameter(value)


def _facts(record: JobRecord) -> Iterator[tuple[str, str]]:
    yield "job id", record.job_id
    yield "recipe", record.recipe
    yield "simulation", "yes: nothing is trained" if record.simulation else ""
    yield "tags", ", ".join(record.tags)
    yield "resumed from", record.resumed_from or ""
    yield "device", record.device
    yield "host", record.host
    yield "PID", str(record.pid) if record.pid is not None and not record.status.is_closed else ""
    yield "launched", _when(record.created_at)
    yield "started", _when(record.started_at)
    yield "finished", _when(record.finished_at)
    yield "exit", _exit(record)
    yield "model", record.model or ""


def _exit(record: JobRecord) -> str:
    if record.signal is not None:
        return f"signal {record.signal}"
    return f"status {record.exit_code}" if record.exit_code is not None else ""


def _when(unix_s: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(unix_s)) if unix_s is not None else ""
