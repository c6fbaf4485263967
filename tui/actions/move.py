"""Moving about."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="down", keys=("j", "down"), label="Down", group=Group.MOVE, palette=False,
           help="Go to the next job, also while its detail has the whole screen."),
    Action(id="up", keys=("k", "up"), label="Up", group=Group.MOVE, palette=False, help="Go to the job before."),
    Action(id="scroll_down", keys=("down",), label="Scroll", group=Group.MOVE, palette=False, opened=True,
           help="Scroll the opened detail down by a line."),
    Action(id="scroll_up", keys=("up",), label="Scroll", group=Group.MOVE, palette=False, opened=True,
           help="Scroll the opened detail up by a line."),
    Action(id="first", keys=("g", "home"), label="First", group=Group.MOVE, palette=False,
           help="Go to the first job."),
    Action(id="last", keys=("G", "shift+g", "end"), label="Last", group=Group.MOVE, palette=False,
           help="Go to the last job."),
    Action(id="page_down", keys=("ctrl+d", "pagedown"), label="Page down", group=Group.MOVE, palette=False,
           help="Go down by half a screen; in an opened detail, scroll it."),
    Action(id="page_up", keys=("ctrl+u", "pageup"), label="Page up", group=Group.MOVE, palette=False,
           help="Go up by half a screen; in an opened detail, scroll it."),
)  # fmt: skip
"""In the order of the help screen."""
