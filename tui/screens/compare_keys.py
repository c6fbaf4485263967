"""What keys do in a comparison; the other half, which shows, is in `tui.screens.compare`."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from textual import events, work
from textual.binding import Binding, BindingsMap
from textual.screen import Screen

from engine.errors import TraindeckError
from engine.observe.compare.band import Spread
from engine.observe.compare.comparison import Comparison, Subject
from engine.observe.compare.naming import job_names
from engine.observe.compare.sheet import Line
from engine.observe.compare.writing import as_csv, as_text
from engine.paths import Workspace
from tui.actions.action import Action
from tui.actions.compare import LOOKS, METRICS, SHARED
from tui.actions.keymap import Keymap
from tui.messages import SettingChosen
from tui.themes import counterpart
from tui.widgets.compare_table import CompareTable
from tui.widgets.curve import Curve
from tui.widgets.foot_bar import FootBar

SPREADS = (None, Spread.EXTREMES, Spread.DEVIATION)
"""What `b` goes through."""

IN_TABLE = frozenset({"left_job", "right_job"})
"""Actions whose keys move the cursor of the curves while these are in front."""

MOST_USED = ("smoother", "log_scale", "x_axis")
"""Actions of the curves that the last line names, where there is room."""

PREFIX = "compare."
"""What the ids of the bindings here begin with."""


def compare_actions(keymap: Keymap) -> list[Action]:
    """Everything that can be done in a comparison; of two with one key the first counts."""
    curves = [each for each in keymap.actions if each.tab == "Curves" and (each.id in LOOKS or each.id in METRICS)]
    return [*keymap.comparison, *(keymap.action(shared) for shared in SHARED), *curves]


def compare_bindings(keymap: Keymap) -> list[Binding]:
    """Textual's bindings for them."""
    return [
        Binding(",".join(each.keys), each.call, each.label, tooltip=each.help, id=PREFIX + each.id, priority=True)
        for each in compare_actions(keymap)
        if each.keys
    ]


