"""What can be done in the launch form, besides typing."""

from functools import partial

from tui.actions.screens.own import own

_own = partial(own, "the launch form", typed=True)

FORM = (
    _own("form_launch", ("ctrl+s", "ctrl+enter", "ctrl+j", "f5"), "launch", "Launch",
         "Check everything and start the job.", footer=1),
    _own("form_close", ("escape",), "close", "Close", "Close without launching; what was typed is kept.", footer=2),
    _own("form_choose", ("ctrl+o",), "choose", "Choose", "Choose the data file or the features from a list.", footer=3),
    _own("form_reset", ("ctrl+r",), "reset", "Reset", "Put all the defaults back.", footer=4),
    _own("form_help", ("f1",), "help", "Help", "Show every key."),
)  # fmt: skip
"""What can be done with the form."""

FIELDS = (
    _own("form_next", ("down", "tab"), "move(1)", "Next field", "Go to the next field."),
    _own("form_previous", ("up", "shift+tab"), "move(-1)", "Field before", "Go to the field before."),
    _own("form_page_down", ("pagedown",), "move(8)", "Page down", "Go eight fields on."),
    _own("form_page_up", ("pageup",), "move(-8)", "Page up", "Go eight fields back."),
)
"""How to get from field to field."""
