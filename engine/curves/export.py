"""Writing curves into files: a picture of what is shown, and all its points. Nothing is ever overwritten.

The metrics are read anew, so that this may run in a thread while the same history is drawn and grows.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO

from engine.curves.collection import Collection
from engine.curves.metric_choice import MetricCell
from engine.curves.points_csv import JobPoints, write_points
from engine.curves.shown import Mark
from engine.curves.smoothing import Smoothing
from engine.curves.svg import Panel, svg_of
from engine.curves.units import NO_UNIT, unit_of
from engine.curves.viewport import Viewport
from engine.observe.lineage import read_lineage, segments
from engine.observe.metrics import MetricHistory
from engine.paths import Workspace

MOST_TRIES = 1000
"""How many names are tried."""

_ODD = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class CurveExport:
    """What is to be written of one job."""

    title: str
    workspace: Workspace
    job_id: str
    cells: tuple[MetricCell, ...]
    """The plots."""
    together: bool = False
    """Whether all are one plot."""
    total_steps: int | None = None
    marks: tuple[Mark, ...] = ()

    def read(self) -> MetricHistory:
        """All points there are, those of the jobs from which it went on as well."""
        return read_lineage(self.workspace, self.job_id)

    def svg(self, history: MetricHistory, view: Viewport) -> str:
        """The picture."""
        collection = Collection()
        marks = tuple(Mark(mark.step, mark.kind, mark.label, mark.series, history.axes) for mark in self.marks)
        if self.together:
            shown = collection.all_series(history, self.cells)
            units = {unit_of(one.name) for one in shown}
            panels = [Panel("", shown, units.pop() if len(units) == 1 else NO_UNIT, marks)]
        else:
            panels = [
                Panel(cell.title, collection.series_of(cell, history), unit_of(cell.key), marks) for cell in self.cells
            ]
        smoothing = Smoothing()
        while smoothing.advance([one for panel in panels for one in (s.series for s in panel.series)], view.weight):
            pass
        return svg_of(panels, view, smoothing, title=self.title, total_steps=self.total_steps)

    def points(self, file: TextIO) -> None:
        """All points; of a job that went on from another one with the id of the job that reported each."""
        names = tuple(name for cell in self.cells for name in cell.names)
        write_points([JobPoints(job_id, each, names) for job_id, each in segments(self.workspace, self.job_id)], file)


def place_for_files(workspace: Workspace) -> Path | None:
    """Where files go that nobody named: the workspace, or where that is locked the current directory outside it."""
    if not workspace.locked:
        return workspace.root
    here = Path.cwd()
    return None if here.resolve().is_relative_to(workspace.root.resolve()) else here


def write_new(folder: Path, title: str, suffix: str, write: Callable[[TextIO], object]) -> Path:
    """Write a file with a name that is not taken, all or nothing.

    Args:
        folder: Where.
        title: What the name is made from: "<title>-curves<suffix>", or with a number behind it.
        suffix: With its dot.
        write: Writes the content.

    Returns:
        The file.

    Raises:
        OSError: It cannot be written.
    """
    # Names are counted in bytes, and most file systems take 255 of them.
    stem = _ODD.sub("-", title).strip("-.")[:80].encode()[:160].decode(errors="ignore") or "job"
    descriptor, temporary = tempfile.mkstemp(prefix=".curves-", suffix=".tmp", dir=folder)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="", errors="replace") as file:
            write(file)
        for number in count(1):
            path = folder / f"{stem}-curves{f'-{number}' if number > 1 else ''}{suffix}"
            try:
                _take_name(temporary, path)
            except FileExistsError:
                if number >= MOST_TRIES:
                    raise
                continue
            return path
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
    raise AssertionError("numbers do not end")


def _take_name(temporary: str, path: Path) -> None:
    """Give a file a name that is not taken. Raises `FileExistsError` where it is."""
    try:
        os.link(temporary, path)  # Unlike a rename, a link never replaces what is there.
    except FileExistsError:
        raise
    except OSError:
        # There are no links here. An empty file takes the name, so nobody else does, and is all that is replaced.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        try:
            os.rename(temporary, path)
        except BaseException:
            os.unlink(path)
            raise
