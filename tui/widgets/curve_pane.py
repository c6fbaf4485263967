"""Everything about the curves of one job: buttons, a filter of metrics, one large plot or many small ones."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from engine.curves.choices import CurveChoices
from engine.curves.collection import Collection
from engine.curves.metric_choice import MetricCell
from engine.curves.shown import CurveSeries, Mark
from engine.curves.smoothing import Smoothing
from engine.curves.units import NO_UNIT, Unit, unit_of
from engine.curves.viewport import Viewport
from engine.observe.metrics import MetricHistory
from engine.text import clean, count_of
from tui.curve_choices import choices_of, restore
from tui.messages import CurvesChosen
from tui.widgets.curve import Curve
from tui.widgets.curve_bar import CurveBar
from tui.widgets.curve_grid import CurveGrid
from tui.widgets.curve_picture import Picture
from tui.widgets.curve_surface import CurveSurface
from tui.widgets.metric_line import MetricLine

WIDE = 100
"""Cells from which on there is room for whole sentences above a plot."""

OTHERS = "the others have another scale"
"""Told where metrics share a plot and some of them cannot."""

BAR_FROM = 12
"""Height in rows from which on the buttons are shown."""


class CurvePane(Vertical):
    """Shows the metrics of a job; how one looks at them stays when another job is shown.

    Args:
        ascii: Whether to keep to ASCII.
    """

    DEFAULT_CSS = """
    CurvePane {
        height: 1fr;
        .hidden { display: none; }
    }
    """

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self.looks = Viewport()
        self.collection = Collection()
        self._ascii = ascii
        self._smoothing = Smoothing()
        self._history: MetricHistory | None = None
        self.total_steps: int | None = None
        """How many steps a job that goes on is to have."""
        self._judged_by = "loss"
        self.marks: tuple[Mark, ...] = ()
        """What is marked."""
        self._note = ""
        self._is_log_shared = False
        """Whether the axis was logarithmic for which the curves of one plot were chosen."""
        self._told_choices: CurveChoices | None = None
        """What was chosen when that was told last; None before the first picture."""

    def compose(self) -> ComposeResult:
        """Buttons, filter, one large plot, many small ones."""
        yield CurveBar(self.looks, ascii=self._ascii)
        yield MetricLine(self.collection.filter.text)
        yield Curve(view=self.looks, smoothing=self._smoothing, ascii=self._ascii)
        yield CurveGrid(view=self.looks, smoothing=self._smoothing, ascii=self._ascii, classes="hidden")

    @property
    def surface(self) -> CurveSurface:
        """The plots in sight."""
        return self.query_one(CurveGrid) if self.collection.shape == "grid" else self.query_one(Curve)

    @property
    def choices(self) -> CurveChoices:
        """How one looks at curves, whichever job they are of."""
        return choices_of(self.looks, self.collection)

    def restore(self, choices: CurveChoices) -> None:
        """Look as somebody did before; before the pane is composed."""
        restore(choices, self.looks, self.collection)

    def _tell_choices(self) -> None:
        before, self._told_choices = self._told_choices, self.choices
        if before is not None and before != self._told_choices:
            self.post_message(CurvesChosen(self._told_choices))

    def forget(self) -> None:
        """Another job comes: where one looked and where the cursor was means nothing there."""
        self.looks.fit()
        self.looks.cursor = None

    def show(
        self,
        history: MetricHistory | None,
        *,
        total_steps: int | None = None,
        judged_by: str = "loss",
        marks: Sequence[Mark] = (),
        note: str = "",
    ) -> None:
        """Draw a history, or the same one anew because it grew.

        Args:
            history: The metrics; None draws nothing.
            total_steps: How many steps a job that goes on is to have.
            judged_by: The metric that matters most.
            marks: What is marked.
            note: Said while there is nothing to draw.
        """
        self._history, self.total_steps, self.marks, self._note = history, total_steps, tuple(marks), note
        self._judged_by = judged_by
        self.draw()

    def draw(self) -> None:
        """Draw what is chosen, as it is arranged."""
        collection, history = self.collection, self._history
        collection.update(list(history.series) if history is not None else [], self._judged_by)
        grid, curve, focused = self.query_one(CurveGrid), self.query_one(Curve), collection.focused
        is_grid = collection.shape == "grid"
        grid.set_class(not is_grid, "hidden")
        curve.set_class(is_grid, "hidden")
        if history is None or focused is None:
            note = self._note
            if history is not None and history.series:
                note = "no metric fits the filter"
            curve.show([], note=note)
        elif is_grid:
            pictures = [self._picture(cell, history) for cell in collection.cells]
            grid.show(pictures, collection.focus, collection.groups)
        elif collection.shape == "together":
            self._is_log_shared = self.looks.logarithmic
            alike = collection.alike(history, logarithmic=self._is_log_shared)
            cells = collection.page_of(alike)
            shown = collection.all_series(history, cells)
            units = {unit_of(one.name) for one in shown}
            told = f"{len(shown)} of {collection.metrics}" if len(shown) < collection.metrics else ""
            told += f"; {OTHERS}" if told and len(alike) == len(cells) and self.size.width >= WIDE else ""
            self._fill(curve, shown, told, units.pop() if len(units) == 1 else NO_UNIT)
        else:
            place = f"{collection.focus + 1} of {len(collection.cells)}"
            # The size may not be known yet; the buttons tell whether there is room, and `on_resize` draws with them.
            has_room = self.query_one(CurveBar).display
            title = f"{self._pin(focused)}{focused.title}  {place}" if len(collection.cells) > 1 and has_room else ""
            self._fill(curve, collection.series_of(focused, history), title, unit_of(focused.key))
        self._say()

    def _fill(self, curve: Curve, shown: Sequence[CurveSeries], title: str, unit: Unit) -> None:
        brief = self.query_one(CurveBar).display
        curve.show(shown, total_steps=self.total_steps, title=title, marks=self.marks, unit=unit, brief=brief)

    def _picture(self, cell: MetricCell, history: MetricHistory) -> Picture:
        series = self.collection.series_of(cell, history)
        title = self._pin(cell) + clean(cell.short_title if self.collection.groups else cell.title, 60)
        return Picture(series, self.total_steps, "", title, self.marks, unit_of(cell.key), small=True)

    def _pin(self, cell: MetricCell) -> str:
        return ("* " if self._ascii else "◈ ") if cell.pinned else ""

    def _say(self) -> None:
        self._tell_choices()
        collection = self.collection
        count = count_of(collection.count, "metric")
        if collection.filter.text and collection.count:
            count = f"{collection.metrics} of {count}"
        place = f"grid {collection.focus + 1}/{len(collection.cells)}"
        shape = {"one": "one plot", "grid": place}.get(collection.shape, collection.shape)
        self.query_one(CurveBar).say(count, shape)
        self.query_one(MetricLine).say(count, collection.filter.problem)

    def on_resize(self) -> None:
        """Show the buttons where there is room for them."""
        bar = self.query_one(CurveBar)
        if bar.display != (self.size.height >= BAR_FROM):
            bar.display = not bar.display
            self.draw()

    @on(CurveSurface.Changed)
    def looked_otherwise(self) -> None:
        """The buttons tell of it."""
        if self.collection.shape == "together" and self._is_log_shared is not self.looks.logarithmic:
            self.draw()  # That axis holds more, or less.
        self._tell_choices()
        self.query_one(CurveBar).refresh()

    @on(CurveBar.Slid)
    def slide(self, event: CurveBar.Slid) -> None:
        """Smooth more or less."""
        self.looks.weight_place = event.place
        self.surface.changed()

    @on(CurveGrid.Focused)
    def focus_clicked(self, event: CurveGrid.Focused) -> None:
        """Another small plot was clicked."""
        self.collection.focus = event.place
        if event.enlarge:
            self.collection.wanted_shape = "one"
        self.draw()

    @on(CurveGrid.Folded)
    def fold_clicked(self, event: CurveGrid.Folded) -> None:
        """The heading of a group was clicked."""
        self.fold(event.group)

    def fold(self, group: int | None = None) -> None:
        """Fold a group of small plots away, or show it again.

        Args:
            group: Which one; None takes the one in focus.
        """
        group = self.collection.focused_group if group is None else group
        if group is not None and self.collection.shape == "grid":
            self.collection.fold(group)
            self.draw()

    @on(Input.Changed, "#metric-filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Choose while it is typed."""
        event.stop()
        self.collection.choose(event.value)
        self.draw()

    @on(Input.Submitted, "#metric-filter")
    def filter_kept(self, event: Input.Submitted) -> None:
        """Go on with what was chosen."""
        event.stop()
        self.leave_filter()

    def leave_filter(self) -> None:
        """Give the keys back to the curves."""
        self.query_one(MetricLine).display = bool(self.collection.filter.text)
        self.screen.set_focus(None)
        for table in self.screen.query("JobTable"):
            self.screen.set_focus(table)

    def start_filter(self) -> None:
        """Type which metrics to draw."""
        self.query_one(MetricLine).start()

    def back(self) -> bool:
        """Leave the filter, or take the cursor away; whether there was one."""
        field = self.query_one(MetricLine).field
        if self.collection.filter.text or field.has_focus:
            field.value = ""
            self.collection.choose("")
            self.leave_filter()
            self.draw()
            return True
        return self.drop_cursor()

    def drop_cursor(self) -> bool:
        """Take the cursor away; whether there was one."""
        had = self.looks.cursor is not None
        self.looks.cursor = None
        self.surface.changed()
        return had

    def rearrange(self) -> None:
        """Take the next arrangement."""
        self.collection.arrange()
        self.draw()

    def enlarge(self) -> None:
        """Give the small plot in focus all the room, or go back to all of them; open a folded group."""
        group = self.collection.focused_group
        if self.collection.shape == "grid" and group is not None and self.collection.groups[group].is_folded:
            self.fold(group)
            return
        self.collection.wanted_shape = "one" if self.collection.shape == "grid" else "grid"
        self.draw()

    def go(self, by: int) -> None:
        """Focus another metric; where metrics share a plot, one of another scale, or a single one if there is none."""
        collection, history = self.collection, self._history
        if collection.shape != "together" or history is None:
            collection.step(by)
        elif not collection.step_to_other_scale(by, history, logarithmic=self.looks.logarithmic):
            collection.step(by)
            collection.wanted_shape = "one"
        self.draw()

    def go_below(self, rows: int) -> None:
        """Focus the small plot below (or above), or without small plots another metric."""
        if self.collection.shape == "grid":
            self.collection.focus = self.query_one(CurveGrid).neighbour(rows)
            self.draw()
        else:
            self.go(rows)

    def chosen(self) -> tuple[MetricCell, ...]:
        """The plots that are shown."""
        collection, focused = self.collection, self.collection.focused
        if collection.shape == "grid":
            return collection.in_grid
        if collection.shape == "together" and self._history is not None:
            return collection.together(self._history, logarithmic=self.looks.logarithmic)
        return (focused,) if focused is not None else ()

    def pin(self) -> None:
        """Let the metric in focus come first, or no longer."""
        self.collection.pin()
        self.draw()
