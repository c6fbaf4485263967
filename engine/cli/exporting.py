"""The verb that writes curves into files."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import click

from engine.cli.context import WITH_MINUS, Session, complete_jobs, put
from engine.errors import BadInput
from engine.files import replace_with
from engine.job import JobRecord
from engine.text import clean

if TYPE_CHECKING:
    from engine.curves.export import CurveExport
    from engine.curves.viewport import Viewport
    from engine.observe.metrics import MetricHistory

AXES = ("step", "epoch", "relative", "wall")
"""What curves are drawn over, as the option spells it."""


class Axis(click.Choice[str]):
    """What curves are drawn over; “relative time” and “wall time”, as the configuration writes them, are known too."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """Convert a text. Raises `click.BadParameter`."""
        return str(super().convert(str(value).removesuffix(" time"), parameter, context))


@click.command("export", context_settings=WITH_MINUS)
@click.argument("job", shell_complete=complete_jobs)
@click.option("--svg", metavar="FILE", help="Write a picture; “-” is standard output.")
@click.option("--csv", metavar="FILE", help="Write all points; “-” is standard output.")
@click.option("--metrics", metavar="TEXT", default="", help="Only metrics that hold a text or fit an expression.")
@click.option("--x", "axis", type=Axis(AXES), default="step", help="What the picture is drawn over.")
@click.option("--log", "logarithmic", is_flag=True, help="With a logarithmic vertical axis.")
@click.option("--cut", is_flag=True, help="With outliers left out of the vertical axis, marked at its edge.")
@click.option("--smooth", type=click.FloatRange(0, 0.999), default=0.0, help="Weight of a moving average, below 1.")
@click.pass_obj
def export_curves(
    session: Session,
    job: str,
    svg: str | None,
    csv: str | None,
    metrics: str,
    axis: str,
    logarithmic: bool,
    cut: bool,
    smooth: float,
) -> None:
    """Write the curves of a job: an SVG picture of them, and all points as CSV.

    Without --svg and --csv both are written into the current directory, under names that are not taken. A FILE that
    exists is replaced.
    """
    from engine.curves.export import place_for_files, write_new
    from engine.observe.lineage import read_lineage

    if cut and logarithmic:
        raise BadInput("Outliers are cut from a linear axis only: give --log or --cut.")
    record = session.find(job)
    history = read_lineage(session.workspace, record.job_id)
    export = _asked_for(session, record, history, metrics)
    view = _view(axis, logarithmic=logarithmic, cut=cut, smooth=smooth)
    if history.series and not export.cells:
        raise _no_match(metrics, list(history.series))
    if not any(name in history.series for cell in export.cells for name in cell.names):
        raise BadInput(f"{record.title} has reported nothing to export yet.")
    if svg is None and csv is None:
        if place_for_files(session.workspace) is None:
            told = f"Nothing can be written here: {session.workspace.locked}."
            raise BadInput(told, "Name files elsewhere with --svg and --csv.")
        picture = export.svg(history, view)
        try:
            put(str(write_new(Path(), record.title, ".svg", lambda file: file.write(picture))))
            put(str(write_new(Path(), record.title, ".csv", export.points)))
        except OSError as error:
            raise BadInput(f"Nothing can be written here: {error.strerror or error}.") from error
    if svg is not None:
        _write(svg, lambda file: file.write(export.svg(history, view)))
    if csv is not None:
        _write(csv, export.points)


def _no_match(metrics: str, names: list[str]) -> BadInput:
    shown = ", ".join(clean(name, 60) for name in names[:12]) + (", …" if len(names) > 12 else "")
    return BadInput(f"No metric matches “{clean(metrics, 60)}”; there are {shown}.")


def _write(target: str, write: Callable[[TextIO], object]) -> None:
    """Write standard output, or replace a file, all or nothing."""
    if target == "-":
        write(sys.stdout)
        return

    def into(binary: BinaryIO) -> None:
        file = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        write(file)
        file.detach()  # flushed; who opened it closes it

    path = Path(target)
    try:
        if path.exists() and not path.is_file():  # A pipe, a terminal: what is there is written to, not replaced.
            with path.open("wb") as binary:
                into(binary)
        else:
            replace_with(path, into, durable=False)
    except OSError as error:
        raise BadInput(f"{clean(target, 200)} cannot be written: {error.strerror or error}.") from error


def _asked_for(session: Session, record: JobRecord, history: "MetricHistory", metrics: str) -> "CurveExport":
    from engine.curves.export import CurveExport
    from engine.curves.metric_choice import MetricFilter, cells_of

    chosen = MetricFilter(metrics)
    if chosen.problem:
        raise BadInput(chosen.problem)
    judged_by = record.best.metric if record.best is not None else "loss"
    cells = cells_of(chosen.chosen(history.series), judged_by=judged_by)
    if chosen.problem:  # Some expressions show only now that they take too long.
        raise BadInput(chosen.problem)
    return CurveExport(record.title, session.workspace, record.job_id, cells)


def _view(axis: str, *, logarithmic: bool, cut: bool, smooth: float) -> "Viewport":
    from engine.curves.viewport import Viewport
    from engine.observe.abscissa import XAxis

    view = Viewport()
    view.axis = next(each for each in XAxis if each.value.split()[0] == axis)
    view.logarithmic, view.cut = logarithmic, cut
    view.weight = smooth
    return view
