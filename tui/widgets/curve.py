"""A plot of metrics, drawn with braille dots on Textual's line API.

A redraw costs what the width costs, not what the run is long. The mean of each column of dots, or the moving average,
is the line, its minimum to maximum the dim area behind; what is not finite is a gap with a mark on the axis.
"""

from collections.abc import Sequence

from textual.strip import Strip

from engine.curves.shown import Band, CurveSeries, Mark
from engine.curves.units import NO_UNIT, Unit
from engine.text import clean
from tui.widgets.braille import DOTS_X
from tui.widgets.curve_drawing import draw
from tui.widgets.curve_picture import CurveStyles, Drawing, Picture
from tui.widgets.curve_surface import CurveSurface

__all__ = ["Band", "Curve", "CurveSeries", "Mark"]


class Curve(CurveSurface):
    """Curves of metrics over one axis, with ticks and a legend."""

    _picture = Picture()
    _drawing = Drawing(())

    def show(
        self,
        series: Sequence[CurveSeries],
        *,
        total_steps: int | None = None,
        note: str = "",
        title: str = "",
        marks: Sequence[Mark] = (),
        unit: Unit = NO_UNIT,
        brief: bool = False,
    ) -> None:
        """Draw these series from now on.

        Args:
            series: In the order of the legend; the last is drawn on top.
            total_steps: How many steps a job that goes on is to have: the axis leaves room. None when it has ended.
            note: Stands at the end of the horizontal axis, and in the middle while there is nothing to draw.
            title: Stands above.
            marks: What is marked besides best values, resumed steps and what is not finite.
            unit: In which the values are counted.
            brief: Whether something else tells how one looks at them.
        """
        self._picture = Picture(
            tuple(series), total_steps, clean(note, 200), clean(title, 80), tuple(marks), unit, brief=brief
        )
        self.refresh_data()

    def curves(self) -> Sequence[CurveSeries]:
        """All that is shown."""
        return self._picture.series

    def total_steps(self) -> int | None:
        """How many steps there are to be."""
        return self._picture.total_steps

    def paint(self, width: int, height: int, styles: CurveStyles) -> Sequence[Strip]:
        """The plot."""
        self._drawing = draw(
            self._picture, width, height, styles, view=self.view, smoothing=self.smoothing, ascii=self.ascii
        )
        return self._drawing.strips

    def plot_at(self, x: int, y: int) -> tuple[Drawing, int] | None:
        """The plot, unless the place is in its heading."""
        return (self._drawing, 0) if self._drawing.top <= y < self._drawing.bottom else None

    def plot_cells(self) -> int:
        """How many cells the plot is wide."""
        window = self._drawing.window
        return window.dots // DOTS_X if window is not None else self.size.width
