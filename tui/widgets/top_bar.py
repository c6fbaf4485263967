"""The first line: product, workspace, how many jobs are in which state, and the machine's load."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine.state import JobState
from engine.text import clean
from tui.heading_cells import MARKS
from tui.state_signs import STYLES, glyph
from tui.themes import COLOURS
from tui.widgets.blending import blended

if TYPE_CHECKING:
    from engine.observe.meters.history import History
    from tui.meter_parts import MeterPart

LOOKS = COLOURS | {"brand": "bold $primary", "dim": "$dim", "mark": "bold $accent"}
"""How each part looks, as in Textual's markup."""

WIDE = 100
"""Cells from which on the workspace keeps its name beside the meters."""

NAME_WIDTH = 16
"""Cells of that name, at least."""

SHOWN = (
    (JobState.RUNNING, "running"), (JobState.LOADING, "loading"), (JobState.STARTING, "starting"),
    (JobState.QUEUED, "queued"), (JobState.COMPLETED, "done"), (JobState.ERROR, "failed"),
    (JobState.STOPPED, "stopped"), (None, "unreadable"),
)  # fmt: skip
"""States in the order shown, each with its word."""


class TopBar(Widget):
    """One line, in parts that drop from the right end of their side when room is short."""

    DEFAULT_CSS = """
    TopBar {
        height: 1;
        background: $panel;
    }
    """

    counts: reactive[Counter[JobState | None]] = reactive(Counter[JobState | None])
    """Jobs in each state."""
    marks: reactive[tuple[int, int]] = reactive((0, 0))
    """How many jobs are marked, and how many of them the filter hides."""
    note: reactive[str] = reactive("")
    """How the watching goes, if not by events."""
    meters: "reactive[tuple[MeterPart, ...]]" = reactive(())
    """What there is to say of the machine."""

    def __init__(self, workspace: Path, *, locked: str = "", ascii: bool = False) -> None:
        super().__init__()
        why = "" if locked.endswith("--read-only") else f": {locked.removeprefix('it ')}"
        self._locked = f" read-only{clean(why, 60)} " if locked else ""
        self._workspace = clean(_short(workspace), 200)
        self._ascii = ascii

    def measure(self, history: "History") -> None:
        """Take over what was measured last."""
        from tui.meter_parts import meter_parts  # After the first paint, as what is measured.

        self.meters = tuple(meter_parts(history, ascii=self._ascii))

    def render_line(self, y: int) -> Strip:
        """Draw the line. Where room is short, words go first, then meters, then the name of the workspace."""
        width = self.size.width
        left: list[tuple[str, str]] = [(" Traindeck ", "brand")]
        left += [(self._locked, "stopped")] if self._locked else []
        right = [(f" {clean(self.note, 60)} ", "error")] if self.note else []
        name_width = min(cell_len(self._workspace), NAME_WIDTH) + 4
        meters = sum(cell_len(part.long) for part in self.meters)
        counts = self._counts(words=True) + self._marks(words=True)
        if _cells(left) + _cells(right) + _cells(counts) + name_width + meters > width:
            counts = self._counts(words=False) + self._marks(words=False)
        room = width - _cells(left) - _cells(counts)
        while right and _cells(right) > room:
            right.pop()
        kept = name_width if width >= WIDE else 0
        if self.meters:
            from tui.meter_parts import fitting

            right += fitting(self.meters, room - _cells(right) - kept, cell_len)
        room -= _cells(right) + 4
        if room >= 4:
            name = self._workspace
            cut = ".." if self._ascii else "…"
            left.append((f" {name if cell_len(name) <= room else cut + name[-(room - len(cut)) :]}  ", "dim"))
        left += counts
        gap = width - _cells(left) - _cells(right)
        base = self.rich_style
        segments = [Segment(text, blended(self, LOOKS[style])) for text, style in left]
        segments.append(Segment(" " * max(0, gap), base))
        segments += [Segment(text, blended(self, LOOKS[style])) for text, style in right]
        return Strip(segments).adjust_cell_length(width, base)

    def _counts(self, *, words: bool) -> list[tuple[str, str]]:
        parts = []
        for state, word in SHOWN:
            number = self.counts[state]
            if number:
                text = f" {glyph(state, ascii=self._ascii)} {number:,}{f' {word}' if words else ''} "
                parts.append((text, STYLES[state]))
        return parts

    def _marks(self, *, words: bool) -> list[tuple[str, str]]:
        marked, hidden = self.marks
        if not marked:
            return []
        told = f" {MARKS} {marked:,}{' marked' if words else ''}"
        if hidden:
            told += f", {hidden:,} filtered out" if words else f" ({hidden:,} hidden)"
        return [(told + " ", "mark")]


def _cells(parts: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _short(path: Path) -> str:
    """A path with the home folder as a tilde."""
    home = os.path.expanduser("~")
    text = os.fspath(path)
    return "~" + text[len(home) :] if home not in ("/", "~") and (text + "/").startswith(home + "/") else text
