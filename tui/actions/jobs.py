"""What acts on jobs."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="new", keys=("n",), label="New", help="Launch a job from a form.", group=Group.JOBS, footer=1,
           changes=True),
    Action(id="stop", keys=("x",), label="Stop", needs_job=True, group=Group.JOBS, footer=2, changes=True,
           help="Stop the selected or marked jobs: each saves a checkpoint and ends within its grace."),
    Action(id="kill", keys=("X", "shift+x"), label="Kill", needs_job=True, group=Group.JOBS, changes=True,
           help="Kill the selected or marked jobs at once, without a checkpoint."),
    Action(id="resume", keys=("r",), label="Resume", needs_job=True, group=Group.JOBS, footer=3, changes=True,
           help="Go on from the last checkpoint in a new job; without a checkpoint, start again."),
    Action(id="duplicate", keys=("d",), label="Duplicate", needs_job=True, group=Group.JOBS, footer=4, changes=True,
           help="Open the form filled in from the selected job."),
    Action(id="copy_id", keys=("y",), label="Copy id", needs_job=True, group=Group.JOBS,
           help="Copy the job's id to the clipboard."),
)  # fmt: skip
"""In the order of the help screen."""
