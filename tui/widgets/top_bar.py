"""The first line: product, workspace, how many jobs are in which state, and the machine's load."""

import os
from collections import Counter
from pathlib import Path

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine.format import sparkline
from engine.state import JobState
from engine.text import clean
from tui.cells import STYLES, glyph
from tui.themes import COLOURS
from tui.widgets.blending import blended

HISTORY = 6
"""Measurements of the CPU shown as a short bar chart: twelve seconds."""

LOOKS = COLOURS | {"brand": "bold $primary", "dim": "$foreground 60%"}
"""How each part looks, as in Textual's markup."""

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
    note: reactive[str] = reactive("")
    """How the watching goes, if not by events."""
    cpu: reactive[tuple[float, ...]] = reactive(())
    """Latest measurements of the CPU's load in per cent."""
    memory: reactive[tuple[int, int]] = reactive((0, 0))
    """Bytes of memory used and there."""

    def __init__(self, workspace: Path, *, locked: str = "", ascii: bool = False) -> None:
        super().__init__()
        why = "" if locked.endswith("--read-only") else f": {locked.removeprefix('it ')}"
        self._locked = f" read-only{clean(why, 60)} " if locked else ""
        self._workspace = clean(_short(workspace), 200)
        self._ascii = ascii

    def measure(self, cpu_percent: float, used_bytes: int, total_bytes: int) -> None:
        """Take over a measurement."""
        self.cpu = (*self.cpu, cpu_percent)[-HISTORY:]
        self.memory = (used_bytes, total_bytes)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        right = self._right()
        left: list[tuple[str, str]] = [(" Traindeck ", "brand")]
        left += [(self._locked, "stopped")] if self._locked else []
        counts = self._counts(words=width >= 100)
        used = sum(cell_len(text) for text, _ in (*left, *counts, *right))
        room = width - used - 4
        if room >= 4:
            name = self._workspace
            left.append((f" {name if cell_len(name) <= room else '…' + name[-(room - 1) :]}  ", "dim"))
        left += counts
        taken = sum(cell_len(text) for text, _ in left)
        while right and taken + sum(cell_len(text) for text, _ in right) > width:
            right.pop(0)
        gap = width - taken - sum(cell_len(text) for text, _ in right)
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

    def _right(self) -> list[tuple[str, str]]:
        parts = [(f" {clean(self.note, 60)} ", "error")] if self.note else []
        if self.cpu:
            bars = sparkline((*self.cpu, 0.0, 100.0), HISTORY + 2, ascii=self._ascii)[:-2]
            parts.append((f" cpu {bars.rjust(HISTORY)} {self.cpu[-1]:3.0f}% ", "dim"))
            used, total = self.memory
            parts.append((f" ram {used / 2**30:.0f}/{total / 2**30:.0f}G ", "dim"))
        return parts


def _short(path: Path) -> str:
    """A path with the home folder as a tilde."""
    home = os.path.expanduser("~")
    text = os.fspath(path)
    return "~" + text[len(home) :] if home not in ("/", "~") and (text + "/").startswith(home + "/") else text
