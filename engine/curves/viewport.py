"""How somebody looks at curves: over which axis, how smooth, which part, where the cursor is. State, no picture.

Several plots may share one, so that they move together.
"""

from bisect import bisect_right

from engine.curves.smoothing import WEIGHTS
from engine.curves.window import Extent
from engine.observe.abscissa import XAxis

ZOOM = 2 / 3
"""To what part of it a window shrinks with one press."""

TAIL = 0.25
"""What part of a run is followed at first."""

PAN = 0.25
"""By what part of the window one press moves it."""


class Viewport:
    """The look at some curves; all that is done to it is relative to their extent."""

    def __init__(self) -> None:
        self.axis = XAxis.STEP
        self.logarithmic = False
        self.cut = False
        """Whether a linear vertical axis leaves outliers out; see `engine.curves.outliers`."""
        self.window: tuple[float, float] | None = None
        """What is seen; None is all."""
        self.follows = False
        """Whether the window ends where the newest report is."""
        self.cursor: float | None = None
        """Where all curves are read, in units of the axis."""
        self._weight = 0.0

    @property
    def weight(self) -> float:
        """How much is smoothed; see `engine.curves.smoothing`."""
        return self._weight

    @weight.setter
    def weight(self, weight: float) -> None:
        self._weight = weight

    @property
    def weight_place(self) -> int:
        """Which of the slider's weights that is, or the largest below it."""
        return bisect_right(WEIGHTS, self._weight) - 1

    @weight_place.setter
    def weight_place(self, place: int) -> None:
        self._weight = WEIGHTS[max(0, min(len(WEIGHTS) - 1, place))]

    @property
    def is_cut(self) -> bool:
        """Whether outliers are left out: a logarithmic axis has room for them."""
        return self.cut and not self.logarithmic

    def turn_cut(self) -> None:
        """Leave outliers out, on a linear axis, or no longer."""
        self.cut = not self.is_cut
        self.logarithmic = self.logarithmic and not self.cut

    def seen(self, extent: Extent) -> tuple[float, float]:
        """From where to where one sees."""
        if self.window is None:
            return extent.start, extent.end
        start, end = self.window
        if self.follows:
            span = end - start
            end = extent.last + 0.02 * span
            return end - span, end
        return start, end

    def zoom(self, factor: float, extent: Extent, at: float | None = None) -> None:
        """See a larger (factor above 1) or smaller part.

        Args:
            factor: The new span, relative to the one now.
            extent: All there is.
            at: What keeps its place; by default the newest report while it is followed, else the cursor where it is in
                sight, else the middle.
        """
        start, end = self.seen(extent)
        span = max(extent.least_span, (end - start) * factor)
        if span >= (extent.end - extent.start) * (1 - 1e-12):
            self.fit()
            return
        if self.follows:
            self.window = (end - span, end)
            return
        if at is None:
            at = self.cursor if self.cursor is not None and start <= self.cursor <= end else (start + end) / 2
        share = (at - start) / (end - start) if end > start else 0.5
        self._move_to(at - share * span, span, extent)

    def pan(self, part: float, extent: Extent) -> None:
        """Move the window by a part of its width, to the right or (below 0) to the left."""
        start, end = self.seen(extent)
        if self.window is not None:
            self.follows = False
            self._move_to(start + part * (end - start), end - start, extent)

    def _move_to(self, start: float, span: float, extent: Extent) -> None:
        start = max(extent.start, min(extent.end - span, start))
        self.window = (start, start + span)

    def bring_in_sight(self, x: float, extent: Extent) -> None:
        """Move the window as little as is needed to see `x`."""
        start, end = self.seen(extent)
        if self.window is not None and not start <= x <= end:
            self.follows = False
            self._move_to(x if x < start else x - (end - start), end - start, extent)

    def fit(self) -> None:
        """See everything."""
        self.window = None
        self.follows = False

    def follow(self, extent: Extent) -> None:
        """Let the window end where the newest report is, or let it stay again."""
        if self.follows:
            self.window = self.seen(extent)
            self.follows = False
            return
        if self.window is None:
            self.window = (extent.last - (extent.last - extent.start) * TAIL, extent.last)
        self.follows = True

    def turn(self, axis: XAxis, cursor: float | None) -> None:
        """Look along another axis, at everything.

        Args:
            axis: Which one.
            cursor: Where the cursor is on it.
        """
        self.axis = axis
        self.fit()
        self.cursor = cursor
