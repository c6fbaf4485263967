"""What works while the Log tab shows."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="search", keys=("slash",), label="Search", tab="Log", opened=True, group=Group.LOG, footer=1,
           help="Search the log: words, in small letters also capitals; re: before a regular expression."),
    Action(id="search_next", keys=("n",), label="Next", tab="Log", opened=True, group=Group.LOG, footer=2,
           help="Go to the next match."),
    Action(id="search_previous", keys=("N", "shift+n"), label="Previous", tab="Log", opened=True, group=Group.LOG,
           footer=3, help="Go to the match before."),
    Action(id="trouble_next", keys=("W", "shift+w"), label="Warnings", tab="Log", opened=True, group=Group.LOG,
           footer=4, help="Go to the next line that warns or tells of an error; Next and Previous go on."),
    Action(id="trouble_previous", keys=("B", "shift+b"), label="Warning before", tab="Log", opened=True,
           group=Group.LOG, help="Go to the warning or error before."),
    Action(id="follow", keys=("f",), label="Follow", tab="Log", group=Group.LOG, footer=10,
           help="Follow the end of the log, or stay; scrolling up stays, its end follows again."),
    Action(id="wrap", keys=("w",), label="Wrap", tab="Log", group=Group.LOG, footer=11,
           help="Wrap long lines, or scroll to the side with the arrows."),
    Action(id="times", keys=("i",), label="Times", tab="Log", group=Group.LOG,
           help="Show when each line came, where that is known."),
    Action(id="log_left", keys=("left",), label="Left", tab="Log", opened=True, group=Group.LOG, palette=False,
           help="Scroll the log to the left."),
    Action(id="log_right", keys=("right",), label="Right", tab="Log", opened=True, group=Group.LOG, palette=False,
           help="Scroll the log to the right."),
    Action(id="copy_log", keys=("y",), label="Copy", tab="Log", opened=True, group=Group.LOG, footer=5,
           help="Copy what is selected with the mouse, else the line that was found, else what is in sight."),
    Action(id="pager", keys=("o",), label="Pager", tab="Log", opened=True, group=Group.LOG, footer=6,
           help="Open the log in $PAGER (less -R +G); leaving it comes back here."),
)  # fmt: skip
"""In the order of the help screen."""
