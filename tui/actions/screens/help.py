"""What can be done in the help itself."""

from functools import partial

from tui.actions.screens.own import moving, own

_own = partial(own, "the help")

HELP = (
    _own("help_back", ("escape",), "back", "Close", "Leave the search, then the help.", footer=1, typed=True),
    _own("help_close", ("q", "question_mark", "f1", "enter"), "dismiss", "Close", "Close the help."),
    _own("help_find", ("slash",), "find", "Find", "Find keys and actions by words.", footer=2),
    *moving("the help", "help", page_down=("ctrl+d", "pagedown", "space")),
)
