"""One table of everything a user can do: key bindings, footer, help screen and palette are made from it."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec
from textual.binding import Binding


class Group(StrEnum):
    """Heading of an action in the help screen."""

    JOBS = "Jobs"
    MOVE = "Moving about"
    DETAIL = "Detail"
    TABLE = "Table"
    PANEL = "Panel"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something a user can do on the jobs screen."""

    id: str
    """The screen's method is `action_<id>`."""
    keys: tuple[str, ...]
    """In Textual's spelling; the first one is shown."""
    label: str
    """One or two words for the footer."""
    help: str
    """One sentence for help and palette."""
    group: Group
    footer: int = 0
    """Rank in the footer, 1 first; 0 keeps it out."""
    changes: bool = False
    """Whether it changes anything on disk or signals anybody."""
    palette: bool = True
    """Whether the palette offers it; moving the cursor makes no sense there."""


ACTIONS: tuple[Action, ...] = (
    Action(id="new", keys=("n",), label="New", help="Launch a job from a form.", group=Group.JOBS, footer=1,
           changes=True),
    Action(id="stop", keys=("x",), label="Stop", group=Group.JOBS, footer=2, changes=True,
           help="Stop the selected or marked jobs: each saves a checkpoint and ends within its grace."),
    Action(id="kill", keys=("X", "shift+x"), label="Kill", group=Group.JOBS, changes=True,
           help="Kill the selected or marked jobs at once, without a checkpoint."),
    Action(id="resume", keys=("r",), label="Resume", group=Group.JOBS, footer=3, changes=True,
           help="Go on from the last checkpoint in a new job; without a checkpoint, start again."),
    Action(id="duplicate", keys=("d",), label="Duplicate", group=Group.JOBS, footer=4, changes=True,
           help="Open the form filled in from the selected job."),
    Action(id="copy_id", keys=("y",), label="Copy id", group=Group.JOBS,
           help="Copy the job's id to the clipboard."),
    Action(id="mark", keys=("space",), label="Mark", group=Group.TABLE, footer=6,
           help="Mark the selected job; stop and kill then apply to all that are marked."),
    Action(id="unmark_all", keys=("u",), label="Unmark all", group=Group.TABLE, help="Remove all marks."),
    Action(id="filter", keys=("slash",), label="Filter", group=Group.TABLE, footer=7,
           help="Show only jobs whose name, recipe, state, tag, message or id holds the words."),
    Action(id="sort", keys=("s",), label="Sort", group=Group.TABLE, footer=8,
           help="Sort by the next column: newest, state, name, progress, loss, best, speed, time."),
    Action(id="reverse", keys=("S", "shift+s"), label="Reverse", group=Group.TABLE,
           help="Reverse the order of the table."),
    Action(id="open", keys=("enter",), label="Open", group=Group.DETAIL, footer=5,
           help="Give the detail the whole screen; escape goes back."),
    Action(id="back", keys=("escape",), label="Back", group=Group.DETAIL, palette=False,
           help="Leave the detail, the filter or the marks, in this order."),
    Action(id="next_tab", keys=("right_square_bracket", "tab"), label="Next tab", group=Group.DETAIL,
           help="Show the next tab of the detail: curves, log, parameters, checkpoints."),
    Action(id="previous_tab", keys=("left_square_bracket", "shift+tab"), label="Previous tab", group=Group.DETAIL,
           help="Show the tab before."),
    Action(id="log", keys=("l",), label="Log", group=Group.DETAIL, footer=9, help="Show the log of the job."),
    Action(id="error", keys=("e",), label="Error", group=Group.DETAIL,
           help="Show the log at the traceback, or at the last line that tells of an error."),
    Action(id="log_scale", keys=("L", "shift+l"), label="Log scale", group=Group.DETAIL,
           help="Draw the curves on a logarithmic axis, or a linear one again."),
    Action(id="down", keys=("j", "down"), label="Down", group=Group.MOVE, palette=False, help="Go to the next job."),
    Action(id="up", keys=("k", "up"), label="Up", group=Group.MOVE, palette=False, help="Go to the job before."),
    Action(id="first", keys=("g", "home"), label="First", group=Group.MOVE, palette=False,
           help="Go to the first job."),
    Action(id="last", keys=("G", "shift+g", "end"), label="Last", group=Group.MOVE, palette=False,
           help="Go to the last job."),
    Action(id="page_down", keys=("ctrl+d", "pagedown"), label="Page down", group=Group.MOVE, palette=False,
           help="Go down by half a screen; in an opened detail, scroll it."),
    Action(id="page_up", keys=("ctrl+u", "pageup"), label="Page up", group=Group.MOVE, palette=False,
           help="Go up by half a screen; in an opened detail, scroll it."),
    Action(id="palette", keys=("colon", "ctrl+p"), label="Commands", group=Group.PANEL, footer=10, palette=False,
           help="Find any action by its name."),
    Action(id="help", keys=("question_mark", "f1"), label="Help", group=Group.PANEL, footer=11,
           help="Show every key."),
    Action(id="theme", keys=("t",), label="Theme", group=Group.PANEL, help="Change from dark to light and back."),
    Action(id="suspend", keys=("ctrl+z",), label="Suspend", group=Group.PANEL,
           help="Go back to the shell for a while; fg brings the panel back. Jobs go on."),
    Action(id="quit", keys=("q", "ctrl+q"), label="Quit", group=Group.PANEL, footer=12,
           help="Close the panel. Jobs go on."),
)  # fmt: skip
"""All of them, in the order of the help screen."""

KEY_NAMES = {
    "slash": "/", "colon": ":", "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]",
    "ctrl+d": "^d", "ctrl+u": "^u", "ctrl+p": "^p", "ctrl+q": "^q", "ctrl+z": "^z",
    "escape": "esc", "shift+tab": "shift-tab",
    "pagedown": "pgdn", "pageup": "pgup", "up": "↑", "down": "↓",
}  # fmt: skip
"""How keys are written for people; all others are written as they are."""


def key_name(key: str) -> str:
    """A key as people write it: "/" for "slash"."""
    return KEY_NAMES.get(key, key)


def action(action_id: str) -> Action:
    """Return one action by its id."""
    return next(each for each in ACTIONS if each.id == action_id)


def shown_keys(each: Action) -> tuple[str, ...]:
    """The keys of an action as people write them, without the second spelling of a capital letter."""
    capitals = {f"shift+{key.lower()}" for key in each.keys if len(key) == 1 and key.isupper()}
    return tuple(key_name(key) for key in each.keys if key not in capitals)


def bindings() -> list[Binding]:
    """Textual's bindings for the jobs screen.

    They have priority, because the app then carries out one key before it looks at the next: what is typed right after
    "/" or "x" reaches the filter or the question, however fast it comes.
    """
    return [
        Binding(",".join(each.keys), each.id, each.label, tooltip=each.help, id=each.id, priority=True)
        for each in ACTIONS
    ]


def footer_actions() -> Iterator[Action]:
    """Actions of the footer, most important first."""
    yield from sorted((each for each in ACTIONS if each.footer), key=lambda each: each.footer)
