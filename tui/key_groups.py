"""Which keys do what where one is: what the help screen shows, as plain data. Pure."""

from collections.abc import Callable, Iterable

import msgspec

from tui.actions import Action, Group, shown_keys

ASCII = str.maketrans(
    {"↑": "up", "↓": "down", "←": "left", "→": "right", "“": '"', "”": '"', "’": "'", "–": "-", "…": "...", "×": "x",
     "≤": "<=", "≥": ">="}
)  # fmt: skip
"""What stands for typography in a terminal that has only ASCII."""


class KeyRow(msgspec.Struct, frozen=True):
    """One line of the help screen."""

    keys: str
    """As people write them; empty for what only the palette offers."""
    help: str
    words: str = ""
    """What else it is found by: the action's name and id."""


class KeyGroup(msgspec.Struct, frozen=True):
    """Lines under one heading."""

    title: str
    rows: tuple[KeyRow, ...]
    works: bool = True
    """Whether these keys do anything where one is."""


def action_groups(
    actions: Iterable[Action], works: Callable[[Action], bool], tab: str, *, opened: bool = False
) -> list[KeyGroup]:
    """What works here first, then what works elsewhere.

    What is special to a tab stands above all else where that has the whole screen, and below jobs and table where
    these are in sight.

    Args:
        actions: All of them.
        works: Tells whether an action makes sense now.
        tab: Title of the tab that shows.
        opened: Whether it has the whole screen.
    """
    present = list(actions)
    here = [each for each in present if works(each)]
    special = [each for each in here if each.tab or each.opened]
    general = [each for each in here if each not in special]
    groups = [KeyGroup(str(group), _rows(each for each in general if each.group is group)) for group in Group]
    place = f"Here: {tab}, on the whole screen" if opened else f"In the tab that shows: {tab}"
    first = 0 if opened else 1 + list(Group).index(Group.TABLE)
    groups.insert(first, KeyGroup(place, _rows(special)))
    elsewhere = [each for each in present if each not in here]
    for title in dict.fromkeys(_place(each) for each in elsewhere):
        rows = _rows(each for each in elsewhere if _place(each) == title)
        groups.append(KeyGroup(title, rows, works=False))
    return [group for group in groups if group.rows]


def own_groups(title: str, actions: Iterable[Action]) -> list[KeyGroup]:
    """What can be done on a screen of its own."""
    return [KeyGroup(f"Here: {title}", _rows(each for each in actions if each.keys))]


def matching(groups: Iterable[KeyGroup], words: str) -> list[KeyGroup]:
    """The lines that hold all the words, with their headings."""
    wanted = words.casefold().split()
    found = []
    for group in groups:
        rows = tuple(
            row
            for row in group.rows
            if all(word in f"{row.keys} {row.help} {row.words} {group.title}".casefold() for word in wanted)
        )
        if rows:
            found.append(msgspec.structs.replace(group, rows=rows))
    return found


def ascii_groups(groups: Iterable[KeyGroup]) -> tuple[KeyGroup, ...]:
    """The same for a terminal that has only ASCII."""
    return tuple(
        msgspec.structs.replace(
            group,
            rows=tuple(
                msgspec.structs.replace(row, keys=row.keys.translate(ASCII), help=row.help.translate(ASCII))
                for row in group.rows
            ),
        )
        for group in groups
    )


def _rows(actions: Iterable[Action]) -> tuple[KeyRow, ...]:
    return tuple(KeyRow(" ".join(shown_keys(each)), each.help, f"{each.label} {each.id}") for each in actions)


def _place(each: Action) -> str:
    if each.tab and each.opened:
        return f"While {each.tab} has the whole screen"
    if each.tab:
        return f"While {each.tab} shows"
    return "While the detail has the whole screen" if each.opened else "Elsewhere"
