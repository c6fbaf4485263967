"""The metrics of one job as cells to draw: chosen, grouped, pinned, one of them in focus. State without a picture.

What somebody chose stays when another job is shown that has the same metrics.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from engine.curves.groups import MetricGroup, groups_of
from engine.curves.metric_choice import MetricCell, MetricFilter, best_of, cells_of
from engine.curves.scales import of_one_scale
from engine.curves.shown import CurveSeries
from engine.observe.metrics import MetricHistory

SHAPES = ("one", "grid", "together")
"""How cells are arranged: the one in focus, all beside each other, all of one scale in one plot."""

MOST_TOGETHER = 12
"""Most curves in one plot: more could not be told apart."""


class Collection:
    """Which metrics are drawn, and how they are arranged."""

    def __init__(self) -> None:
        self.filter = MetricFilter()
        self.wanted_shape = SHAPES[0]
        """How cells are to be arranged where there are several."""
        self.count = 0
        """How many metrics the job has."""
        self.cells: tuple[MetricCell, ...] = ()
        """Those that are chosen, in their order."""
        self.groups: tuple[MetricGroup, ...] = ()
        """What the cells are divided into; empty where that would be one group."""
        self.folded: set[str] = set()
        """Names of the groups that are folded away, of other jobs' metrics too."""
        self._pinned: set[str] = set()
        self._focus = ""
        self._names: tuple[tuple[str, ...], str] = ((), "")

    @property
    def pinned(self) -> tuple[str, ...]:
        """Keys of the cells that come first."""
        return tuple(sorted(self._pinned))

    @pinned.setter
    def pinned(self, keys: Iterable[str]) -> None:
        self._pinned = set(keys)
        self._divide()

    def update(self, names: Sequence[str], judged_by: str = "loss") -> None:
        """Take note of the metrics that a job has, and of the one by which it is judged."""
        known, self._names = self._names, (tuple(names), judged_by)
        if known != self._names:
            self._divide()

    def _divide(self) -> None:
        names, judged_by = self._names
        self.count = len(names)
        self.cells = cells_of(self.filter.chosen(names), frozenset(self._pinned), judged_by)
        self.groups = groups_of(self.cells, self.folded)

    @property
    def metrics(self) -> int:
        """How many metrics are chosen."""
        return sum(len(cell.names) for cell in self.cells)

    @property
    def focus(self) -> int:
        """Which of the cells is in focus; the first one where the one chosen is not among them."""
        return next((place for place, cell in enumerate(self.cells) if cell.key == self._focus), 0)

    @focus.setter
    def focus(self, place: int) -> None:
        if self.cells:
            self._focus = self.cells[place % len(self.cells)].key

    @property
    def focused(self) -> MetricCell | None:
        """The cell in focus."""
        return self.cells[self.focus] if self.cells else None

    @property
    def focused_group(self) -> int | None:
        """Which of the groups holds the cell in focus."""
        return next((place for place, each in enumerate(self.groups) if each.start <= self.focus < each.stop), None)

    def fold(self, group: int) -> None:
        """Fold a group away, or show its cells again; it is in focus then."""
        if 0 <= group < len(self.groups):
            self.focus = self.groups[group].start
            self.folded ^= {self.groups[group].name}
            self.groups = groups_of(self.cells, self.folded)

    def step(self, by: int) -> None:
        """Focus the next cell (or the one before, below 0); in a grid a folded group counts as one."""
        if not self.cells:
            return
        if self.shape != "grid" or not self.groups:
            self.focus += by
            return
        stops = [place for each in self.groups for place in (each.shown or (each.start,))]
        here = max(0, bisect_right(stops, self.focus) - 1)
        self.focus = stops[(here + by) % len(stops)]

    @property
    def in_grid(self) -> tuple[MetricCell, ...]:
        """The cells that are not folded away."""
        return tuple(self.cells[place] for each in self.groups for place in each.shown) if self.groups else self.cells

    def choose(self, text: str) -> None:
        """Filter the metrics."""
        self.filter = MetricFilter(text)
        self._divide()

    def pin(self) -> None:
        """Let the cell in focus come first, or no longer; it stays in focus."""
        if self.focused is not None:
            self._focus = self.focused.key
            self._pinned ^= {self._focus}
            self._divide()

    @property
    def shape(self) -> str:
        """How the cells are arranged; a single one stands alone."""
        return self.wanted_shape if len(self.cells) > 1 else SHAPES[0]

    def arrange(self) -> None:
        """Want the next arrangement."""
        self.wanted_shape = SHAPES[(SHAPES.index(self.wanted_shape) + 1) % len(SHAPES)]

    def series_of(self, cell: MetricCell, history: MetricHistory) -> tuple[CurveSeries, ...]:
        """The curves of a cell."""
        return tuple(
            CurveSeries(name, history.series[name], best_of(name), axes=history.axes)
            for name in cell.names
            if name in history.series
        )

    def alike(self, history: MetricHistory, *, logarithmic: bool = False) -> tuple[MetricCell, ...]:
        """The cells whose scale is that of the one in focus."""
        return of_one_scale(self.cells, self.focused, history, logarithmic=logarithmic)

    def together(self, history: MetricHistory, *, logarithmic: bool = False) -> tuple[MetricCell, ...]:
        """Those of them that share its plot."""
        return self.page_of(self.alike(history, logarithmic=logarithmic))

    def page_of(self, cells: Iterable[MetricCell]) -> tuple[MetricCell, ...]:
        """Of several cells as many as can be told apart in one plot, the one in focus among them."""
        page: list[MetricCell] = []
        for cell in cells:
            if page and sum(len(each.names) for each in (*page, cell)) > MOST_TOGETHER:
                if self.focused in page:
                    break
                page = []
            page.append(cell)
        return tuple(page)

    def all_series(self, history: MetricHistory, cells: Iterable[MetricCell]) -> tuple[CurveSeries, ...]:
        """The curves of several cells, as many as can be told apart."""
        return tuple(one for cell in cells for one in self.series_of(cell, history))[:MOST_TOGETHER]

    def step_to_other_scale(self, by: int, history: MetricHistory, *, logarithmic: bool = False) -> bool:
        """Focus the next cell that does not share the plot of the one in focus; whether there is any.

        Those of other scales, and those of its own for which the plot has no room.
        """
        shared = self.together(history, logarithmic=logarithmic)
        for _ in self.cells:
            self.focus += by
            if self.focused not in shared:
                return True
        return False
