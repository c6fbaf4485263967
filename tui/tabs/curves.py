"""The Curves tab: the history of a job's metrics, read by a thread as it grows."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

from textual import on, work
from textual.app import ComposeResult
from textual.timer import Timer
from textual.worker import get_current_worker

from engine.curves.export import CurveExport, place_for_files, write_new
from engine.curves.shown import Mark
from engine.curves.viewport import Viewport
from engine.job import JobRecord
from engine.observe.abscissa import XAxis
from engine.observe.checkpoints import list_checkpoints
from engine.observe.finding import Finding
from engine.observe.histories import HeldHistory, Histories
from engine.observe.lineage import LineageReader
from engine.observe.metric_batch import MetricBatch
from engine.observe.view import JobView
from tui.tabs.tab import Surroundings, Tab
from tui.widgets.curve_bar import CurveBar
from tui.widgets.curve_pane import CurvePane
from tui.widgets.curve_surface import LOOKS

DRAW_EVERY_S = 0.4
"""Least seconds between two pictures of a history that grows: nobody sees more of a curve."""


class CurvesTab(Tab):
    """Draws the metrics of a job; the histories of the jobs looked at last are kept."""

    EVERY_SECOND = True
    DEFAULT_CSS = """
    CurvesTab CurvePane { margin: 0 1; }
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._histories = Histories()
        self._held: HeldHistory | None = None
        self._is_reading = False
        self._drawn_s = 0.0
        self._later: Timer | None = None
        """Draws what has come since."""
        self._findings: tuple[Finding, ...] = ()
        """What is wrong with the job according to the latest picture."""
        self._checkpoints: tuple[object, tuple[Mark, ...]] = ("", ())

    def compose(self) -> ComposeResult:
        """The curves."""
        pane, wanted = CurvePane(ascii=self.surroundings.ascii), self.surroundings.settings.curves
        pane.looks.axis, pane.looks.weight = XAxis(wanted.x), wanted.smoothing
        left = self.surroundings.curves_left()
        if left is not None:
            pane.restore(left)
        yield pane

    @property
    def pane(self) -> CurvePane:
        """The curves."""
        return self.query_one(CurvePane)

    def turn_to_other(self) -> None:
        """Take the history of another job; one that was looked at before is there at once."""
        view = self.view
        self._held = None
        if view is not None:
            reader = LineageReader(self.workspace, view.job_id)
            self._held = self._histories.of(self.workspace.metrics(view.job_id), reader)
        self._is_reading = False
        self._checkpoints = ("", ())
        self.pane.forget()
        self._draw()

    def bring_up_to_date(self) -> None:
        """Let a thread read what has come; it is drawn when it is there."""
        if self._held is None or self.view is None:
            return
        if not self._is_reading:
            self._is_reading = True
            self._read(self._held, self.view, self._checkpoints[0])
        if not self._held.is_complete or self.view.findings != self._findings:
            self._draw()

    @work(thread=True, exclusive=True, group="metrics")
    def _read(self, held: HeldHistory, view: JobView, known: object) -> None:
        worker = get_current_worker()
        done = 0.0
        while done < 1 and not worker.is_cancelled:
            batch, done = held.read()
            self.app.call_later(partial(self._take, held, batch, done))
        record = view.record
        present = (record.checkpoint, record.status.is_closed) if record is not None else None
        if record is not None and present != known and not worker.is_cancelled:
            found = list_checkpoints(self.workspace, record)
            steps = sorted({each.step for each in found if each.step is not None})
            marks = tuple(Mark(step, "checkpoint", "checkpoint") for step in steps)
            if record.status.is_closed:
                marks += self._health_marks(record)
            self.app.call_later(partial(self._take_checkpoints, held, present, marks))

    def _health_marks(self, record: JobRecord) -> tuple[Mark, ...]:
        """What the rules of health say of an ended job; of one that runs the view tells."""
        from engine.observe.health.closed import findings_at_once

        found = findings_at_once(self.workspace, record, self.surroundings.settings.disabled_rules)
        return tuple(Mark(each.step, "health", each.text) for each in found if each.step is not None)

    def _take(self, held: HeldHistory, batch: MetricBatch, done: float) -> None:
        """Add what a thread has read, in the order in which it did."""
        was_complete = held.is_complete
        changed = held.take(batch, done)
        if held is not self._held or not self.is_attached:
            return
        if done >= 1:
            self._is_reading = False
        if not changed:
            return
        due_s = self._drawn_s + DRAW_EVERY_S - perf_counter()
        if due_s <= 0 or (done >= 1 and not was_complete):
            self._draw()
        elif done >= 1 and self._later is None:
            self._later = self.set_timer(due_s, self._draw)

    def _take_checkpoints(self, held: HeldHistory, known: object, marks: tuple[Mark, ...]) -> None:
        if held is self._held and self.is_attached:
            self._checkpoints = (known, marks)
            self._draw()

    def _draw(self) -> None:
        self._drawn_s = perf_counter()
        if self._later is not None:
            self._later.stop()
            self._later = None
        held, view = self._held, self.view
        if held is None or view is None:
            self.pane.show(None)
            return
        record = view.record
        self._findings = view.findings
        note = (
            "no points yet: the first report comes after 5 steps" if view.is_active else "this job reported no metric"
        )
        if not held.is_complete:
            note = f"reading {held.done:.0%}"
        marks = (*self._checkpoints[1], *self._told_marks(held, view))
        self.pane.show(
            held.history,
            total_steps=record.total_steps if record is not None and not record.status.is_closed else None,
            judged_by=record.best.metric if record is not None and record.best is not None else "loss",
            marks=[replace(mark, axes=held.history.axes) for mark in marks],
            note=note,
        )

    def _told_marks(self, held: HeldHistory, view: JobView) -> list[Mark]:
        """What the record tells: where the job went on from another one, and what looks wrong with it."""
        marks = [Mark(finding.step, "health", finding.text) for finding in view.findings if finding.step is not None]
        if view.record is None or not view.record.resumed_from:
            return marks
        for each in held.ancestors:
            if each.last_step is not None:
                marks.append(Mark(each.last_step, "resume", f"resumed from {each.job_id}"))
        firsts = [one.step_range[0] for one in held.history.series.values() if one.step_range is not None]
        if firsts and not held.ancestors:
            marks.append(Mark(min(firsts), "resume", f"resumed from {view.record.resumed_from}"))
        return marks

    def back(self) -> bool:
        """Leave the filter of the metrics, or take the cursor away."""
        return self.pane.back()

    @on(CurveBar.Asked)
    def carry_out(self, event: CurveBar.Asked) -> None:
        """A button was clicked."""
        event.stop()
        getattr(self, f"action_{event.action}")()

    def action_arrange(self) -> None:
        """Take the next arrangement."""
        self.pane.rearrange()

    def action_enlarge(self) -> None:
        """Large, or small among all."""
        self.pane.enlarge()

    def action_next_metric(self) -> None:
        """Focus the next metric."""
        self.pane.go(1)

    def action_previous_metric(self) -> None:
        """Focus the metric before."""
        self.pane.go(-1)

    def action_grid_down(self) -> None:
        """Focus what is below."""
        self.pane.go_below(1)

    def action_grid_up(self) -> None:
        """Focus what is above."""
        self.pane.go_below(-1)

    def action_pin_metric(self) -> None:
        """Let the metric come first."""
        self.pane.pin()

    def action_fold_metrics(self) -> None:
        """Fold the group in focus, or unfold it."""
        self.pane.fold()

    def action_filter_metrics(self) -> None:
        """Type which metrics to draw."""
        self.pane.start_filter()

    def action_cursor_off(self) -> None:
        """Take the cursor away."""
        self.pane.drop_cursor()

    def action_export_curves(self) -> None:
        """Write what is shown as a picture and all its points, where the workspace is, or else where one stands."""
        view, pane = self.view, self.pane
        cells = pane.chosen()
        if view is None or not cells:
            self.notify("There is nothing to export yet.")
            return
        export = CurveExport(
            view.title, self.workspace, view.job_id, cells, pane.collection.shape == "together",
            pane.total_steps, pane.marks,
        )  # fmt: skip
        folder = place_for_files(self.workspace)
        if folder is None:
            told = f"Nothing can be written here: {self.workspace.locked}. “traindeck export” writes where you say."
            self.notify(told, severity="warning", markup=False)
            return
        self.notify("Writing the curves ...", timeout=2)
        self._export(export, copy(pane.looks), folder)

    @work(thread=True, group="export")
    def _export(self, export: CurveExport, looks: Viewport, folder: Path) -> None:
        try:
            history = export.read()
            picture = export.svg(history, looks)
            paths = [
                write_new(folder, export.title, ".svg", lambda file: file.write(picture)),
                write_new(folder, export.title, ".csv", export.points),
            ]
        except OSError as error:
            said = f"The curves cannot be written into {folder}: {error.strerror or error}."
            self.app.call_later(partial(self.notify, said, severity="error", markup=False))
            return
        said = f"Wrote {paths[0].name} and {paths[1].name} into {folder}"
        self.app.call_later(partial(self.notify, said, markup=False))


def _look(action_id: str) -> Callable[[CurvesTab], None]:
    return lambda tab: tab.pane.surface.act(action_id)


for _each in LOOKS:
    setattr(CurvesTab, f"action_{_each}", _look(_each))
