"""What concerns the detail as a whole."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="open", keys=("enter",), label="Open", needs_job=True, group=Group.DETAIL, footer=5,
           help="Give the detail the whole screen; Back leaves it."),
    Action(id="back", keys=("escape",), label="Back", group=Group.DETAIL, palette=False, typed=True,
           help="Leave the opened detail, the filter or the marks, in this order."),
    Action(id="next_tab", keys=("right_square_bracket", "tab"), label="Next tab", needs_job=True, group=Group.DETAIL,
           help="Show the next tab of the detail."),
    Action(id="previous_tab", keys=("left_square_bracket", "shift+tab"), label="Previous tab", needs_job=True,
           group=Group.DETAIL,
           help="Show the tab before."),
    Action(id="log", keys=("l",), label="Log", needs_job=True, group=Group.DETAIL, footer=10,
           help="Show the log of the job."),
    Action(id="error", keys=("e",), label="Error", needs_job=True, group=Group.DETAIL,
           help="Show the log at the traceback, or at the last line that tells of an error."),
)  # fmt: skip
"""In the order of the help screen."""
