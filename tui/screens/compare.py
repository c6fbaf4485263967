"""Several jobs beside each other: their curves above, what was asked of them and what came of it below."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from engine.curves.units import unit_of
from engine.job import JobRecord
from engine.observe.compare.comparison import Comparison, Subject, compare
from engine.observe.compare.naming import curve_names, subject_names
from engine.observe.compare.results import metric_names
from engine.observe.compare.sheet import Line, sheet
from engine.observe.store import JobStore
from engine.paths import Workspace
from engine.text import count_of
from tui.actions.keymap import Keymap
from tui.compare_curves import compared_curves, seam_marks
from tui.compare_histories import CompareHistories
from tui.job_colours import JobColours
from tui.screens.compare_keys import CompareKeys
from tui.widgets.compare_table import CompareTable, Heading
from tui.widgets.curve import Curve
from tui.widgets.foot_bar import FootBar
from tui.widgets.rule_bar import RuleBar

STACKED_FROM = 32
"""Height from which on curves and table stand above each other; in less, one of them has the screen."""

TABLE_SHARE = 0.5
"""Largest part of the height that the table takes beside the curves."""

LOOK_EVERY_S = 1.0
"""How often jobs that go on are looked at."""


class CompareScreen(CompareKeys):
    """Compares jobs; the result is the job to go to, if any.

    Args:
        workspace: Whose jobs these are.
        store: What is known of them.
        job_ids: Which ones, in the order of the columns.
        colours: Which colour each has.
        keymap: The keys that the user has chosen.
        ascii: Whether to keep to ASCII.
    """

    AUTO_FOCUS = "Curve"
    DEFAULT_CSS = """
    CompareScreen {
        Curve { margin: 0 1; }
        &.paged.table Curve, &.paged.table #metrics { display: none; }
        &.paged.curves CompareTable, &.paged.curves #sheet { display: none; }
        &.paged CompareTable { height: 1fr; }
    }
    """

    def __init__(
        self,
        workspace: Workspace,
        store: JobStore,
        job_ids: Sequence[str],
        colours: JobColours,
        keymap: Keymap | None = None,
        *,
        ascii: bool = False,
    ) -> None:
        super().__init__()
        self.take_keys(keymap or Keymap())
        self.workspace = workspace
        self.locked = workspace.locked
        self.job_ids = tuple(job_ids)
        self.ascii = ascii
        self._store = store
        looks = colours.beside_each_other(job_ids)
        self._looks = [looks[job_id] for job_id in self.job_ids]
        self._records: dict[str, JobRecord] = {}
        self._histories = CompareHistories(workspace, self.job_ids)
        self.add_class("curves")

    def compose(self) -> ComposeResult:
        """Curves, table, keys, and a line above each of the first two."""
        yield RuleBar(ascii=self.ascii, id="metrics")
        yield Curve(ascii=self.ascii)
        yield RuleBar(ascii=self.ascii, id="sheet")
        yield CompareTable(self.keymap.key("all_rows"), ascii=self.ascii)
        yield FootBar(self.offered)

    def on_mount(self) -> None:
        """Show what is known, then read on."""
        self.look()
        self.set_interval(LOOK_EVERY_S, self.look)

    def on_resize(self) -> None:
        """Share the new height."""
        self.show_all()

    def has_ended(self, job_id: str) -> bool:
        """Whether a job will report nothing more."""
        view = self._store.get(job_id)
        return view is None or not view.is_active

    def look(self) -> None:
        """Read what the jobs have reported, and show it."""
        self._histories.read_on(self, self._show_news)

    def _show_news(self, reported: bool) -> None:
        """Draw anew unless nothing has happened.

        Args:
            reported: Whether a metric has got new points.
        """
        known = dict(self._records)
        if self._known_records() and (reported or known != self._records):
            self.show_all()

    def _known_records(self) -> list[JobRecord]:
        """The latest readable record of each job, also of one that has been deleted meanwhile."""
        for job_id in self.job_ids:
            view = self._store.get(job_id)
            if view is not None and view.record is not None:
                self._records[job_id] = view.record
        return [self._records[job_id] for job_id in self.job_ids]

    def comparison(self) -> Comparison:
        """The jobs as they stand."""
        return compare(self._known_records(), [history.series for history in self._histories.all])

    def subjects(self, comparison: Comparison) -> tuple[Subject, ...]:
        """What the columns are about."""
        return comparison.grouped if self.spread is not None else comparison.each

    def lines(self, comparison: Comparison) -> list[Line]:
        """The rows that are shown."""
        return [line for line in sheet(comparison, self.subjects(comparison)) if self.shows_all or line.differs]

    def column_names(self, comparison: Comparison) -> list[str]:
        """What stands above the columns."""
        return subject_names(comparison, self.subjects(comparison))

    def show_all(self) -> None:
        """Draw everything anew."""
        if not (self.is_mounted and self.is_attached):
            return
        comparison = self.comparison()
        metrics = metric_names(comparison.jobs, [history.series for history in self._histories.all])
        if self.metric not in metrics:
            self.metric = metrics[0] if metrics else ""
        self.metrics = metrics
        self._show_curves(comparison)
        lines = self.lines(comparison)
        headings = [
            Heading(name, self._looks[subject.places[0]])
            for name, subject in zip(self.column_names(comparison), self.subjects(comparison), strict=True)
        ]
        self.table.show(lines, headings)
        self._share_height()
        self.say_state()

    def _show_curves(self, comparison: Comparison) -> None:
        names = curve_names(comparison, self.subjects(comparison))
        curves = compared_curves(comparison, self._histories.all, self.metric, names, self._looks, self.spread)
        active = [record.total_steps for record in comparison.jobs if not record.status.is_closed]
        note = "none of these jobs has reported anything" if not curves else ""
        if self._histories.done < 1:
            note = f"reading {self._histories.done:.0%}"
        self.query_one(Curve).show(
            curves,
            total_steps=max(active, default=0) or None,
            note=note,
            unit=unit_of(self.metric),
            marks=seam_marks(curves, names, self._histories.all, self._histories.seams),
        )

    def _share_height(self) -> None:
        paged = self.size.height < STACKED_FROM
        self.set_class(paged, "paged")
        height = None if paged else min(self.table.wanted_height, int((self.size.height - 3) * TABLE_SHARE))
        if height is not None:
            self.table.styles.height = height
        else:
            self.table.styles.clear_rule("height")

    def say_state(self) -> None:
        """Say above curves and table what they show, and which of them the keys act on."""
        count = count_of(len(self.job_ids), "job")
        place = self.metrics.index(self.metric) if self.metric in self.metrics else 0
        seeds = f"seeds: mean, {self.spread}" if self.spread is not None else ""
        in_table = self.pane == "table"
        self.query_one("#metrics", RuleBar).say(f"Compare {count}", self.metrics, place, note=seeds, lit=not in_table)
        rows = "all parameters" if self.shows_all else "parameters that differ"
        note = "" if not self.has_class("paged") else f"{count}, {self.keymap.key('other_half')}: curves"
        means = "seeds: mean, standard deviation" if seeds else ""
        self.query_one("#sheet", RuleBar).say(f"{rows} and results".capitalize(), note=note or means, lit=in_table)

    @on(RuleBar.Chosen, "#metrics")
    def choose_metric(self, event: RuleBar.Chosen) -> None:
        """A metric was clicked."""
        self.metric = self.metrics[event.index]
        self.show_all()

    @on(CompareTable.Chosen)
    def open_clicked(self) -> None:
        """A column was clicked twice."""
        self.action_go_to_job()
