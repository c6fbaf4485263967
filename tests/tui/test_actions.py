from collections import Counter
from importlib import import_module

import pytest

from tui.actions import ACTIONS, action, bindings, footer_actions, key_name, shown_keys
from tui.screens.jobs import JobsScreen
from tui.tabs import TABS


def test_every_action_can_be_carried_out_and_no_key_means_two() -> None:
    keys = Counter((key, each.tab, each.opened) for each in ACTIONS for key in each.keys)
    owners = {entry.title: getattr(import_module(entry.module), entry.class_name) for entry in TABS} | {"": JobsScreen}

    assert [key for key, count in keys.items() if count > 1] == []
    assert [each.id for each in ACTIONS if not hasattr(owners[each.tab], f"action_{each.id}")] == []


def test_bindings_come_from_the_table() -> None:
    assert {binding.id for binding in bindings()} == {each.id for each in ACTIONS}


def test_of_two_meanings_of_a_key_the_narrower_is_asked_first() -> None:
    down = [binding.id for binding in bindings() if "down" in binding.key.split(",")]

    assert down[-2:] == ["scroll_down", "down"]
    assert all(action(str(each)).tab for each in down[:-2])


def test_the_footer_is_ranked_without_gaps() -> None:
    ranks = [each.footer for each in footer_actions() if not each.tab and not each.opened]

    assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.parametrize(("key", "name"), [("slash", "/"), ("question_mark", "?"), ("n", "n"), ("ctrl+p", "^p")])
def test_keys_are_written_as_people_write_them(key: str, name: str) -> None:
    assert key_name(key) == name


def test_capitals_are_shown_once() -> None:
    kill = next(each for each in ACTIONS if each.id == "kill")

    assert shown_keys(kill) == ("X",)
