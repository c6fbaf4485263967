"""The histories of the jobs in a comparison, read piece by piece so that keys are answered in between."""

from collections.abc import Callable, Sequence

from textual.widget import Widget

from engine.observe.metrics import MetricHistory, MetricsTail
from engine.paths import Workspace

SLICE_BYTES = 1 << 17
"""How much of a file is read before other messages get their turn: about 5 ms of work."""


class CompareHistories:
    """Reads the metrics of some jobs.

    Args:
        workspace: Where their files are.
        job_ids: Which jobs.
    """

    def __init__(self, workspace: Workspace, job_ids: Sequence[str]) -> None:
        self._tails = [MetricsTail(workspace.metrics(job_id)) for job_id in job_ids]
        self._reading = False

    @property
    def all(self) -> list[MetricHistory]:
        """What has been read, in the order of the jobs."""
        return [tail.history for tail in self._tails]

    @property
    def is_behind(self) -> bool:
        """Whether a file has not been read to its end."""
        return any(tail.is_behind for tail in self._tails)

    def poll(self, widget: Widget, done: Callable[[bool], None]) -> None:
        """Read on.

        Args:
            widget: Whose message loop gives the other messages their turn.
            done: Called when all that there is has been read, with whether that was anything.
        """
        if not self._reading:
            self._reading = True
            self._go_on(widget, done, 0, False)

    def _go_on(self, widget: Widget, done: Callable[[bool], None], place: int, changed: bool) -> None:
        changed = self._tails[place].poll(SLICE_BYTES) or changed
        place += not self._tails[place].is_behind
        if place == len(self._tails):
            self._reading = False
            done(changed)
        else:
            widget.call_later(self._go_on, widget, done, place, changed)
