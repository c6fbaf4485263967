"""The application: it owns the store, applies what the bridge reports, and carries out what screens ask for."""

import gc
from collections.abc import Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import SystemCommand
from textual.driver import Driver
from textual.screen import Screen

from engine.cli.place import ASKED
from engine.config.config import Config
from engine.job import JobSpec
from engine.paths import Workspace
from engine.state import CLOSED
from engine.text import clean
from tui.actions.offering import HasCommands
from tui.announcer import Announce, Announcer
from tui.bridge import Bridge
from tui.departure import Departure
from tui.job_work import JobWork
from tui.layout import Layout
from tui.messages import (
    ActionDone,
    ArrangementRead,
    HealthFound,
    JobsLooked,
    MetersRead,
    MetersWanted,
    OpenForm,
)
from tui.screens.jobs import JobsScreen
from tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from engine.observe.meters.history import History

FIRST_LOOK_S = 0.1
"""How long the first paint waits for the jobs. A thousand are read in half of it; a slow disk gets an empty frame."""


COLLECT_AFTER_S = 1.0
"""When the collector of garbage starts work: the sides of the detail are there by then, too."""


EXAMINE_AFTER_S = 1.0
"""When the rules of health are imported: long after the first paint, and before anything can be told of a rhythm."""


MANY_JOBS = 1_000
"""So many jobs at once are left out of the collector's rounds, which 10,000 would make 50 ms longer."""

TERMINAL_EVERY_S = 1.0
"""How often the panel looks whether its terminal is still there."""


