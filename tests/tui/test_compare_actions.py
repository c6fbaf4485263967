"""Every action of the comparison is carried out by each of its keys and by a click in the footer."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.planted import IDS, screen_text, shows, until
from tests.tui.test_compare_screen import comparing, plant_experiments
from tui.actions import shown_keys
from tui.actions.action import Action
from tui.actions.compare import COMPARE
from tui.screens.compare import CompareScreen
from tui.screens.compare_keys import IN_TABLE


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the actions carried out; none of them does anything else."""
    carried_out: list[str] = []

    def recorder(action_id: str) -> Callable[[object], None]:
        return lambda _: carried_out.append(action_id)

    for each in COMPARE:
        monkeypatch.setattr(CompareScreen, f"action_{each.id}", recorder(each.id))
    return carried_out


def test_no_key_means_two_things() -> None:
    keys = Counter(key for each in COMPARE for key in each.keys)

    assert [key for key, count in keys.items() if count > 1] == []


def test_the_footer_is_ranked_without_gaps() -> None:
    ranks = sorted(each.footer for each in COMPARE if each.footer)

    assert ranks == list(range(1, len(ranks) + 1))


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
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1]) as (pilot, _):
        await pilot.press("left", "right", "y")
        await until(pilot, lambda: "copy_table" in done, "the last key is answered")
        assert not IN_TABLE & set(done)


@pytest.mark.parametrize("each", [each for each in COMPARE if each.footer], ids=lambda each: each.id)
async def test_each_entry_of_the_footer_can_be_clicked(tmp_path: Path, done: list[str], each: Action) -> None:
    async with comparing(plant_experiments(tmp_path), IDS[0], IDS[1], size=(200, 36)) as (pilot, _):
        written = f"{shown_keys(each)[0]} {each.label}"
        await shows(pilot, written)
        await pilot.click("FootBar", offset=(screen_text(pilot).splitlines()[-1].index(written) + 1, 0))
        await until(pilot, lambda: done == [each.id], f"{each.id} is carried out")
