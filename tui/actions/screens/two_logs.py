"""What can be done with two logs side by side."""

from functools import partial

from tui.actions.screens.own import moving, own

_own = partial(own, "two logs")

TWO_LOGS = (
    _own("two_logs_back", ("escape",), "back", "Back", "End the search, or close.", footer=1, typed=True),
    _own("two_logs_close", ("q",), "dismiss", "Close", "Close the logs."),
    _own("two_logs_switch", ("tab", "shift+tab"), "switch", "Other log", "Go to the other log.", footer=2),
    _own("two_logs_search", ("slash",), "search", "Search both", "Search in both.", footer=3),
    _own("two_logs_next", ("n",), "both('search_next')", "Next", "Go to the next match.", footer=4),
    _own("two_logs_previous", ("N", "shift+n"), "both('search_previous')", "Previous", "Go to the match before.",
         footer=5),
    _own("two_logs_warning", ("W", "shift+w"), "one('trouble_next')", "Warnings", "Go to the next warning or error.",
         footer=6),
    _own("two_logs_warning_before", ("B", "shift+b"), "one('trouble_previous')", "Warning before",
         "Go to the warning or error before."),
    _own("two_logs_error", ("e",), "one('error')", "Error", "Go to the traceback, or to the last error.", footer=7),
    _own("two_logs_follow", ("f",), "one('follow')", "Follow", "Stay at the end, or where you are.", footer=8),
    _own("two_logs_wrap", ("w",), "both('wrap')", "Wrap", "Wrap long lines, or cut them.", footer=9),
    _own("two_logs_times", ("i",), "both('times')", "Times", "Show when lines came."),
    _own("two_logs_copy", ("y",), "one('copy')", "Copy", "Copy what is shown.", footer=10),
    _own("two_logs_pager", ("o",), "one('pager')", "Pager", "Open the log in your pager.", footer=11),
    _own("two_logs_left", ("left",), "one('left')", "Left", "Scroll to the left."),
    _own("two_logs_right", ("right",), "one('right')", "Right", "Scroll to the right."),
    *moving("two logs", "two_logs"),
)  # fmt: skip
