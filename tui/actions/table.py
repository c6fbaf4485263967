"""What concerns the table of jobs."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="mark", keys=("space",), label="Mark", needs_job=True, group=Group.TABLE, footer=6,
           help="Mark the selected job; stop and kill then apply to all that are marked."),
    Action(id="unmark_all", keys=("u",), label="Unmark all", needs_job=True, group=Group.TABLE,
           help="Remove all marks."),
    Action(id="filter", keys=("slash",), label="Filter", needs_job=True, group=Group.TABLE, footer=8,
           help="Show only jobs whose name, recipe, state, tag, message or id holds the words."),
    Action(id="sort", keys=("s",), label="Sort", needs_job=True, group=Group.TABLE, footer=9,
           help="Sort by the next column: newest, state, name, progress, loss, best, speed, time."),
    Action(id="reverse", keys=("S", "shift+s"), label="Reverse", needs_job=True, group=Group.TABLE,
           help="Reverse the order of the table."),
)  # fmt: skip
"""In the order of the help screen."""
