"""What concerns the panel as a whole."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="palette", keys=("colon", "ctrl+p"), label="Commands", group=Group.PANEL, footer=11, palette=False,
           help="Find any action by its name."),
    Action(id="help", keys=("question_mark", "f1"), label="Help", group=Group.PANEL, footer=12,
           help="Show every key."),
    Action(id="meters", keys=("M", "shift+m"), label="Meters", group=Group.PANEL,
           help="Show the machine on the whole screen: processor, memory, disk, GPUs, and the jobs' processes."),
    Action(id="notices", keys=("H", "shift+h"), label="Notices", group=Group.PANEL,
           help="Read again what was told of late, the newest first."),
    Action(id="theme", keys=("t",), label="Theme", group=Group.PANEL, help="Change from dark to light and back."),
    Action(id="suspend", keys=("ctrl+z",), label="Suspend", group=Group.PANEL,
           help="Go back to the shell for a while; fg brings the panel back. Jobs go on."),
    Action(id="quit", keys=("q", "ctrl+q"), label="Quit", group=Group.PANEL, footer=13,
           help="Close the panel. Jobs go on."),
)  # fmt: skip
"""In the order of the help screen."""
