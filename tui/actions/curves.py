"""What works while the Curves tab shows."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="log_scale", keys=("L", "shift+l"), label="Log scale", group=Group.CURVES, tab="Curves",
           help="Draw the curves on a logarithmic axis, or a linear one again."),
)  # fmt: skip
"""In the order of the help screen."""
