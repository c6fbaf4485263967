"""What works while the Log tab shows."""

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = ()
"""In the order of the help screen."""
