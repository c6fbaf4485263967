import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from engine.job import ProcessIdentity
from engine.observe.meters.history import History
from engine.observe.meters.sample import DiskSample, GpuSample, ProcessSample, Sample
from engine.paths import Workspace
from engine.state import JobState
from tests.tui.planted import IDS, jobs_screen, plant, screen_text, shows, until
from tui.app import TraindeckApp
from tui.meters_page import Gauge, cells_of_graph, gauges, process_lines
from tui.screens.meters import MetersScreen
from tui.widgets import gauge_box

GIB = 2**30


def gpu(index: int) -> GpuSample:
    return GpuSample(index=index, name="Card", utilisation=87.0, used_bytes=31 * GIB, total_bytes=80 * GIB,
                     power_w=412.4, power_limit_w=700.0, temperature_c=64.0)  # fmt: skip


def sample(**fields: Any) -> Sample:
    values: dict[str, Any] = {
        "taken_at": 0.0, "cpu_percent": 41.0, "cores": (10.0, 72.0), "load": (1.5, 1.0, 0.5),
        "memory_used_bytes": 12 * GIB, "memory_total_bytes": 24 * GIB,
        "disk": DiskSample(used_bytes=93 * GIB, free_bytes=7 * GIB, read_per_s=0.0, written_per_s=2048.0),
    }  # fmt: skip
    return Sample(**(values | fields))


def history(*samples: Sample) -> History:
    kept = History()
    for each in samples:
        kept.add(each)
    return kept


def texts(sample: Sample | None, names: dict[str, str], sort: str, width: int = 120) -> list[str]:
    return ["".join(text for text, _ in line.parts) for line in process_lines(sample, names, width, sort)]


def test_gauges_tell_the_machine_and_each_gpu() -> None:
    processor, memory, disk, first, second = gauges(history(sample(), sample(gpus=(gpu(0), gpu(1)))))

    assert processor == Gauge("CPU", "41%", (41.0, 41.0), ("2 cores ▁▆", "load 1.5 1.0 0.5"))
    assert (memory.value, memory.percents[-1]) == ("12 GiB of 24 GiB", 50.0)
    assert disk.value == "93%, 7.0 GiB free"
    assert disk.details == ("read 0 B/s, written 2.0 KiB/s",)
    assert (first.title, first.value, first.percents) == ("GPU 0", "87%", (None, 87.0))
    assert first.details[1:] == ("412 of 700 W, 64 C", "Card")
    assert second.title == "GPU 1"


def test_a_detail_that_has_no_room_is_told_in_a_shorter_way() -> None:
    busy = DiskSample(used_bytes=1, free_bytes=1, read_per_s=512.0 * 2**20, written_per_s=512.0 * 2**20)
    disk = gauges(history(sample(disk=busy, received_per_s=2048.0, sent_per_s=0.0)))[2]
    assert [disk.detail(place, 31) for place in range(3)] == [
        "r 512 MiB/s w 512 MiB/s", "net in 2.0 KiB/s, out 0 B/s", ""
    ]  # fmt: skip
    assert [disk.detail(place, 25) for place in range(2)] == ["r 512 MiB/s w 512 MiB/s", "in 2.0 KiB/s out 0 B/s"]
    assert disk.detail(0, 40) == "read 512 MiB/s, written 512 MiB/s"


def test_hardware_that_is_not_there_is_not_shown() -> None:
    assert [gauge.title for gauge in gauges(history(sample(disk=None)))] == ["CPU", "Memory"]
    assert gauges(History()) == []


TREES = {
    "a": (ProcessSample(pid=1, parent=0, name="python", cpu_percent=5.0, rss_bytes=900, threads=3),),
    "b": (ProcessSample(pid=2, parent=0, name="python", cpu_percent=99.0, rss_bytes=100, threads=1),
          ProcessSample(pid=3, parent=2, name="loader", cpu_percent=50.0, rss_bytes=500, gpu_bytes=GIB, gpus=(0,))),
}  # fmt: skip


@pytest.mark.parametrize(("sort", "pids"), [("cpu", "231"), ("memory", "132"), ("gpu", "321")])
def test_processes_are_sorted_and_named_after_their_jobs(sort: str, pids: str) -> None:
    heading, *rows = texts(sample(jobs=TREES), {"a": "first", "b": "second"}, sort)

    assert [row.split()[1] for row in rows] == list(pids)
    assert {row.split()[1]: row.split()[0] for row in rows} == {"1": "first", "2": "second", "3": "second"}
    assert {"cpu": "CPU v", "memory": "Memory v", "gpu": "GPU memory v"}[sort] in heading
    assert "1.0 GiB" in next(row for row in rows if row.split()[1] == "3")


def test_columns_drop_where_room_is_short() -> None:
    lines = texts(sample(jobs=TREES), {"a": "first", "b": "second"}, "cpu", width=38)
    assert max(map(len, lines)) <= 38
    assert "Memory" in lines[0]
    assert "Threads" not in lines[0]


def test_where_nothing_runs_this_is_said() -> None:
    assert texts(sample(), {}, "cpu") == ["No job runs here."]
    assert texts(None, {}, "cpu") == ["looking ..."]


