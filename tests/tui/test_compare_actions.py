"""Every action of the comparison is carried out by each of its keys and by a click in the footer."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.planted import IDS, screen_text, shows, until
from tests.tui.test_compare_screen import comparing, plant_experiments
from tui.actions import ACTIONS, shown_keys
from tui.actions.action import Action
from tui.actions.compare import COMPARE, LOOKS, METRICS, SHARED
from tui.screens.compare import CompareScreen
from tui.widgets.curve import Curve
from tui.widgets.curve_surface import LOOKS as CURVE_LOOKS


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the actions carried out; none of them does anything else."""
    carried_out: list[str] = []

    def recorder(action_id: str) -> Callable[[object], None]:
        return lambda _: carried_out.append(action_id)

    for each in COMPARE:
        monkeypatch.setattr(CompareScreen, f"action_{each.id}", recorder(each.id))
    return carried_out


def test_no_key_means_two_things_and_no_id_is_used_twice() -> None:
    keys = Counter(key for each in COMPARE for key in each.keys)
    ids = Counter(each.id for each in (*ACTIONS, *COMPARE))

    assert [key for key, count in keys.items() if count > 1] == []
    assert [action_id for action_id, count in ids.items() if count > 1] == []


def test_what_is_shared_is_there() -> None:
    ids = {each.id for each in ACTIONS}

    assert {*SHARED, *LOOKS, *METRICS} <= ids
    assert set(LOOKS) <= set(CURVE_LOOKS)


async def test_each_key_does_what_the_table_of_actions_says(tmp_path: Path, done: list[str]) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1]) as (pilot, screen):
        screen.turn_to("table")
        for each in COMPARE:
            for key in each.keys:
                done.clear()
                await pilot.press(key)
                await until(pilot, lambda: bool(done), f"{key} is answered")
                assert done == [each.id]


async def test_arrows_belong_to_the_curves_while_these_are_in_front(tmp_path: Path, done: list[str]) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1]) as (pilot, screen):
        await pilot.press("left", "y")
        await until(pilot, lambda: "copy_comparison" in done, "the last key is answered")
        assert "left_job" not in done
        await until(pilot, lambda: screen.query_one(Curve).view.cursor is not None, "the cursor of the curves")


async def test_curve_keys_act_on_the_curves(tmp_path: Path) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1]) as (pilot, screen):
        await shows(pilot, "Compare 2 jobs", "step")
        view = screen.query_one(Curve).view
        await pilot.press("L", "greater_than_sign", "plus")
        await until(pilot, lambda: view.logarithmic and view.weight > 0 and view.window is not None, "another look")
        await pilot.press("O")
        await until(pilot, lambda: view.is_cut and not view.logarithmic, "outliers are cut")


async def test_keys_that_the_user_has_chosen_are_answered(tmp_path: Path, done: list[str]) -> None:
    keys: dict[str, tuple[str, ...]] = {"bands": ("f9",), "two_logs": ("b",), "leave_comparison": ("z",)}
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1], keys=keys) as (pilot, _):
        await shows(pilot, "f9 Seeds", "b Logs")
        await pilot.press("f9", "b", "l")
        await until(pilot, lambda: len(done) == 2, "both are answered")
        assert done == ["bands", "two_logs"]
        await pilot.press("q", "z")
        await until(pilot, lambda: len(done) == 3, "that, too")
        assert done[2] == "leave_comparison"


async def test_the_palette_offers_what_can_be_done_here(tmp_path: Path, done: list[str]) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1]) as (pilot, screen):
        offered = {entry.title: entry for entry in pilot.app.get_system_commands(screen)}
        assert "New" not in offered
        for each in COMPARE:
            if each.palette:
                done.clear()
                result = offered[each.label].callback()
                if result is not None:
                    await result
                await until(pilot, lambda: bool(done), f"{each.id} is carried out")
                assert done == [each.id]


@pytest.mark.parametrize("each", [each for each in COMPARE if each.footer], ids=lambda each: each.id)
async def test_each_entry_of_the_footer_can_be_clicked(tmp_path: Path, done: list[str], each: Action) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1], size=(200, 36)) as (pilot, _):
        written = f"{shown_keys(each)[0]} {each.label}"
        await shows(pilot, written)
        await pilot.click("FootBar", offset=(screen_text(pilot).splitlines()[-1].index(written) + 1, 0))
        await until(pilot, lambda: done == [each.id], f"{each.id} is carried out")
