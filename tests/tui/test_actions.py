from collections import Counter

import pytest

from tui.actions import ACTIONS, bindings, footer_actions, key_name, shown_keys
from tui.screens.jobs import NEEDS_JOB, JobsScreen


def test_every_action_can_be_carried_out_and_no_key_means_two() -> None:
    keys = Counter(key for each in ACTIONS for key in each.keys)

    assert [key for key, count in keys.items() if count > 1] == []
    assert [each.id for each in ACTIONS if not hasattr(JobsScreen, f"action_{each.id}")] == []
    assert {each.id for each in ACTIONS} >= NEEDS_JOB


def test_bindings_come_from_the_table() -> None:
    assert {binding.action for binding in bindings()} == {each.id for each in ACTIONS}


def test_the_footer_is_ranked_without_gaps() -> None:
    assert [each.footer for each in footer_actions()] == list(range(1, len(list(footer_actions())) + 1))


@pytest.mark.parametrize(("key", "name"), [("slash", "/"), ("question_mark", "?"), ("n", "n"), ("ctrl+p", "^p")])
def test_keys_are_written_as_people_write_them(key: str, name: str) -> None:
    assert key_name(key) == name


def test_capitals_are_shown_once() -> None:
    kill = next(each for each in ACTIONS if each.id == "kill")

    assert shown_keys(kill) == ("X",)
