"""Puts a user's own keys into the table of actions. Pure; imported only where there are any.

A choice that cannot be carried out leaves the action the keys it had, and is told.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from textual.binding import BindingsMap
from textual.keys import Keys, _character_to_key
from textual.widgets import Input

from engine.config.checked import either, similar
from tui.actions import ACTIONS
from tui.actions.action import Action, key_in_config
from tui.actions.compare import COMPARE, COMPARISON, SHARED
from tui.actions.screens.built_in import BUILT_IN, FIELD
from tui.actions.screens.every import SCREENS
from tui.tabs import TITLES

RESERVED = frozenset({"ctrl+q", "ctrl+c"})
"""Keys of Textual's own that no screen gets to see; the panel can always be left by the first one."""

_MODIFIED = re.compile(r"((?:(?:ctrl|shift|alt|super|hyper|meta)\+)*)(.+)")
_NAMED = frozenset(key.value for key in Keys if len(key.value) > 1) | {f"f{number}" for number in range(1, 25)}
_EDITING = frozenset(BindingsMap(Input.BINDINGS).key_to_bindings)
_BUILT_IN = frozenset(each.id for each in BUILT_IN)
_PUNCTUATION = re.compile(r"[a-z]+(_[a-z]+)*")
_OTHER_NAMES = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "spacebar": "space",
}  # fmt: skip


EVERYWHERE = (*ACTIONS, *COMPARE, *SCREENS, *BUILT_IN)
"""What keys can be chosen for."""


class Fault(msgspec.Struct, frozen=True):
    """A choice that cannot be carried out."""

    action_id: str
    message: str
    """One sentence: what is wrong, and what to do."""


def rekeyed(chosen: Mapping[str, Sequence[str]]) -> tuple[tuple[Action, ...], tuple[Fault, ...]]:
    """`EVERYWHERE` with the chosen keys, and what is wrong with them.

    Args:
        chosen: Keys by the ids of actions, as they stand in the configuration.
    """
    faults: list[Fault] = []
    wanted = _usable(chosen, faults)
    while True:
        joined = [
            msgspec.structs.replace(each, keys=wanted[each.id]) if each.id in wanted else each for each in EVERYWHERE
        ]
        clashes = _clashes(joined, wanted)
        if not clashes:
            return tuple(joined), tuple(faults)
        for key, own, other in clashes:
            tab = own.tab or other.tab
            place = f" in {own.screen}" if own.screen else f" while {tab} shows" if tab else ""
            clash = f"“{key_in_config(key)}” of {own.id} is a key of {other.id} as well{place}"
            told = f"{clash}: give one of them another key."
            faults.append(Fault(own.id, told))
            del wanted[own.id]


def _usable(chosen: Mapping[str, Sequence[str]], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    known = {each.id: each for each in EVERYWHERE}
    usable = {}
    for action_id, keys in chosen.items():
        spelled = [(key, spelling(key)) for key in keys]
        bad = [key for key, spelt in spelled if spelt is None]
        needs = _types if action_id in _BUILT_IN else _edits
        reserved = [key for key, spelt in spelled if spelt in RESERVED and action_id != "quit"]
        if action_id not in known:
            advice = similar(action_id, known) or "“traindeck config edit” lists them."
            faults.append(Fault(action_id, f"there is no action {action_id}. {advice}"))
        elif bad:
            told = f"{action_id} cannot be on {either(bad)}: write a key as n, N, ctrl+n, f5, space, enter or slash."
            faults.append(Fault(action_id, told))
        elif reserved:
            told = (
                f"{action_id} cannot be on {either(reserved)}, which is the terminal's or always quits: choose another."
            )
            faults.append(Fault(action_id, told))
        elif not keys and known[action_id].screen:
            faults.append(Fault(action_id, f"{action_id} needs a key: nothing else leads to it. It keeps its own."))
        elif known[action_id].typed and (edits := [key for key, spelt in spelled if spelt and needs(spelt)]):
            told = f"{action_id} cannot be on {either(edits)}, which fields need: choose one as ctrl+n or f5."
            faults.append(Fault(action_id, told))
        else:
            usable[action_id] = tuple(key for _, spelt in spelled if spelt for key in _with_twin(spelt))
    return usable


def spelling(key: str) -> str | None:
    """A key as Textual spells it, or None if there is no such key: "slash" for "/", "ctrl+n" for "Ctrl-N"."""
    if len(key) == 1:
        return _character_to_key(key) if key.isprintable() else None
    found = _MODIFIED.fullmatch(
        re.sub(r"(?i)\b(ctrl|shift|alt|super|hyper|meta)[-+]", lambda m: f"{m[1].lower()}+", key)
    )
    if found is None:
        return None
    modifiers, name = found[1], found[2]
    if len(name) == 1:
        if not modifiers:
            return _character_to_key(name)
        if modifiers == "shift+" and name.isalpha():
            return name.upper()
        return modifiers + (name.lower() if name.isalpha() else _character_to_key(name))
    name = _OTHER_NAMES.get(name.lower(), name.lower())
    return modifiers + name if name in _NAMED or _is_character(name) else None


def _is_character(name: str) -> bool:
    """Whether it is a character's own name with underscores, as in question_mark or left_square_bracket."""
    if not _PUNCTUATION.fullmatch(name):
        return False
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return name in {"slash", "backslash", "minus", "plus", "at", "underscore"}
    return True


def _edits(key: str) -> bool:
    """Whether a field into which something is typed needs the key."""
    return key in _EDITING or _types(key)


def _types(key: str) -> bool:
    """Whether the key types a character."""
    return len(key) == 1 or key == "space" or (key not in _NAMED and _is_character(key))


def _with_twin(key: str) -> tuple[str, ...]:
    """A capital letter with its other spelling: terminals send the one or the other."""
    return (key, f"shift+{key.lower()}") if len(key) == 1 and key.isupper() else (key,)


def _clashes(actions: Iterable[Action], wanted: Mapping[str, tuple[str, ...]]) -> "list[tuple[str, Action, Action]]":
    """Keys with two meanings in one place: the key, the action that was given it, the other one."""
    holders: dict[str, list[Action]] = {}
    for each in actions:
        for key in dict.fromkeys(each.keys):
            holders.setdefault(key, []).append(each)
    found: dict[str, tuple[str, Action, Action]] = {}
    for key, several in holders.items():
        for own in several:
            other = next((each for each in several if each is not own and _meet(own, each)), None)
            if other is not None and own.id in wanted:
                found.setdefault(own.id, (key, own, other))
    return list(found.values())


def _meet(one: Action, other: Action) -> bool:
    """Whether one key cannot serve both: a tab has meanings of its own only while it has the whole screen."""
    if FIELD in (one.screen, other.screen) and one.typed and other.typed:
        return True
    if one.screen or other.screen:
        return one.screen == other.screen
    if COMPARISON in (one.tab, other.tab) and one.tab != other.tab:
        return one.id in SHARED or other.id in SHARED
    if one.opened or other.opened or one.tab == other.tab:
        return one.opened == other.opened and one.tab == other.tab
    return "" in (one.tab, other.tab) and (one.tab or other.tab) in TITLES
