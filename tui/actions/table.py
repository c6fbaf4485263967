"""What concerns the table of jobs."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="mark", keys=("space",), label="Mark", needs_job=True, group=Group.TABLE, footer=6,
           help="Mark the selected job, or a whole group; stop, kill, delete and the like then apply to all marked."),
    Action(id="mark_all", keys=("asterisk",), label="Mark all", needs_job=True, group=Group.TABLE,
           help="Mark all jobs that the filter shows, or unmark them."),
    Action(id="unmark_all", keys=("u",), label="Unmark all", needs_job=True, group=Group.TABLE,
           help="Remove all marks."),
    Action(id="filter", keys=("slash",), label="Filter", needs_job=True, group=Group.TABLE, footer=8,
           help="Show only some jobs: words, or state:running loss<0.1 lr>=1e-3 tag:v2 -name:smoke since:2h."),
    Action(id="sort", keys=("s",), label="Sort", needs_job=True, group=Group.TABLE, footer=9,
           help="Sort by the next column that is shown; any other one in the dialog of columns."),
    Action(id="reverse", keys=("S", "shift+s"), label="Reverse", needs_job=True, group=Group.TABLE,
           help="Reverse the order of the table."),
    Action(id="columns", keys=("C", "shift+c"), label="Columns", needs_job=True, group=Group.TABLE,
           help="Choose, order and size the columns; any parameter and metric can be one."),
    Action(id="group", keys=("b",), label="Group", needs_job=True, group=Group.TABLE,
           help="Group the jobs by tag, recipe, the job they were resumed from, or state; then not at all."),
    Action(id="fold", keys=("B", "shift+b"), label="Fold groups", needs_job=True, group=Group.TABLE,
           help="Close all groups, or open them; Open does so with one."),
    Action(id="pin", keys=("p",), label="Pin", needs_job=True, group=Group.TABLE, changes=True,
           help="Keep the selected or marked jobs on top, or let go of them."),
    Action(id="tags", keys=("T", "shift+t"), label="Tags", needs_job=True, group=Group.TABLE, changes=True,
           help="Edit the tags of the selected or marked jobs."),
    Action(id="note", keys=("o",), label="Note", needs_job=True, group=Group.TABLE, changes=True,
           help="Write a note on the selected or marked jobs."),
    Action(id="archive", keys=("A", "shift+a"), label="Archive", needs_job=True, group=Group.TABLE, changes=True,
           help="Put the selected or marked jobs away, or take them back; the filter is:archived shows them."),
    Action(id="delete_jobs", keys=("D", "shift+d", "delete"), label="Delete", needs_job=True, group=Group.TABLE,
           changes=True, help="Move the selected or marked jobs to the trash, with logs, checkpoints and models."),
    Action(id="undo", keys=("U", "shift+u"), label="Undo", group=Group.TABLE, changes=True,
           help="Take the last archiving or deletion back."),
    Action(id="export_table", keys=("ctrl+e",), label="Export table", needs_job=True, group=Group.TABLE, changes=True,
           help="Write the jobs and columns that are shown to a CSV file in the workspace."),
)  # fmt: skip
"""In the order of the help screen."""