class TraindeckApp(JobWork):
    """The panel.

    Args:
        workspace: Whose jobs to show.
        select: Id of the job to select first.
        opened: Whether its detail has the whole screen at first.
        ascii: Whether to keep to ASCII; None asks the settings, and these the terminal's locale.
        config: What the user has set, and where.
    """

    TITLE = "Traindeck"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 6

    def __init__(
        self,
        workspace: Workspace,
        *,
        select: str | None = None,
        opened: bool = False,
        ascii: bool | None = None,
        config: Config | None = None,
    ) -> None:
        super().__init__(workspace, config or Config(), ascii=ascii)
        self.jobs = self._jobs_screen(select, opened=opened)
        self._bridge = Bridge(self, workspace, self.config.settings.disabled_rules)
        self._announcer = Announcer(self, self._announce(), ascii=self.ascii)
        self._departure = Departure(lambda status: self.exit(return_code=status))

    def _jobs_screen(self, select: str | None, *, opened: bool) -> JobsScreen:
        settings = self.config.settings
        return JobsScreen(self.workspace, self.store, select=select, opened=opened, ascii=self.ascii, settings=settings)

    @cached_property
    def meters(self) -> "History":
        """What the machine did of late."""
        from engine.observe.meters.history import History

        return History()

    async def draw_anew(self) -> None:
        """Replace the jobs screen by one with the settings that are in force now."""
        self._announcer.announce = self._announce()
        self._bridge.disable_rules(self.config.settings.disabled_rules)
        old = self.jobs
        if self.screen is not old:  # What stands above it may hold what somebody has typed.
            self.notify("The table and the tabs follow when the panel is opened again.")
            return
        if not old._result_callbacks:  # Textual gives none to its first screen, and takes one when that is replaced.
            old._push_result_callback(old, None)
        self.jobs = self._jobs_screen(old.table.selected, opened=old.is_opened)
        self.jobs.take_over(old)
        await self.switch_screen(self.jobs)
        self.jobs.restore(old.arrangement)

    def _announce(self) -> Announce:
        panel = self.config.settings.panel
        return Announce(bell=panel.bell, desktop=panel.notifications)

    def keeps_choices(self) -> bool:
        """Whoever asked to change nothing gets nothing changed."""
        return self.workspace.locked != ASKED

    def get_default_screen(self) -> Screen[Any]:
        """The jobs screen is there from the first paint on."""
        return self.jobs

    def on_load(self) -> None:
        """Begin to watch, before there is a screen: its first paint shows the jobs."""
        if self.jobs.keymap.elsewhere:
            self.set_keymap(self.jobs.keymap.elsewhere)
        if not self.is_headless:
            self._departure.listen()
        look = self._bridge.start(FIRST_LOOK_S)
        if look is not None:
            self._announcer.look(self.store.apply(look))
        if self._bridge.arrangement is not None:
            self.jobs.restore(self._bridge.arrangement)

    def on_ready(self) -> None:
        """All is set up and painted: begin with what could wait, looking for garbage included if that was put off."""
        if not self.is_headless:
            self.set_interval(TERMINAL_EVERY_S, self._departure.look)
            self._announcer.begin()
        self._bridge.measure()
        self.set_timer(EXAMINE_AFTER_S, self.examine)
        self.tell_faults(self.jobs.keymap)
        if not gc.isenabled():
            self.set_timer(COLLECT_AFTER_S, _collect_again)

    @on(Driver.SignalResume)
    def draw_again(self) -> None:
        """The terminal is back after a suspension, and whatever stands there is not the panel's."""
        self.refresh(layout=True)

    def on_unmount(self) -> None:
        """End the threads; the jobs go on."""
        self._announcer.end()
        self.jobs.save_now()
        self._bridge.close()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything in the table of actions; on a screen with actions of its own, those."""
        from tui.palette import titled, told_with_key

        if isinstance(screen, HasCommands):
            for each in screen.commands():
                yield SystemCommand(titled(each), told_with_key(each), partial(screen.carry_out, each))
            return
        for each in self.jobs.keymap.actions:
            if each.palette and not (each.changes and self.workspace.locked):
                yield SystemCommand(titled(each), told_with_key(each), partial(self.jobs.carry_out, each))

    def go_to_job(self, job_id: str) -> None:
        """Put the cursor on a job, wherever it is."""
        self.jobs.go_to(job_id)

    def on_jobs_looked(self, message: JobsLooked) -> None:
        """Apply what the watcher found; widgets redraw only what differs."""
        first = not self.store.looked
        diff = self.store.apply(message.look)
        self._announcer.look(diff)
        if not self.jobs.is_ready:
            return  # It will take everything from the store.
        self.jobs.query_one(TopBar).note = message.look.trouble or message.look.note or message.note
        self.jobs.refresh_banner()
        if diff or first:
            self.jobs.refresh_jobs(None if first else diff)
        if len(diff.added) > MANY_JOBS and gc.isenabled():
            gc.freeze()

    def on_health_found(self, message: HealthFound) -> None:
        """Show what is wrong with jobs, or no longer is."""
        diff = self.store.apply_findings(message.findings)
        self._announcer.look(diff)
        if diff and self.jobs.is_ready:
            self.jobs.refresh_jobs(diff)

    @work(thread=True)
    def examine(self) -> None:
        """Begin to examine the jobs."""
        self._bridge.examine()

    def on_arrangement_read(self, message: ArrangementRead) -> None:
        """Arrange the table as it was left, unless the first paint did so."""
        if self.jobs.arrangement == Layout():
            self.jobs.restore(message.arrangement)
        if message.problem:
            self.notify(message.problem, severity="warning", markup=False)

    def on_meters_read(self, message: MetersRead) -> None:
        """Show what the machine does."""
        self.meters.add(message.sample)
        if self.jobs.is_ready:
            self.jobs.query_one(TopBar).measure(self.meters)

    def on_open_meters(self) -> None:
        """Show the machine on the whole screen."""
        from tui.screens.meters import MetersScreen

        def left(job_id: str | None) -> None:
            if job_id is not None:
                self.go_to_job(job_id)

        self.push_screen(MetersScreen(self.store, self.meters, ascii=self.ascii), left)

    def on_open_notices(self) -> None:
        """Show what was told of late."""
        from tui.screens.notices import NoticesScreen

        self.clear_notifications()  # They would cover what is to be read.
        self.push_screen(NoticesScreen(self.toasts.past, ascii=self.ascii))

    def on_meters_wanted(self, message: MetersWanted) -> None:
        """Measure closely, or calmly again."""
        self._bridge.meters.look_closely(message.workers)

    def on_action_done(self, message: ActionDone) -> None:
        """Tell how an action in the background ended."""
        if message.text:
            severity: Any = message.severity
            self.notify(clean(message.text, 500), severity=severity, markup=False)
        if message.select is not None:
            self.jobs.select_soon(message.select)

    def on_open_form(self, message: OpenForm) -> None:
        """Open the launch form, filled in from a job or from the last launch."""
        from tui.screens.launch import LaunchScreen

        def submitted(spec: JobSpec | None) -> None:
            if spec is not None:
                self.launch_job(spec)

        self.push_screen(
            LaunchScreen(self.workspace, source=message.source, grace_s=self.config.settings.jobs.grace), submitted
        )

    def going_on(self) -> int:
        """How many jobs go on when the panel closes."""
        return sum(1 for view in self.store if view.state is not None and view.state not in CLOSED)


def _collect_again() -> None:
    """Turn the collector on, without what is there for good: classes and code are never looked through again."""
    gc.freeze()
    gc.enable()
