"""One table of everything a user can do: key bindings, footer, help screen and palette are made from it.

Each area has a file with its part of the table. An entry there, and a method `action_<id>`, is all an action needs.
"""

from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingsMap

from tui.actions import compare, curves, detail, facts, jobs, log, move, panel, table
from tui.actions.action import Action, Group, key_name, shown_keys

__all__ = [
    "ACTIONS",
    "Action",
    "Group",
    "action",
    "bindings",
    "find_action",
    "footer_actions",
    "key_name",
    "rebound",
    "shown_keys",
]

ACTIONS: tuple[Action, ...] = (
    *jobs.ACTIONS,
    *table.ACTIONS,
    *compare.ACTIONS,
    *detail.ACTIONS,
    *curves.ACTIONS,
    *log.ACTIONS,
    *facts.ACTIONS,
    *move.ACTIONS,
    *panel.ACTIONS,
)
"""All of them, in the order of the help screen."""

_BY_ID = {each.id: each for each in ACTIONS}


def action(action_id: str) -> Action:
    """Return one action by its id."""
    return _BY_ID[action_id]


def find_action(action_id: str) -> Action | None:
    """Return one action by its id if there is one."""
    return _BY_ID.get(action_id)


def bindings(actions: Iterable[Action] = ACTIONS) -> list[Binding]:
    """Textual's bindings for the jobs screen.

    They have priority, because the app then carries out one key before it looks at the next: what is typed right after
    "/" or "x" reaches the filter or the question, however fast it comes. Where a key means several things, Textual
    asks them in this order, and the first that is not switched off is carried out.
    """
    return [
        Binding(
            ",".join(each.keys),
            each.call,
            each.label,
            tooltip=each.help,
            id=each.id,
            priority=True,
        )
        for each in sorted(actions, key=lambda each: each.rank)
        if each.keys
    ]


def rebound(old: BindingsMap, actions: Iterable[Action]) -> BindingsMap:
    """A screen's bindings with the actions on other keys; what is not an action's stays."""
    found = {
        key: [binding for binding in several if binding.id not in _BY_ID]
        for key, several in old.key_to_bindings.items()
    }
    for key, binding in BindingsMap(bindings(actions)):
        found.setdefault(key, []).append(binding)
    return BindingsMap.from_keys({key: several for key, several in found.items() if several})


def footer_actions() -> Iterator[Action]:
    """Actions of the footer, most important first."""
    yield from sorted((each for each in ACTIONS if each.footer), key=lambda each: each.footer)
