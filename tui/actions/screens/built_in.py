"""What Textual's own widgets do by key: editing a line of text, going through a list, pressing a button.

Their keys are Textual's until a user chooses others; only then do their bindings get the ids by which a keymap finds
them.
"""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
from textual.binding import Binding, BindingsMap, BindingType
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Button, Input, OptionList
from textual.widgets._select import SelectOverlay
from textual.widgets._toggle_button import ToggleButton

from tui.actions.action import Action
from tui.actions.screens.own import own
from tui.widgets.editors import ChoiceEditor

FIELD = "a line of text"
"""Where what is typed is no key, in every screen."""

PLACES: tuple[tuple[type[DOMNode], str, str, bool], ...] = (
    (Input, "field", FIELD, True),
    (OptionList, "list", "an open choice", True),
    (SelectOverlay, "list", "an open choice", True),
    (ChoiceEditor, "choice", "a choice of the form", False),
    (ToggleButton, "switch", "a switch of the form", False),
    (Button, "button", "a button", False),
    (CommandPalette, "palette", "the palette", True),
    (Screen, "focus", "what takes keys", False),
)
"""The widgets, what the ids of their actions begin with, where they are, and whether something is typed there."""

_NAMES = {"app.focus_next": "next", "app.focus_previous": "previous", "screen.copy_text": "copy", "dismiss": "close"}
"""What is called otherwise than Textual does."""


def _built_in() -> tuple[Action, ...]:
    found: dict[str, Action] = {}
    for kind, prefix, place, typed in PLACES:
        for key, bindings in BindingsMap(kind.__dict__["BINDINGS"]).key_to_bindings.items():
            for binding in bindings:
                action_id = _id_of(prefix, binding)
                known = found.get(action_id)
                found[action_id] = (
                    msgspec.structs.replace(known, keys=(*known.keys, key))
                    if known is not None
                    else own(place, action_id, (key,), binding.action, binding.description or "Press it",
                             f"{binding.description or 'Press it'}.", typed=typed)
                )  # fmt: skip
    return tuple(found.values())


def _id_of(prefix: str, binding: Binding) -> str:
    name, _, argument = binding.action.partition("(")
    argument = argument.strip("')")
    word = _NAMES.get(name, argument if name == "command_list" else name)
    return f"{prefix}_{word}_selecting" if argument == "True" else f"{prefix}_{word}"


BUILT_IN = _built_in()
"""All of them, with the keys that Textual gives them."""


def name_bindings() -> None:
    """Give the bindings of Textual's widgets the ids of `BUILT_IN`, also in whatever was made of these widgets."""
    for kind, prefix, _, _ in PLACES:
        named: list[BindingType] = [
            replace(binding, id=_id_of(prefix, binding)) for binding in Binding.make_bindings(kind.__dict__["BINDINGS"])
        ]
        kind.BINDINGS = named
        for each in _with_heirs(kind):
            each._merged_bindings = each._merge_bindings()


def _with_heirs(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    yield kind
    for heir in kind.__subclasses__():
        yield from _with_heirs(heir)
