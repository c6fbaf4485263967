"""What can be done with a question."""

from functools import partial

from tui.actions.screens.own import own

_own = partial(own, "a question")

CONFIRM = (
    _own("confirm_yes", ("y", "Y", "shift+y"), "answer(True)", "Yes", "Agree.", footer=1),
    _own("confirm_no", ("n", "N", "shift+n", "escape", "q"), "answer(False)", "No", "Do not.", footer=2),
    _own("confirm_other", ("left", "right", "h", "l"), "app.focus_next", "Other button", "Go to the other button."),
    _own("confirm_press", ("enter",), "press", "Press", "Press the button that has the focus."),
)
