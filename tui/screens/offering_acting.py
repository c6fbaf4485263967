"""Which keys make sense now: what the footer offers, what Textual may carry out, what help tells first."""

from textual.widgets import Input

from tui.actions import Action, Group, find_action
from tui.screens.acting import Acting
from tui.widgets.foot_bar import FootBar

LINE_ACTIONS = (
    ("keep_line", "field_submit", "Keep", "Keep what was typed."),
    ("back", "", "Leave", "Leave the line."),
    ("complete_line", "field_cursor_right", "Take the offered word", "Take it."),
)
"""What the footer shows while a filter, tags or a note are typed: what it does, whose key the line itself answers."""

ENDING = frozenset({"stop", "kill"})
"""Actions for which there must be a job that has not ended."""

FOLLOWING = frozenset({"follow", "follow_tail"})
"""Actions that make sense only while something may still come of the job under the cursor."""


class OfferingActing(Acting):
    """Tells what can be done, and does what the footer offers while a line is typed."""

    def offer_anew(self) -> None:
        """Draw the footer anew."""
        for foot_bar in self.query(FootBar):
            foot_bar.refresh()

    @property
    def is_typing(self) -> bool:
        """Whether a filter, tags or a note are being typed."""
        line = self.focused
        return isinstance(line, Input) and (line.id == "filter" or line.has_class("edit"))

    async def action_keep_line(self) -> None:
        """Keep what was typed; somebody clicked it in the footer."""
        if isinstance(self.focused, Input):
            await self.focused.action_submit()

    def action_complete_line(self) -> None:
        """Take the word that the line offers; somebody clicked it in the footer."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_right()

    def is_enabled(self, each: Action) -> bool:
        """Whether an action makes sense now."""
        if (each.needs_job or each.tab) and not len(self._store):
            return False
        if each.tab and self.current() is None:
            return False
        return (not each.tab or each.tab == self.detail.title) and (not each.opened or self.is_opened)

    def is_offered(self, each: Action) -> bool:
        """Whether an action makes sense now and may be carried out here."""
        if not self.is_enabled(each) or (self._locked and each.changes) or self._is_shadowed(each):
            return False
        if each.id in ENDING:
            return self.has_living
        if each.id == "resume":
            return self.has_resumable
        if each.id in FOLLOWING and not self.shows_living:
            return False
        tab = self.detail.current if each.tab else None
        return tab is None or tab.offers(each.id)

    def means(self, each: Action) -> bool:
        """Whether its key means this here and now."""
        return self.is_enabled(each) and not self._is_shadowed(each)

    def _is_shadowed(self, each: Action) -> bool:
        """Whether its key means something else here and now."""
        return any(self.is_enabled(other) for other in self.keymap.before(each))

    def offered(self) -> list[Action]:
        """What the footer shows: of a line what ends it; in an opened detail what leaves it and what its tab can do."""
        if self.is_typing:
            return self._line_actions()
        offered = [each for each in self.keymap.footer() if self.is_offered(each)]
        if not self.is_opened:
            return sorted(offered, key=lambda each: bool(each.tab))
        kept = [each for each in offered if each.group is not Group.TABLE and each.id != "open"]
        return [self.keymap.action("back"), *sorted(kept, key=lambda each: not each.tab and not each.opened)]

    def _line_actions(self) -> list[Action]:
        """With the keys that were chosen."""
        from tui.actions.screens.built_in import BUILT_IN
        from tui.own_keys import in_force

        keys = {each.id: each.keys for each in (*in_force(self, BUILT_IN), self.keymap.action("back"))}
        return [
            Action(id=name, keys=keys[line or name][:1], label=label, help=help, group=Group.TABLE)
            for name, line, label, help in LINE_ACTIONS
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch actions off that make no sense now; while something is typed, keys are letters."""
        if isinstance(self.focused, Input) and action not in ("back", "keep_line", "complete_line"):
            return False
        found = find_action(str(parameters[0]) if action == "in_tab" and parameters else action)
        return found is None or self.is_enabled(found)
