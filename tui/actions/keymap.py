"""The actions with the keys that they have in this panel. Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.actions import ACTIONS
from tui.actions.action import Action, key_name
from tui.actions.compare import COMPARE

if TYPE_CHECKING:
    from tui.actions.rekeying import Fault


class Keymap:
    """The table of actions after a user's own choice.

    Args:
        chosen: Keys by the ids of actions, as they stand in the configuration.
    """

    def __init__(self, chosen: Mapping[str, Sequence[str]] | None = None) -> None:
        self.actions: tuple[Action, ...] = ACTIONS
        """All of them, in the order of the help screen."""
        self.comparison: tuple[Action, ...] = COMPARE
        """Those of the comparison alone."""
        self.elsewhere: dict[str, str] = {}
        """What was chosen for other screens, as Textual's own keymap takes it: keys with commas, by id."""
        self.faults: tuple[Fault, ...] = ()
        """What is wrong with the choice."""
        if chosen:
            from tui.actions.rekeying import rekeyed
            from tui.actions.screens.built_in import BUILT_IN, name_bindings
            from tui.actions.screens.every import SCREENS

            joined, self.faults = rekeyed(chosen)
            here, there = len(ACTIONS), len(ACTIONS) + len(COMPARE)
            self.actions, self.comparison = joined[:here], joined[here:there]
            own = {*SCREENS, *BUILT_IN}
            self.elsewhere = {each.id: ",".join(each.keys) for each in joined[there:] if each not in own}
            if any(each not in own for each in joined[-len(BUILT_IN) :]):
                name_bindings()
        self.is_own = self.actions is not ACTIONS
        """Whether any key differs from the panel's own."""
        self._by_id = {each.id: each for each in (*self.actions, *self.comparison)}
        by_key: dict[str, list[Action]] = {}
        for each in self.actions:
            for key in each.keys:
                by_key.setdefault(key, []).append(each)
        self._before = {
            each.id: [other for other in by_key.get(each.keys[0], ()) if other.rank < each.rank] if each.keys else []
            for each in self.actions
        }

    def action(self, action_id: str) -> Action:
        """One action by its id."""
        return self._by_id[action_id]

    def before(self, each: Action) -> Sequence[Action]:
        """Those with the same first key that are asked before an action."""
        return self._before[each.id]

    def key(self, action_id: str) -> str:
        """The first key of an action as people write it, or its name where it has none."""
        each = self._by_id[action_id]
        return key_name(each.keys[0]) if each.keys else f"“{each.label}”"

    def footer(self) -> list[Action]:
        """Actions of the footer that have a key, most important first."""
        return sorted((each for each in self.actions if each.footer and each.keys), key=lambda each: each.footer)
