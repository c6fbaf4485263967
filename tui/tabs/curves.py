"""The Curves tab: the metrics of a job over its steps."""

from textual.app import ComposeResult

from engine.observe.metrics import MetricsTail
from tui.tabs.tab import Tab
from tui.widgets.curve import Curve, CurveSeries

SLICE_BYTES = 1 << 17
"""How much of the metrics is read before other messages get their turn: about 5 ms of work."""

CURVES = ("loss", "val_loss")
"""Metrics that are drawn: those that share the axis of the loss."""


class CurvesTab(Tab):
    """Draws loss and validation loss."""

    DEFAULT_CSS = """
    CurvesTab Curve { margin: 0 1; }
    """

    _metrics: MetricsTail | None = None
    _catching_up = False

    def compose(self) -> ComposeResult:
        """The curve."""
        yield Curve(ascii=self.surroundings.ascii)

    def turn_to_other(self) -> None:
        """Read another file."""
        self._metrics = MetricsTail(self.workspace.metrics(self.view.job_id)) if self.view is not None else None

    def bring_up_to_date(self) -> None:
        """Read a slice of the metrics and draw; a long history comes in over several turns."""
        tail, view = self._metrics, self.view
        if tail is None or view is None:
            self.query_one(Curve).show([], total_steps=None, note="")
            return
        tail.poll(SLICE_BYTES)
        if tail.is_behind and not self._catching_up:
            self._catching_up = True
            self.call_later(self._catch_up)
        if not tail.is_behind or not self._catching_up:
            self._draw()

    def action_log_scale(self) -> None:
        """Change the axis of the curves."""
        self.query_one(Curve).toggle_logarithmic()

    def _catch_up(self) -> None:
        self._catching_up = False
        self.bring_up_to_date()

    def _draw(self) -> None:
        assert self._metrics is not None
        assert self.view is not None
        history, record = self._metrics.history, self.view.record
        shown = [CurveSeries(name, history.series[name]) for name in CURVES if name in history.series]
        note = ""
        if not shown:
            note = "no points yet" if self.view.is_active else "this job reported no loss"
        total = record.total_steps if record is not None and not record.status.is_closed else None
        self.query_one(Curve).show(shown, total_steps=total, note=note)
