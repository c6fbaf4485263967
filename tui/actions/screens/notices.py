"""What can be done where past notices are read."""

from functools import partial

from tui.actions.screens.own import moving, own, telling

_own = partial(own, "the notices")

NOTICES = (
    _own("notices_close", ("escape", "q", "enter", "H", "shift+h"), "dismiss", "Close", "Close the notices.", footer=1),
    *moving("the notices", "notices"),
    telling("the notices", "notices"),
)
"""Of `NoticesScreen`."""
