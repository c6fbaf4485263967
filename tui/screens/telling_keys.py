"""Shows the keys of a screen that has its own above it."""

from collections.abc import Iterable
from typing import Any, Protocol, cast

from textual.screen import Screen

from engine.paths import Workspace
from tui.actions.action import Action
from tui.own_keys import in_force


class HasWorkspace(Protocol):
    """The app, of which a screen may not know more."""

    workspace: Workspace


def tell_keys(screen: Screen[Any], title: str, actions: Iterable[Action]) -> None:
    """Show every key of a screen.

    Args:
        screen: Which one.
        title: What it is called.
        actions: What can be done there; the keys are those that were chosen.
    """
    from tui.key_groups import own_groups
    from tui.screens.help import HelpScreen

    groups = own_groups(title, in_force(screen, actions))
    workspace = cast(HasWorkspace, screen.app).workspace
    screen.app.push_screen(HelpScreen(workspace, groups, ascii=screen.app.has_class("ascii")))
