"""A canvas of dots, two by four to a cell, on which lines and areas are drawn; pure, no widgets.

A cell has one colour in a terminal, so each cell remembers which pen touched it last. Dots of the braille patterns are
numbered as in Unicode (U+2800, https://www.unicode.org/charts/PDF/U2800.pdf).
"""

from collections.abc import Sequence
from itertools import compress

DOTS_X = 2
"""Dots of a cell from left to right."""

DOTS_Y = 4
"""Dots of a cell from top to bottom."""

_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bit of each dot, by column and row within its cell."""

_SPANS = tuple(
    tuple(tuple(sum(column[top : bottom + 1]) for bottom in range(DOTS_Y)) for top in range(DOTS_Y)) for column in _BITS
)
"""The bits of a vertical run, by column, top row and bottom row."""


_FILLED = tuple(bytes(bits | sum(column) for bits in range(256)) for column in _BITS)
"""The bits of a cell with all of a column, by that column and the bits there are."""


def _ascii_glyph(bits: int) -> str:
    rows = [bool(bits & (_BITS[0][row] | _BITS[1][row])) for row in range(DOTS_Y)]
    if not any(rows):
        return " "
    if sum(rows) > 2:
        return "|" if bits.bit_count() <= DOTS_Y else "#"
    return next(glyph for row, glyph in ((3, "."), (2, "-"), (1, "-"), (0, "'")) if rows[row])


GLYPHS = tuple(chr(0x2800 + bits) if bits else " " for bits in range(256))
"""The character of each cell, by its bits."""

ASCII_GLYPHS = tuple(_ascii_glyph(bits) for bits in range(256))
"""The same where only ASCII can be shown: the height of the dots is kept, as far as it goes."""


class Canvas:
    """Cells of dots, all empty at first.

    Args:
        width: In cells.
        height: In cells.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.bits = bytearray(width * height)
        """The dots of each cell, row by row."""
        self.pens = bytearray(width * height)
        """Who drew last in each cell; 0 is nobody."""
        self._dots, self._lowest = width * DOTS_X, height * DOTS_Y - 1

    def span(self, x: int, top: int, bottom: int, pen: int) -> None:
        """Set the dots of column `x` from `top` to `bottom`, both included; what lies outside is left out."""
        # Drawn thousands of times a picture: what it costs decides what a picture costs.
        if top < 0:
            top = 0
        if bottom > self._lowest:
            bottom = self._lowest
        if top > bottom or not 0 <= x < self._dots:
            return
        bits, width, side = self.bits, self.width, x & 1
        first, last = top >> 2, bottom >> 2
        cell = first * width + (x >> 1)
        if first == last:
            bits[cell] |= _SPANS[side][top & 3][bottom & 3]
            self.pens[cell] = pen
            return
        bits[cell] |= _SPANS[side][top & 3][3]
        end = last * width + (x >> 1)
        if last - first > 1:
            inner = slice(cell + width, end, width)
            bits[inner] = bits[inner].translate(_FILLED[side])
        bits[end] |= _SPANS[side][0][bottom & 3]
        self.pens[cell : end + 1 : width] = bytes((pen,)) * (last - first + 1)

    def path(self, points: Sequence[tuple[int, float]], pen: int) -> None:
        """Draw a line through points whose columns rise; most are neighbours, and those get one run of dots each."""
        x, y = points[0]
        top = bottom = row = round(y)
        for next_x, next_y in points[1:]:
            after = round(next_y)
            if next_x - x != 1:
                self.span(x, top, bottom, pen)
                if next_x > x:
                    self.line(x, y, next_x, next_y, pen)
                top = bottom = after
            elif -2 < after - row < 2:
                self.span(x, top, bottom, pen)
                top = bottom = after
            else:
                # The first of two columns takes the way up to its middle.
                middle = (row + after) >> 1
                if after > row:
                    self.span(x, top, max(bottom, middle), pen)
                    top, bottom = middle + 1, after
                else:
                    self.span(x, min(top, middle + 1), bottom, pen)
                    top, bottom = after, middle
            x, y, row = next_x, next_y, after
        self.span(x, top, bottom, pen)

    def line(self, x0: int, y0: float, x1: int, y1: float, pen: int) -> None:
        """Draw from (x0, y0) to (x1, y1), x0 < x1, as thin as dots allow; the first dot is there already."""
        slope = (y1 - y0) / (x1 - x0)
        if abs(slope) <= 1:
            for x in range(x0 + 1, x1 + 1):
                y = round(y0 + (x - x0) * slope)
                self.span(x, y, y, pen)
            return
        # Each column takes the rows up to half way to the next, none twice.
        before = round(y0)
        way = 1 if slope > 0 else -1
        for x in range(x0, x1 + 1):
            after = round(y0 + (min(x + 0.5, x1) - x0) * slope)
            start = before + way if x > x0 else before
            if way > 0:
                self.span(x, start, max(start, after), pen)
            else:
                self.span(x, min(start, after), start, pen)
            before = after if (after - start) * way >= 0 else start

    def row_of(self, share: float) -> float:
        """The height, in dots from the top, that lies `share` of the way from bottom to top."""
        return (1 - share) * (self.height * DOTS_Y - 1)

    def covered_by(self, front: "Canvas") -> None:
        """Put `front` over this canvas: its cells replace those here, so that a line stays crisp on an area."""
        for cell in compress(range(len(front.bits)), front.bits):
            self.bits[cell] = front.bits[cell]
            self.pens[cell] = front.pens[cell]

    def text(self, row: int, glyphs: Sequence[str] = GLYPHS) -> str:
        """The characters of one row of cells."""
        return "".join(map(glyphs.__getitem__, self.bits[row * self.width : (row + 1) * self.width]))
