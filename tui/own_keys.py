"""The keys of a screen's own actions as they are now: what the user chose is in the app's keymap."""

from collections.abc import Iterable
from typing import Any

import msgspec
from textual.screen import Screen
from textual.widgets import OptionList

from tui.actions.action import Action, key_name


def in_force(screen: Screen[Any], actions: Iterable[Action]) -> list[Action]:
    """The actions of a table with the keys that lead to them."""
    keys: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        if active.binding.id:
            keys.setdefault(active.binding.id, []).append(key)
    return [msgspec.structs.replace(each, keys=_ordered(keys.get(each.id, ()), each.keys)) for each in actions]


def _ordered(found: Iterable[str], own: tuple[str, ...]) -> tuple[str, ...]:
    """Textual's order begins with keys that screens have anyway; that of the table has the one to show first."""
    return tuple(sorted(found, key=lambda key: own.index(key) if key in own else len(own))) or own


def first_keys(screen: Screen[Any], actions: Iterable[Action]) -> dict[str, str]:
    """The first key of each action as people write it, by the action's id."""
    return {each.id: key_name(each.keys[0]) for each in in_force(screen, actions)}


def go_in(options: OptionList, where: str) -> None:
    """Move the cursor of a list to where one of `moving` goes."""
    moves = {
        "down": options.action_cursor_down,
        "up": options.action_cursor_up,
        "page_down": options.action_page_down,
        "page_up": options.action_page_up,
        "first": options.action_first,
        "last": options.action_last,
    }
    moves[where]()  # fmt: skip