class CompareKeys(Screen[str | None]):
    """Metric, bands, rows, columns; copying and exporting; logs."""

    BINDINGS: ClassVar[list[Binding]] = compare_bindings(Keymap())  # type: ignore[assignment]
    keymap: Keymap
    workspace: Workspace
    locked: str
    job_ids: tuple[str, ...]
    metric = ""
    """Name of the metric that is drawn."""
    metrics: tuple[str, ...] = ()
    """Those that can be drawn."""
    spread: Spread | None = None
    """How wide the bands over seeds are; None shows each job by itself."""
    shows_all = False
    """Whether parameters are shown in which the jobs do not differ."""

    @property
    def table(self) -> CompareTable:
        """The lower half."""
        return self.query_one(CompareTable)

    @property
    def pane(self) -> Literal["curves", "table"]:
        """Which half the keys act on."""
        return "table" if self.has_class("table") else "curves"

    def take_keys(self, keymap: Keymap) -> None:
        """Answer to the keys that a user has chosen."""
        self.keymap = keymap
        if not keymap.is_own:
            return
        others = {
            key: [binding for binding in several if not (binding.id or "").startswith(PREFIX)]
            for key, several in self._bindings.key_to_bindings.items()
        }
        for key, binding in BindingsMap(compare_bindings(keymap)):
            others.setdefault(key, []).append(binding)
        self._bindings = BindingsMap.from_keys({key: several for key, several in others.items() if several})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Arrows belong to the half in front."""
        return not (parameters and parameters[0] in IN_TABLE and self.pane == "curves")

    def offered(self) -> list[Action]:
        """What the last line offers."""
        own = [each for each in self.keymap.comparison if each.footer and not (each.changes and self.locked)]
        own.sort(key=lambda each: each.footer)
        back, metric, help = (self.keymap.action(shared) for shared in ("back", "next_metric", "help"))
        looks = [self.keymap.action(each) for each in MOST_USED]
        return [each for each in (back, metric, *own, *looks, help) if each.keys]

    def commands(self) -> list[Action]:
        """What the palette offers."""
        return [each for each in compare_actions(self.keymap) if each.palette and not (each.changes and self.locked)]

    async def carry_out(self, each: Action) -> None:
        """Carry out an action."""
        await self.run_action(each.call)

    def action_in_tab(self, action_id: str) -> None:
        """Carry out an action of the comparison or of the Curves tab."""
        if action_id in METRICS:
            self._step_metric(METRICS[action_id])
        elif action_id in LOOKS:
            self.query_one(Curve).act(action_id)
        else:
            getattr(self, f"action_{action_id}")()

    def action_other_half(self) -> None:
        """Go to the other half."""
        self.turn_to("curves" if self.pane == "table" else "table")

    def turn_to(self, pane: Literal["curves", "table"]) -> None:
        """Let the keys act on one half."""
        self.set_class(pane == "table", "table")
        self.set_class(pane == "curves", "curves")
        self.set_focus(self.table if pane == "table" else None)
        self.say_state()
        self.query_one(FootBar).refresh()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click into a half turns to it."""
        if event.widget is self.table and self.pane != "table":
            self.turn_to("table")

    def _step_metric(self, places: int) -> None:
        if self.metric in self.metrics:
            self.metric = self.metrics[(self.metrics.index(self.metric) + places) % len(self.metrics)]
            self.show_all()

    def action_all_rows(self) -> None:
        """Show all parameters or only those that differ."""
        self.shows_all = not self.shows_all
        self.show_all()

    def action_bands(self) -> None:
        """Go on to the next way of showing seeds."""
        if not self.comparison().groups:
            self.notify("No two of these jobs differ only in the seed.")
            return
        self.spread = SPREADS[(SPREADS.index(self.spread) + 1) % len(SPREADS)]
        self.show_all()

    def action_left_job(self) -> None:
        """Go to the column before."""
        self.table.move(-1)

    def action_right_job(self) -> None:
        """Go to the next column."""
        self.table.move(1)

    def action_rows_down(self) -> None:
        """Scroll the table down."""
        self.table.scroll_relative(y=1, animate=False)

    def action_rows_up(self) -> None:
        """Scroll the table up."""
        self.table.scroll_relative(y=-1, animate=False)

    def action_page_down(self) -> None:
        """Scroll the table down by half of it."""
        self.table.scroll_relative(y=max(1, self.table.size.height // 2), animate=False)

    def action_page_up(self) -> None:
        """Scroll the table up by half of it."""
        self.table.scroll_relative(y=-max(1, self.table.size.height // 2), animate=False)

    def action_go_to_job(self) -> None:
        """Leave for the job under the cursor."""
        subject = self.subjects(self.comparison())[self.table.column]
        self.dismiss(self.job_ids[subject.places[0]])

    def has_ended(self, job_id: str) -> bool:
        """Whether a job will report nothing more; see `CompareScreen`."""
        raise NotImplementedError

    def action_two_logs(self) -> None:
        """Show two logs side by side."""
        from tui.screens.two_logs import LogSource, TwoLogsScreen

        comparison = self.comparison()
        names, first = job_names(comparison), self.subjects(comparison)[self.table.column].places[0]
        second = (first + 1) % len(self.job_ids)
        first, second = sorted((first, second))
        left, right = (
            LogSource(
                self.workspace.log(job_id),
                names[at],
                self.workspace.output_times(job_id),
                partial(self.has_ended, job_id),
            )
            for at in (first, second)
            for job_id in [self.job_ids[at]]
        )
        self.app.push_screen(TwoLogsScreen(left, right, ascii=self.table.ascii))

    def action_copy_comparison(self) -> None:
        """Copy the table."""
        comparison = self.comparison()
        lines = as_text(self.lines(comparison), self.column_names(comparison))
        self.app.copy_to_clipboard("\n".join(lines) + "\n")
        self.notify("Copied the table as text.")

    def action_export_comparison(self) -> None:
        """Write the table as CSV."""
        if self.locked:
            self.notify(f"Nothing can be changed here: {self.locked}.", severity="warning", markup=False)
            return
        comparison = self.comparison()
        name = time.strftime("compare-%Y%m%d-%H%M%S.csv")
        self._write(self.workspace.root / name, as_csv(self.lines(comparison), self.column_names(comparison)))

    @work(thread=True, group="export")
    def _write(self, path: Path, text: str) -> None:
        from engine.files import write_atomic

        try:
            write_atomic(path, text.encode("utf-8", "surrogateescape"), durable=False)
        except (TraindeckError, OSError) as error:
            said = f"The table cannot be written: {error}"
            self.app.call_later(lambda: self.notify(said, severity="error", markup=False))
            return
        self.app.call_later(lambda: self.notify(f"Written to {path}", markup=False))

    def action_first(self) -> None:
        """Scroll the table to its start."""
        self.table.scroll_home(animate=False)

    def action_last(self) -> None:
        """Scroll the table to its end."""
        self.table.scroll_end(animate=False)

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.app.action_command_palette()

    def action_theme(self) -> None:
        """Change from dark to light and back."""
        theme = counterpart(self.app.theme, dark=self.app.current_theme.dark)
        self.post_message(SettingChosen("panel.theme", theme))

    def action_help(self) -> None:
        """Show every key."""
        from tui.key_groups import own_groups
        from tui.screens.help import HelpScreen

        groups = own_groups("comparing jobs", compare_actions(self.keymap))
        self.app.push_screen(HelpScreen(self.workspace, groups, ascii=self.table.ascii))

    def action_leave_comparison(self) -> None:
        """Go back to the table of jobs."""
        self.dismiss(None)

    def action_back(self) -> None:
        """Go back to the table of jobs."""
        self.dismiss(None)

    def comparison(self) -> Comparison:
        """The jobs as they stand; see `CompareScreen`."""
        raise NotImplementedError

    def subjects(self, comparison: Comparison) -> tuple[Subject, ...]:
        """What the columns are about; see `CompareScreen`."""
        raise NotImplementedError

    def lines(self, comparison: Comparison) -> list[Line]:
        """The rows that are shown; see `CompareScreen`."""
        raise NotImplementedError

    def column_names(self, comparison: Comparison) -> Sequence[str]:
        """What stands above the columns; see `CompareScreen`."""
        raise NotImplementedError

    def say_state(self) -> None:
        """Say what is shown; see `CompareScreen`."""
        raise NotImplementedError

    def show_all(self) -> None:
        """Draw everything anew; see `CompareScreen`."""
        raise NotImplementedError
