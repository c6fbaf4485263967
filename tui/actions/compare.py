"""Comparing jobs: how to get there, and what works there."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="compare", keys=("c",), label="Compare", needs_job=True, group=Group.TABLE, footer=7,
           help="Compare the marked jobs: curves, parameters, results. Without marks, a resumed job with its parent."),
)  # fmt: skip
"""Of the jobs screen."""

COMPARE: tuple[Action, ...] = (
    Action(id="other_pane", keys=("tab", "shift+tab"), label="Other half", group=Group.COMPARE, footer=4,
           help="Go from the curves to the table and back; in a small terminal, show the other."),
    Action(id="next_metric", keys=("full_stop",), label="Next metric", group=Group.COMPARE, footer=1,
           help="Draw the next metric."),
    Action(id="previous_metric", keys=("comma",), label="Metric before", group=Group.COMPARE,
           help="Draw the metric before."),
    Action(id="all_rows", keys=("equals_sign",), label="All rows", group=Group.COMPARE, footer=3,
           help="Show all parameters, or again only those in which the jobs differ."),
    Action(id="bands", keys=("b",), label="Seeds", group=Group.COMPARE, footer=2,
           help="Show jobs that differ only in the seed as their mean with a band: lowest to highest, then deviation."),
    Action(id="left_job", keys=("left",), label="Job before", group=Group.COMPARE, palette=False,
           help="In the table, go to the column before."),
    Action(id="right_job", keys=("right",), label="Next job", group=Group.COMPARE, palette=False,
           help="In the table, go to the next column."),
    Action(id="rows_down", keys=("j", "down"), label="Down", group=Group.COMPARE, palette=False,
           help="Scroll the table down."),
    Action(id="rows_up", keys=("k", "up"), label="Up", group=Group.COMPARE, palette=False, help="Scroll the table up."),
    Action(id="page_down", keys=("ctrl+d", "pagedown"), label="Page down", group=Group.COMPARE, palette=False,
           help="Scroll the table down by half of it."),
    Action(id="page_up", keys=("ctrl+u", "pageup"), label="Page up", group=Group.COMPARE, palette=False,
           help="Scroll the table up by half of it."),
    Action(id="go_to_job", keys=("enter",), label="Go to job", group=Group.COMPARE, footer=5,
           help="Leave the comparison for the job of the column under the cursor."),
    Action(id="logs", keys=("l",), label="Logs", group=Group.COMPARE, footer=6,
           help="Show two logs side by side: that of the column under the cursor and that of the next one."),
    Action(id="copy_table", keys=("y",), label="Copy", group=Group.COMPARE, footer=7,
           help="Copy the table to the clipboard as text."),
    Action(id="export", keys=("E", "shift+e"), label="Export", group=Group.COMPARE, footer=8, changes=True,
           help="Write the table as CSV into the folder exports of the workspace."),
    Action(id="help", keys=("question_mark", "f1"), label="Help", group=Group.PANEL, footer=9, help="Show every key."),
    Action(id="back", keys=("escape", "q"), label="Back", group=Group.COMPARE, footer=10, palette=False,
           help="Go back to the table of jobs."),
)  # fmt: skip
"""Of the comparison, besides those of the Curves tab, which work there too."""
