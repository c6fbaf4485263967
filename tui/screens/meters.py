"""The machine on the whole screen: gauges with their past, and the processes of all jobs."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from engine.observe.meters.history import History
from engine.observe.meters.sample import Sample
from engine.observe.store import JobStore
from tui.actions.action import Action, shown_keys
from tui.actions.screens.meters import METERS
from tui.actions.screens.own import screen_bindings
from tui.messages import MetersWanted
from tui.meters_page import SORTS, gauges, process_lines
from tui.own_keys import in_force
from tui.screens.telling_keys import tell_keys
from tui.text_table import Line
from tui.widgets.gauge_box import GaugeBox
from tui.widgets.row_list import RowList

LOOK_EVERY_S = 0.25
"""How often the screen looks whether there is a new sample: they come once a second."""

MACHINE_GAUGES = 3
"""Processor, memory, disk: the first row. GPUs are below."""

PER_ROW = 4
"""GPUs side by side, at most."""

MOST_ROWS = 2
"""Rows of GPUs: eight of them."""

PAGE, FAR = 12, 9999
"""Processes that a page down goes on; more than there are."""


class MetersScreen(Screen[str | None]):
    """Shows what is measured; its result is the id of a job to go to, or None.

    Args:
        store: The jobs whose processes are shown.
        history: What was measured; the app adds to it.
        ascii: Whether to keep to ASCII.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Binding]] = screen_bindings(METERS)  # type: ignore[assignment]
    DEFAULT_CSS = """
    MetersScreen {
        layout: vertical;
        #title { height: 1; background: $panel; padding: 0 1; }
        .gauges { height: 7; padding-top: 1; }
        &.low .gauges { height: 4; padding-top: 0; }
        #processes { height: 1fr; border-top: solid $foreground 20%; padding: 0 1; }
        #keys {
            height: 1; background: $panel; padding: 0 1; color: $foreground 75%; text-wrap: nowrap;
            link-color: $foreground 75%; link-style: none; link-background-hover: $primary 20%;
        }
    }
    """

    def __init__(self, store: JobStore, history: History, *, ascii: bool = False) -> None:
        super().__init__()
        self._store = store
        self._history = history
        self._ascii = ascii
        self._sort = SORTS[0]
        self._shown: Sample | None = None

    def compose(self) -> ComposeResult:
        """Title, gauges, processes, keys."""
        dash = "-" if self._ascii else "–"
        yield Static(f"Meters {dash} this machine, and the processes of the jobs that run on it", id="title")
        with Horizontal(classes="gauges"):
            for _ in range(MACHINE_GAUGES):
                yield GaugeBox(ascii=self._ascii)
        with Vertical(id="processes"):
            yield RowList(ascii=self._ascii)
        yield Static(id="keys")

    async def on_mount(self) -> None:
        """Ask for closer measurements, and look for them."""
        self.query_one("#keys", Static).update(self._foot())
        await self._look()
        self.set_interval(LOOK_EVERY_S, self._look)

    def _foot(self) -> Content:
        """The last line; each key may be clicked."""
        offered = [each for each in in_force(self, METERS) if self._is_offered(each)]
        links = (
            Content.from_markup(
                f"[@click=screen.{each.does}][bold $primary]$key[/] $label[/]",
                key=shown_keys(each)[0],
                label=each.label,
            )
            for each in sorted(offered, key=lambda each: each.footer)
        )
        return Content("  ").join(links)

    def _is_offered(self, each: Action) -> bool:
        """Whether the last line names it: by the memory of GPUs nothing is sorted where there are none."""
        return bool(each.footer) and (each.id != "meters_by_gpu" or self._has_gpus)

    @property
    def _has_gpus(self) -> bool:
        return self._shown is not None and bool(self._shown.gpus)

    def on_unmount(self) -> None:
        """Let the measurements become calm again."""
        self.app.post_message(MetersWanted(None))

    def on_resize(self) -> None:
        """In a low terminal the gauges leave room to the processes."""
        self.set_class(self.size.height < 32, "low")

    def _workers(self) -> MetersWanted:
        workers = {}
        for view in self._store.active():
            record = view.record
            if record is not None and (record.worker or record.pid):
                workers[view.job_id] = record.worker or int(record.pid or 0)
        return MetersWanted(workers)

    async def _look(self) -> None:
        self.app.post_message(self._workers())
        latest = self._history.latest
        if latest is self._shown:
            return
        had_gpus, self._shown = self._has_gpus, latest
        if self._has_gpus != had_gpus:
            self.query_one("#keys", Static).update(self._foot())
        found = gauges(self._history, ascii=self._ascii)
        await self._make_room(len(found) - MACHINE_GAUGES)
        for box, gauge in zip(self.query(GaugeBox), found, strict=False):
            box.gauge = gauge
        self._show_processes()

    async def _make_room(self, gpus: int) -> None:
        """As many boxes as there are GPUs, in rows."""
        wanted = min(max(0, gpus), PER_ROW * MOST_ROWS)
        missing = wanted - (len(self.query(GaugeBox)) - MACHINE_GAUGES)
        while missing > 0:
            boxes = [GaugeBox(ascii=self._ascii) for _ in range(min(PER_ROW, missing))]
            await self.mount(Horizontal(*boxes, classes="gauges"), before="#processes")
            missing -= len(boxes)

    def _show_processes(self) -> None:
        names = {view.job_id: view.title for view in self._store.active()}
        self.query_one(RowList).show(partial(self._lines, names))

    def _lines(self, names: dict[str, str], width: int) -> Sequence[Line]:
        return process_lines(self._shown, names, width, self._sort)

    def action_sort(self) -> None:
        """Sort by the next figure."""
        sorts = SORTS if self._has_gpus else SORTS[:-1]
        self.action_sort_by(sorts[(SORTS.index(self._sort) + 1) % len(sorts)])

    def action_sort_by(self, sort: str) -> None:
        """Sort by one of `SORTS`."""
        self._sort = sort
        self._show_processes()

    def action_go(self, where: str) -> None:
        """Move the cursor."""
        rows = {"down": 1, "up": -1, "page_down": PAGE, "page_up": -PAGE, "first": -FAR, "last": FAR}[where]
        self.query_one(RowList).move(rows)

    def action_open(self) -> None:
        """Go to the job of the process under the cursor."""
        self._go_to(self.query_one(RowList).cursor)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """A process was clicked twice."""
        self._go_to(event.key)

    def _go_to(self, key: str) -> None:
        if key:
            self.dismiss(key.partition("/")[0])

    def action_back(self) -> None:
        """Go back to the jobs."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Show every key."""
        tell_keys(self, "meters", METERS)
