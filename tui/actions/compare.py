"""Comparing jobs: how to get there, and what works there."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="compare", keys=("c",), label="Compare", needs_job=True, group=Group.TABLE, footer=7,
           help="Compare the marked jobs: curves, parameters, results. Without marks, a resumed job with its parent."),
)  # fmt: skip
"""Of the jobs screen."""

COMPARISON = "Comparison"
"""Where the actions of `COMPARE` work, as the title of a tab says it of others."""


def _action(
    id: str, keys: tuple[str, ...], label: str, help: str, *, footer: int = 0, palette: bool = True,
    changes: bool = False,
) -> Action:  # fmt: skip
    return Action(id=id, keys=keys, label=label, help=help, group=Group.COMPARE, tab=COMPARISON, footer=footer,
                  palette=palette, changes=changes)  # fmt: skip


COMPARE: tuple[Action, ...] = (
    _action("bands", ("b",), "Seeds",
            "Show jobs that differ only in the seed as their mean with a band: lowest to highest, then deviation.",
            footer=2),
    _action("all_rows", ("equals_sign",), "All rows",
            "Show all parameters, or again only those in which the jobs differ.", footer=3),
    _action("other_half", ("tab", "shift+tab"), "Other half",
            "Go from the curves to the table and back; in a small terminal, show the other.", footer=4),
    _action("left_job", ("left",), "Job before", "In the table, go to the column before.", palette=False),
    _action("right_job", ("right",), "Next job", "In the table, go to the next column.", palette=False),
    _action("rows_down", ("j", "down"), "Down", "Scroll the table down.", palette=False),
    _action("rows_up", ("k", "up"), "Up", "Scroll the table up.", palette=False),
    _action("go_to_job", ("enter",), "Go to job", "Leave the comparison for the job of the column under the cursor.",
            footer=5),
    _action("two_logs", ("l",), "Logs",
            "Show two logs side by side: that of the column under the cursor and that of the next one.", footer=6),
    _action("copy_comparison", ("y",), "Copy", "Copy the table to the clipboard as text.", footer=7),
    _action("export_comparison", ("E", "shift+e"), "Export",
            "Write the table as CSV into the workspace.", footer=8, changes=True),
    _action("leave_comparison", ("q",), "Leave", "Go back to the jobs.", palette=False),
)  # fmt: skip
"""Of the comparison alone."""

SHARED = ("help", "palette", "theme", "page_down", "page_up", "first", "last", "back")
"""Actions of the jobs screen that the comparison has, too."""

LOOKS = (
    "smoother", "rougher", "x_axis", "log_scale", "cut_outliers", "cursor_right", "cursor_left", "zoom_in", "zoom_out",
    "pan_left", "pan_right", "fit_curve", "follow_tail",
)  # fmt: skip
"""Actions of the Curves tab that the comparison has, too."""

METRICS = {"next_metric": 1, "previous_metric": -1}
"""Those that go to another metric, and by how many."""
