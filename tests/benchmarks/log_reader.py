"""`python -m tests.benchmarks.log_reader LOG WORDS`: opens a log in the panel's widget, searches it, prints figures."""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.themes import variables_of
from tui.widgets.log_pane import LogPane


class Reader(App[None]):
    """One log on the whole screen."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the panel's app gives every theme."""
        return variables_of(self.current_theme)

    def compose(self) -> ComposeResult:
        """The log."""
        yield LogPane()

    def on_mount(self) -> None:
        """Show the line under the log."""
        self.screen.add_class("opened")


async def read(path: Path, words: str) -> dict[str, float]:
    """Do what a user does, and take the times."""
    app = Reader()
    async with app.run_test(size=(160, 45)) as pilot:
        pane = app.query_one(LogPane)
        (path.parent / "small").write_text("nothing\n")
        pane.open(path.parent / "small")
        await _until(pilot, lambda: "nothing" in _screen(app))
        gc.collect()
        before_bytes = psutil.Process().memory_info().rss

        start = time.perf_counter()
        pane.open(path)
        await _until(pilot, lambda: "the end" in _screen(app))
        opened_s = time.perf_counter() - start
        await _until(pilot, lambda: " of … " not in pane.place and "lines" in pane.place)

        start = time.perf_counter()
        pane.search_for(words)
        await _until(pilot, lambda: pane.log_view.first_in_sight == 0)
        round_s = time.perf_counter() - start
        await _until(pilot, lambda: "1 of 1" in pane.finding and "so far" not in pane.finding)
        counted_s = time.perf_counter() - start

        pane.end_search()
        pane.action_follow()
        await _until(pilot, lambda: "the end" in _screen(app))
        start = time.perf_counter()
        pane.begin_search(words)
        pane.step(-1)
        await _until(pilot, lambda: pane.log_view.first_in_sight == 0)
        back_s = time.perf_counter() - start
        peak_bytes = _peak_bytes()
    return {
        "opened_s": opened_s,
        "round_s": round_s,
        "back_s": back_s,
        "counted_s": counted_s,
        "memory_bytes": peak_bytes - before_bytes,
    }


def _screen(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def _peak_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel tells no peak")


async def _until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        await pilot.pause(0.002)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(read(Path(sys.argv[1]), sys.argv[2]))))
