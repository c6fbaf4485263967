"""The metrics of one job as cells to draw: chosen, grouped, pinned, one of them in focus. State without a picture.

What somebody chose stays when another job is shown that has the same metrics.
"""

from collections.abc import Sequence

from engine.curves.metric_choice import MetricCell, MetricFilter, best_of, cells_of
from engine.curves.shown import CurveSeries
from engine.observe.metrics import MetricHistory

SHAPES = ("one", "grid", "together")
"""How cells are arranged: the one in focus, all beside each other, all in one plot."""

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
        self._pinned: set[str] = set()
        self._focus = ""
        self._names: tuple[tuple[str, ...], str] = ((), "")

    def update(self, names: Sequence[str], judged_by: str = "loss") -> None:
        """Take note of the metrics that a job has, and of the one by which it is judged."""
        known, self._names = self._names, (tuple(names), judged_by)
        if known != self._names:
            self._divide()

    def _divide(self) -> None:
        names, judged_by = self._names
        self.count = len(names)
        self.cells = cells_of(self.filter.chosen(names), frozenset(self._pinned), judged_by)

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

    def all_series(self, history: MetricHistory) -> tuple[CurveSeries, ...]:
        """The curves of all cells, as many as can be told apart."""
        return tuple(one for cell in self.cells for one in self.series_of(cell, history))[:MOST_TOGETHER]