@given(st.lists(st.none() | st.floats(-10, 300), max_size=30), st.integers(1, 20), st.integers(1, 6), st.booleans())
def test_a_graph_has_its_size_and_grows_from_below(
    percents: list[float | None], width: int, height: int, ascii: bool
) -> None:
    lines = cells_of_graph(percents, width, height, ascii=ascii)

    assert [len(line) for line in lines] == [width] * height
    for column in zip(*lines, strict=True):
        filled = [cell != " " for cell in column]
        assert filled == sorted(filled)
    if not percents:
        assert set("".join(lines)) == {" "}


def test_a_full_value_fills_its_column_and_a_small_one_is_seen() -> None:
    assert cells_of_graph([100.0, 0.0, None], 3, 2) == ["█  ", "█▁ "]
    assert cells_of_graph([100.0], 2, 1, ascii=True) == [" #"]


def running(root: Path) -> Workspace:
    """A job whose worker is this process."""
    workspace = Workspace(root)
    me = ProcessIdentity(pid=os.getpid())
    plant(workspace, IDS[0], name="resting", status=JobState.COMPLETED)
    plant(workspace, IDS[1], name="busy", worker=me, pid=os.getpid())
    return workspace


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (220, 60)])
async def test_the_screen_shows_gauges_and_the_processes_of_running_jobs(tmp_path: Path, size: tuple[int, int]) -> None:
    async with TraindeckApp(running(tmp_path), ascii=False).run_test(size=size) as pilot:
        await shows(pilot, "busy")
        await pilot.press("M")
        await shows(pilot, "CPU", "Memory", "Disk", "cores", "busy", str(os.getpid()), "CPU v")
        await pilot.press("m")
        await shows(pilot, "Memory v")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1, "back")
        app = pilot.app
        assert isinstance(app, TraindeckApp)
        await until(pilot, lambda: app._bridge.meters._workers is None, "calm again")


async def test_gpus_get_boxes_when_there_are_any(tmp_path: Path) -> None:
    app = TraindeckApp(running(tmp_path), ascii=True)
    async with app.run_test(size=(160, 45)) as pilot:
        await shows(pilot, "busy")
        await pilot.press("M")
        await shows(pilot, "Meters")
        screen = app.screen
        assert isinstance(screen, MetersScreen)
        screen._history = history(sample(gpus=tuple(gpu(index) for index in range(6))))
        await shows(pilot, "GPU 0", "GPU 5", "412 of 700 W, 64 C")
        assert screen_text(pilot).isascii()


async def test_without_gpus_nothing_is_sorted_by_their_memory(tmp_path: Path) -> None:
    app = TraindeckApp(running(tmp_path), ascii=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, "busy")
        await pilot.press("M")
        await shows(pilot, "CPU v")
        screen = app.screen
        assert isinstance(screen, MetersScreen)
        screen._history = history(sample(jobs=TREES))
        await until(pilot, lambda: "g GPU" not in screen_text(pilot), "no key for it")
        await pilot.press("s")
        await shows(pilot, "Memory v")
        await pilot.press("s")
        await shows(pilot, "CPU v")
        screen._history = history(sample(gpus=(gpu(0),), jobs=TREES))
        await shows(pilot, "g GPU")


async def go_to(pilot: Pilot[Any], how: str) -> None:
    if how == "key":
        await pilot.press("j", "enter")
        return
    row = next(y for y, line in enumerate(screen_text(pilot).splitlines()) if str(os.getpid()) in line)
    await pilot.double_click(offset=(4, row))


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_a_process_leads_to_its_job(tmp_path: Path, how: str) -> None:
    async with TraindeckApp(running(tmp_path), select=IDS[0], ascii=False).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[0], "the other job")
        await pilot.press("M")
        await shows(pilot, str(os.getpid()))
        await go_to(pilot, how)
        await until(pilot, lambda: jobs_screen(pilot).table.selected == IDS[1], "the job")


async def test_keys_below_can_be_clicked_and_help_tells_them(tmp_path: Path) -> None:
    async with TraindeckApp(running(tmp_path), ascii=False).run_test(size=(120, 36)) as pilot:
        await shows(pilot, "busy")
        await pilot.press("M")
        await shows(pilot, "CPU v")
        foot = screen_text(pilot).splitlines()[-1]
        await pilot.click(offset=(foot.index("Memory"), 35))
        await shows(pilot, "Memory v")
        await pilot.press("question_mark")
        await shows(pilot, "Here: meters", "Sort the processes by memory.")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1, "back")


async def test_a_graph_is_drawn_once_for_all_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def drawing(percents: Sequence[float | None], width: int, height: int, *, ascii: bool = False) -> list[str]:
        drawn.append(tuple(percents))
        return cells_of_graph(percents, width, height, ascii=ascii)

    monkeypatch.setattr(gauge_box, "cells_of_graph", drawing)

    class Meters(App[None]):
        def compose(self) -> ComposeResult:
            yield gauge_box.GaugeBox(ascii=True)

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return {"dim": "#808080"}

    async with Meters().run_test(size=(30, 12)) as pilot:
        box = pilot.app.query_one(gauge_box.GaugeBox)
        for value in (10.0, 100.0):
            box.gauge = Gauge("CPU", "", (value,))
            await until(pilot, lambda value=value: drawn[-1:] == [(value,)], f"a graph of {value}")  # type: ignore[misc]
    assert drawn == [(10.0,), (100.0,)]
