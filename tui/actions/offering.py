"""What a screen with actions of its own has, so that the palette finds them there."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from tui.actions.action import Action


@runtime_checkable
class HasCommands(Protocol):
    """A screen whose own actions the palette offers instead of those of the jobs screen."""

    def commands(self) -> Sequence[Action]:
        """What makes sense now."""

    async def carry_out(self, each: Action) -> None:
        """Carry out one of them."""
