"""The selected job: a line of tabs, a line on how it stands, and one of curves, log, parameters, checkpoints."""

import time
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from engine.format import number
from engine.observe.log_tail import LogTail
from engine.observe.metrics import MetricsTail
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.state import JobState
from tui.cells import STYLES, glyph, is_stopping, stopping_text
from tui.widgets.curve import Curve, CurveSeries
from tui.widgets.job_facts import CheckpointFile, checkpoint_files, checkpoints_text, parameters_text
from tui.widgets.log_view import LogView
from tui.widgets.tab_bar import TabBar

TABS = ("Curves", "Log", "Parameters", "Checkpoints")
"""Names of the tabs."""

SLICE_BYTES = 1 << 17
"""How much of the metrics is read before other messages get their turn: about 5 ms of work."""

CURVES = ("loss", "val_loss")
"""Metrics that are drawn: those that share the axis of the loss."""

COLOURS = {
    "queued": "$foreground 60%", "loading": "$warning", "running": "$primary", "completed": "$success",
    "error": "$error", "stopped": "$accent",
}  # fmt: skip
"""Theme colour of each state's style."""


class Detail(Vertical):
    """Shows one job.

    Args:
        workspace: Where its files are.
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    Detail {
        height: 1fr;
        #standing { height: auto; max-height: 3; padding: 0 1; }
        VerticalScroll { padding: 0 1; height: 1fr; scrollbar-size: 1 1; }
        VerticalScroll, LogView { scrollbar-color: $foreground 25%; scrollbar-background: $background; }
        Curve { margin: 0 1; }
        LogView { margin: 0 1; height: 1fr; }
        .hidden { display: none; }
    }
    """

    tab: reactive[int] = reactive(0)
    """Index of the tab shown."""

    def __init__(self, workspace: Workspace, *, ascii: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._ascii = ascii
        self._view: JobView | None = None
        self._metrics: MetricsTail | None = None
        self._log: LogTail | None = None
        self._files: tuple[CheckpointFile, ...] = ()
        self._catching_up = False

    def compose(self) -> ComposeResult:
        """The tab line, how the job stands, and the four sides."""
        yield TabBar(TABS, ascii=self._ascii)
        yield Static(id="standing")
        yield Curve(ascii=self._ascii)
        yield LogView(classes="hidden")
        with VerticalScroll(id="parameters", classes="hidden"):
            yield Static(id="parameters-text")
        with VerticalScroll(id="checkpoints", classes="hidden"):
            yield Static(id="checkpoints-text")

    @property
    def job_id(self) -> str | None:
        """Id of the job shown."""
        return self._view.job_id if self._view is not None else None

    def show(self, view: JobView | None) -> None:
        """Show a job, another one or the same one anew."""
        other = view is None or view.job_id != self.job_id
        self._view = view
        if other:
            job_id = view.job_id if view is not None else None
            self._metrics = MetricsTail(self._workspace.metrics(job_id)) if job_id else None
            self._log = LogTail(self._workspace.log(job_id)) if job_id else None
            self._files = ()
        self.query_one(TabBar).title = view.title if view is not None else ""
        self.refresh_standing()
        self.refresh_tab()

    def refresh_standing(self) -> None:
        """Write anew how the job stands; also called every second while a countdown runs."""
        line = self.query_one("#standing", Static)
        line.update(self._standing(self._view) if self._view is not None else Content(""))

    def refresh_tab(self) -> None:
        """Bring the tab that is shown up to date; the others wait until they are."""
        view = self._view
        if view is None:
            return
        match TABS[self.tab]:
            case "Curves":
                self._poll_metrics()
            case "Log":
                assert self._log is not None
                self._log.poll()
                self.query_one(LogView).show(self._log.lines())
            case "Parameters":
                self.query_one("#parameters-text", Static).update(parameters_text(view))
            case "Checkpoints":
                self._list_checkpoints(view.job_id)

    def watch_tab(self, tab: int) -> None:
        """Show another side of the job."""
        self.query_one(TabBar).active = tab
        sides = (self.query_one(Curve), self.query_one(LogView), *self.query(VerticalScroll))
        for index, side in enumerate(sides):
            side.set_class(index != tab, "hidden")
        self.refresh_tab()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.tab = event.index

    def scroll_page(self, direction: int) -> None:
        """Scroll what is shown by half a screen, -1 up or 1 down."""
        side = self._scrollable()
        if side is not None:
            side.scroll_relative(y=direction * max(1, side.size.height // 2), animate=False)

    def scroll_to_edge(self, direction: int) -> None:
        """Scroll what is shown to its start (-1) or end (1)."""
        side = self._scrollable()
        if side is not None:
            (side.scroll_end if direction > 0 else side.scroll_home)(animate=False)

    def _scrollable(self) -> Widget | None:
        match TABS[self.tab]:
            case "Curves":
                return None
            case "Log":
                return self.query_one(LogView)
            case name:
                return self.query_one(f"#{name.lower()}", VerticalScroll)

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

    def _standing(self, view: JobView) -> Content:
        record = view.record
        if record is None:
            return Content.styled(f"? unreadable status file: {view.problem}", "$error")
        colour = COLOURS[STYLES[record.status]]
        parts: list[Content | str | tuple[str, str]] = []
        if record.simulation:
            parts.append((" SIMULATION ", "bold $background on $warning"))
            parts.append("  ")
        parts.append((f"{glyph(record.status, ascii=self._ascii)} {record.status}", f"bold {colour}"))
        if is_stopping(view):
            parts.append((f"  {stopping_text(view, time.time())}; X kills now", "$accent"))
        elif record.error is not None:
            parts.append((f"  {record.error.kind}: {record.error.message}. {record.error.hint}", "$error"))
        elif record.status is JobState.RUNNING:
            parts.append(
                (f"  epoch {record.epoch:,}/{record.epochs:,}   step {record.step:,} of {record.total_steps:,}", "")
            )
            for name, label in (("lr", "lr"), ("samples_per_second", "samples/s")):
                value = record.metrics.get(name)
                if value is not None:
                    parts += [(f"   {label} ", "$foreground 60%"), (number(value, trim=True), "")]
            if record.device:
                parts.append((f"   on {record.device}", "$foreground 60%"))
        elif record.message:
            parts.append((f"  {record.message}", "$foreground 60%"))
        if view.guard == "unsupervised":
            parts.append(("  unsupervised: its guardian has died, it can still be stopped", "$warning"))
        if view.problem:
            parts.append((f"  {view.problem}", "$error"))
        return Content.assemble(*parts)
