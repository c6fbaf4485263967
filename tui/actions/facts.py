"""What works while the tabs with lists show: Parameters, Checkpoints, Files."""

from tui.actions.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action(id="only_differing", keys=("equals_sign",), label="Only differing", group=Group.FACTS, tab="Parameters",
           footer=1,
           help="Show only parameters that differ from their defaults or from the parent's, or all again."),
    Action(id="next_checkpoint", keys=("down",), label="Next checkpoint", group=Group.FACTS, tab="Checkpoints",
           opened=True, palette=False, help="Go to the next checkpoint."),
    Action(id="previous_checkpoint", keys=("up",), label="Previous checkpoint", group=Group.FACTS, tab="Checkpoints",
           opened=True, palette=False, help="Go to the checkpoint before."),
    Action(id="resume_from", keys=("r",), label="Resume from here", group=Group.FACTS, tab="Checkpoints", opened=True,
           changes=True, footer=1, help="Go on from the checkpoint under the cursor, in a new job."),
    Action(id="copy_checkpoint", keys=("y",), label="Copy checkpoint", group=Group.FACTS, tab="Checkpoints",
           opened=True, footer=2, help="Copy the path of the checkpoint under the cursor."),
    Action(id="next_file", keys=("down",), label="Next file", group=Group.FACTS, tab="Files", opened=True,
           palette=False, help="Go to the next file."),
    Action(id="previous_file", keys=("up",), label="Previous file", group=Group.FACTS, tab="Files", opened=True,
           palette=False, help="Go to the file before."),
    Action(id="copy_path", keys=("y",), label="Copy path", group=Group.FACTS, tab="Files", opened=True,
           footer=1, help="Copy the path of the file under the cursor."),
    Action(id="open_file", keys=("o",), label="Open file", group=Group.FACTS, tab="Files", opened=True,
           footer=2, help="Read the file under the cursor in $PAGER."),
)  # fmt: skip
"""In the order of the help screen."""
