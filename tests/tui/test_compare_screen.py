"""The comparison as a person uses it."""

import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from engine.config.config import Config
from engine.config.settings import Settings
from engine.observe.compare.comparison import Comparison, compare
from engine.paths import Workspace
from tests.tui.planted import IDS, jobs_screen, plant, screen_text, shows, until, write_metrics
from tui.app import TraindeckApp
from tui.screens import compare_acting
from tui.screens.compare import CompareScreen
from tui.widgets.rule_bar import RuleBar


def plant_experiments(root: Path) -> Workspace:
    """Two jobs with another learning rate and two with another seed; the last one goes on from the first."""
    workspace = Workspace(root)
    asked: list[dict[str, Any]] = [
        {"learning_rate": 0.1, "seed": 0}, {"learning_rate": 0.2, "seed": 0}, {"learning_rate": 0.2, "seed": 1}
    ]  # fmt: skip
    for number, params in enumerate(asked):
        plant(workspace, IDS[number], name=f"run-{'abc'[number]}", status="COMPLETED", params={"epochs": 3, **params},
              started_at=1.0, finished_at=5.0 + number)  # fmt: skip
        lines = [{"step": 5 * step, "loss": (number + 1) / step, "val/acc": 0.1 * step} for step in range(1, 9)]
        write_metrics(workspace, IDS[number], [])
        workspace.metrics(IDS[number]).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    plant(workspace, IDS[3], name="run-a-again", resumed_from=IDS[0], params={"epochs": 9}, trend=[])
    return workspace


@asynccontextmanager
async def comparing(
    workspace: Workspace,
    *job_ids: str,
    size: tuple[int, int] = (120, 36),
    ascii: bool = False,
    keys: dict[str, tuple[str, ...]] | None = None,
) -> AsyncIterator[tuple[Pilot[Any], CompareScreen]]:
    """The comparison of some jobs, marked and opened by keys."""
    app = TraindeckApp(workspace, ascii=ascii, config=Config(settings=Settings(keys=keys or {})))
    async with app.run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "run-c")
        for job_id in job_ids:
            app.jobs.table.move_to(job_id)
            await pilot.press("space")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen), "the comparison is there")
        await until(pilot, lambda: bool(app.screen.query(RuleBar)), "it is set up")
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        yield pilot, screen


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return plant_experiments(tmp_path)


def row(pilot: Pilot[Any], label: str) -> list[str]:
    """The words of the first line that begins with a label."""
    lines = [line.split() for line in screen_text(pilot).splitlines()]
    return next((words for words in lines if words[: len(label.split())] == label.split()), [])


async def test_marked_jobs_are_beside_each_other_with_what_differs_and_who_won(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await shows(pilot, "Compare 2 jobs", "◐ run-a", "● run-b", "best 0.1250 @40")
        assert row(pilot, "learning_rate") == ["learning_rate", "0.1", "0.2"]
        assert row(pilot, "loss best") == ["loss", "best", "↓", "★", "0.1250", "@40", "0.2500", "@40"]
        assert row(pilot, "epochs") == []
        await pilot.press("equals_sign")
        await shows(pilot, "All parameters")
        assert row(pilot, "epochs") == ["epochs", "3", "3"]
        await pilot.press("equals_sign")
        await until(pilot, lambda: row(pilot, "epochs") == [], "only what differs")


async def test_each_job_has_the_colour_of_its_mark(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "◐ run-a")
        looks = jobs_screen(pilot).table.mark_looks()
        head = screen.table.render_line(0)
        colours = [segment.style.color for segment in head if segment.style and segment.text in "◐●"]
        curve = screen.query_one("Curve")
        assert colours == [
            curve.get_component_styles(f"curve--hue-{looks[job_id].hue}").color.rich_color for job_id in IDS[:2]
        ]
        assert len(set(colours)) == 2


async def test_without_marks_a_sentence_says_how_to_compare(workspace: Workspace) -> None:
    app = TraindeckApp(workspace)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "run-c")
        app.jobs.table.move_to(IDS[1])
        await pilot.press("c")
        await shows(pilot, "Mark two or more jobs with space")
        assert app.screen is app.jobs


