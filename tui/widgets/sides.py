"""What lies under the tabs of a job's detail: curves, log, parameters, checkpoints, one of them in sight."""

import time
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from engine.observe.log_tail import LogTail
from engine.observe.metrics import MetricsTail
from engine.observe.view import JobView
from engine.paths import Workspace
from tui.widgets.curve import Curve, CurveSeries
from tui.widgets.job_facts import CheckpointFile, checkpoint_files, checkpoints_text, parameters_text
from tui.widgets.log_view import LogView

SLICE_BYTES = 1 << 17
"""How much of the metrics is read before other messages get their turn: about 5 ms of work."""

CURVES = ("loss", "val_loss")
"""Metrics that are drawn: those that share the axis of the loss."""


class Sides(Vertical):
    """The four sides of one job, in the order of the tabs.

    Args:
        workspace: Where its files are.
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    Sides {
        height: 1fr;
        VerticalScroll { padding: 0 1; height: 1fr; scrollbar-size: 1 1; }
        VerticalScroll, LogView { scrollbar-color: $foreground 25%; scrollbar-background: $background; }
        Curve { margin: 0 1; }
        LogView { margin: 0 1; height: 1fr; }
        .hidden { display: none; }
    }
    """

    def __init__(self, workspace: Workspace, *, ascii: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._ascii = ascii
        self._shown = 0
        self._view: JobView | None = None
        self._metrics: MetricsTail | None = None
        self._log: LogTail | None = None
        self._catching_up = False

    def compose(self) -> ComposeResult:
        """All four, the first one in sight."""
        yield Curve(ascii=self._ascii)
        yield LogView(classes="hidden")
        with VerticalScroll(id="parameters", classes="hidden"):
            yield Static(id="parameters-text")
        with VerticalScroll(id="checkpoints", classes="hidden"):
            yield Static(id="checkpoints-text")

    def show(self, view: JobView | None) -> None:
        """Show a job, another one or the same one anew."""
        job_id = view.job_id if view is not None else None
        if job_id is None or self._view is None or self._view.job_id != job_id:
            self._metrics = MetricsTail(self._workspace.metrics(job_id)) if job_id else None
            self._log = LogTail(self._workspace.log(job_id)) if job_id else None
        self._view = view
        self.bring_up_to_date()

    def turn_to(self, side: int) -> None:
        """Show another side of the job."""
        self._shown = side
        for index, each in enumerate((self.query_one(Curve), self.query_one(LogView), *self.query(VerticalScroll))):
            each.set_class(index != side, "hidden")
        self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        """Read and draw what is in sight; the others wait until they are."""
        view = self._view
        if view is None:
            self.query_one(Curve).show([], total_steps=None, note="")
            return
        match self._shown:
            case 0:
                self._poll_metrics()
            case 1:
                assert self._log is not None
                self._log.poll()
                self.query_one(LogView).show(self._log.lines())
            case 2:
                self.query_one("#parameters-text", Static).update(parameters_text(view))
            case _:
                self._list_checkpoints(view.job_id)

    def scrollable(self) -> Widget | None:
        """What can be scrolled of what is in sight."""
        match self._shown:
            case 0:
                return None
            case 1:
                return self.query_one(LogView)
            case 2:
                return self.query_one("#parameters", VerticalScroll)
            case _:
                return self.query_one("#checkpoints", VerticalScroll)

    def go_to_error(self) -> bool:
        """Scroll the log, which is in sight, to what ended the job; whether it says anything of that."""
        return self.query_one(LogView).go_to_error()

    def toggle_logarithmic(self) -> None:
        """Change the axis of the curves."""
        self.query_one(Curve).toggle_logarithmic()

    def _poll_metrics(self) -> None:
        """Read a slice of the metrics and draw; a long history comes in over several turns."""
        tail, view = self._metrics, self._view
        if tail is None or view is None:
            return
        tail.poll(SLICE_BYTES)
        if tail.is_behind and not self._catching_up:
            self._catching_up = True
            self.call_later(self._catch_up)
        if not tail.is_behind or not self._catching_up:
            self._draw()

    def _catch_up(self) -> None:
        self._catching_up = False
        self._poll_metrics()

    def _draw(self) -> None:
        assert self._metrics is not None
        assert self._view is not None
        history, record = self._metrics.history, self._view.record
        shown = [CurveSeries(name, history.series[name]) for name in CURVES if name in history.series]
        note = ""
        if not shown:
            note = "no points yet" if self._view.is_active else "this job reported no loss"
        total = record.total_steps if record is not None and not record.status.is_closed else None
        self.query_one(Curve).show(shown, total_steps=total, note=note)

    @work(exclusive=True, thread=True, group="checkpoints")
    def _list_checkpoints(self, job_id: str) -> None:
        files = checkpoint_files(self._workspace, job_id)
        self.app.call_later(partial(self._show_checkpoints, job_id, files))

    def _show_checkpoints(self, job_id: str, files: tuple[CheckpointFile, ...]) -> None:
        if self._view is None or self._view.job_id != job_id:
            return
        text = checkpoints_text(self._view.record, files, time.time())
        self.query_one("#checkpoints-text", Static).update(text)