async def test_a_resumed_job_without_marks_is_compared_with_its_parent(workspace: Workspace) -> None:
    async with comparing(workspace) as (pilot, screen):
        await shows(pilot, "◐ run-a", "● run-a-again")
        assert screen.job_ids == (IDS[0], IDS[3])


async def test_more_jobs_than_anybody_can_compare_are_refused_with_the_number(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_acting, "MOST_JOBS", 2)
    app = TraindeckApp(workspace)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await shows(pilot, "run-c")
        await pilot.press("g", "space", "space", "space", "c")
        await shows(pilot, "3 jobs are marked; at most 2")
        assert app.screen is app.jobs


async def test_metrics_are_turned_by_keys_and_by_mouse(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "val/acc")
        await pilot.press("full_stop")
        await until(pilot, lambda: screen.metric == "val/acc", "the next metric")
        await shows(pilot, "best 0.8000 @40")
        await pilot.press("comma")
        await until(pilot, lambda: screen.metric == "loss", "the metric before")
        column = screen_text(pilot).splitlines()[0].index("val/acc")
        await pilot.click("#metrics", offset=(column + 2, 0))
        await until(pilot, lambda: screen.metric == "val/acc", "the metric that was clicked")


async def test_seeds_become_a_mean_with_a_band_and_jobs_again(workspace: Workspace) -> None:
    async with comparing(workspace, *IDS[:3]) as (pilot, _):
        await shows(pilot, "◼ run-c")
        await pilot.press("b")
        await shows(pilot, "seeds: mean, min-max", "run-b +1", "best mean")
        assert row(pilot, "seed") == ["seed", "0", "0,", "1"]
        assert row(pilot, "loss") == ["loss", "★", "0.1250", "0.3125", "±0.088"]
        await pilot.press("b")
        await shows(pilot, "seeds: mean, deviation")
        await pilot.press("b")
        await shows(pilot, "◼ run-c")
        assert "seeds: mean" not in screen_text(pilot)


async def test_without_seeds_a_sentence_says_so(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await pilot.press("b")
        await shows(pilot, "No two of these jobs differ only in the seed.")


async def test_enter_goes_to_the_job_under_the_cursor(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "● run-b")
        await pilot.press("tab", "right", "right")
        await until(pilot, lambda: screen.table.column == 1, "the last column")
        await pilot.press("left", "enter")
        await until(pilot, lambda: pilot.app.screen is jobs_screen(pilot), "back in the table")
        assert jobs_screen(pilot).table.selected == IDS[0]


async def test_a_second_click_goes_to_the_job_under_the_mouse(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "● run-b")
        line = next(line for line in screen_text(pilot).splitlines() if "◐ run-a" in line and "● run-b" in line)
        await pilot.click(screen.table, offset=(line.index("● run-b") + 3, 0), times=2)
        await until(pilot, lambda: pilot.app.screen is jobs_screen(pilot), "back in the table")
        assert jobs_screen(pilot).table.selected == IDS[1]


async def test_escape_goes_back_and_keeps_the_marks(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is jobs_screen(pilot), "back in the table")
        assert jobs_screen(pilot).table.marked == {IDS[0], IDS[1]}


async def test_the_table_is_copied_as_text(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await shows(pilot, "best 0.1250 @40")
        await pilot.press("y")
        await until(pilot, lambda: "learning_rate" in pilot.app.clipboard, "copied")
        assert "*0.1250" in pilot.app.clipboard


async def test_the_table_is_exported_as_csv(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await shows(pilot, "best 0.1250 @40")
        await pilot.press("E")
        await until(pilot, lambda: bool(list(workspace.root.glob("compare-*.csv"))), "written")
        (file,) = workspace.root.glob("compare-*.csv")
        rows = list(csv.DictReader(io.StringIO(file.read_text())))
        assert next(each for each in rows if each["row"] == "loss")["run-b"] == "0.25"
        await shows(pilot, "Written to")


async def test_nothing_is_exported_where_nothing_may_be_changed(workspace: Workspace) -> None:
    async with comparing(Workspace(workspace.root, locked="it is read-only"), IDS[0], IDS[1]) as (pilot, _):
        assert "Export" not in screen_text(pilot)
        await pilot.press("E")
        await shows(pilot, "Nothing can be changed here: it is read-only.")
        assert not list(workspace.root.glob("*.csv"))


async def test_the_logs_of_two_jobs_stand_side_by_side(workspace: Workspace) -> None:
    for number in range(3):
        workspace.log(IDS[number]).write_text(f"said by {number}\n")
    async with comparing(workspace, *IDS[:3]) as (pilot, screen):
        await pilot.press("l")
        await shows(pilot, "said by 0", "said by 1", "run-a", "run-b")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "back in the comparison")
        await pilot.press("tab", "right", "right", "l")
        await shows(pilot, "said by 0", "said by 2")


async def test_a_job_that_goes_on_is_followed(workspace: Workspace) -> None:
    write_metrics(workspace, IDS[3], [0.5])
    async with comparing(workspace, IDS[0], IDS[3]) as (pilot, _):
        await shows(pilot, "0.5000 @5")
        with workspace.metrics(IDS[3]).open("a") as file:
            file.write('{"step": 10, "loss": 0.0625}\n')
        await shows(pilot, "0.0625", "0.06250 @10")


async def test_a_small_terminal_shows_one_half_at_a_time(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1], size=(80, 24)) as (pilot, _):
        await shows(pilot, "Compare 2 jobs", "step")
        assert "learning_rate" not in screen_text(pilot)
        await pilot.press("tab")
        await shows(pilot, "learning_rate", "★")
        assert "Compare 2 jobs" not in screen_text(pilot)
        await pilot.press("tab")
        await shows(pilot, "Compare 2 jobs")


async def test_where_not_all_columns_fit_the_cursor_brings_them_into_sight(workspace: Workspace) -> None:
    async with comparing(workspace, *IDS[:4], size=(64, 24)) as (pilot, _):
        await pilot.press("tab")
        await shows(pilot, "◐ run-a", "›")
        assert "again" not in screen_text(pilot)
        await pilot.press("right", "right", "right")
        await shows(pilot, "again", "more")
        assert "◐ run-a " not in screen_text(pilot)


async def test_in_ascii_everything_is_ascii(workspace: Workspace) -> None:
    async with comparing(workspace, *IDS[:3], ascii=True) as (pilot, _):
        await shows(pilot, "Compare 3 jobs", "V run-a", "best 0.1250 @40")
        assert screen_text(pilot).isascii()


async def test_a_job_that_is_deleted_meanwhile_stays_in_the_comparison(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "● run-b")
        workspace.status(IDS[1]).unlink()
        await until(pilot, lambda: jobs_screen(pilot).table.row_count == 3, "it is gone from the table")
        screen.show_all()
        await shows(pilot, "● run-b")


async def test_hostile_names_are_shown_harmless(workspace: Workspace) -> None:
    plant(workspace, IDS[4], name="[red]\x1b]0;x\x07evil", status="COMPLETED", params={"a\x1b[2J[b]": "\x9b31m[/]"})
    async with comparing(workspace, IDS[0], IDS[4]) as (pilot, _):
        await shows(pilot, "[red]", "evil", "a[b]", "[/]")


async def test_nothing_is_left_to_be_summed_up_when_the_table_is_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    summed_up: list[bool] = []

    def compared(records: Any, histories: Any) -> Comparison:
        summed_up.extend(series.pyramid.is_summarised for history in histories for series in history.values())
        return compare(records, histories)

    monkeypatch.setattr("tui.screens.compare.compare", compared)
    async with comparing(workspace, IDS[0], IDS[1]) as (pilot, _):
        await shows(pilot, "best 0.1250 @40")
    assert summed_up
    assert all(summed_up)


async def test_the_last_line_names_keys_of_the_curves(workspace: Workspace) -> None:
    async with comparing(workspace, IDS[0], IDS[1], size=(160, 45)) as (pilot, _):
        await shows(pilot, "> Smoother", "L Log scale", "v X axis")
