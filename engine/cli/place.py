"""Which workspace is meant. Without click: opening the panel needs this and nothing else of the command line."""

from pathlib import Path

from engine.errors import BadInput
from engine.paths import Workspace

WORKSPACE_VARIABLE = "TRAINDECK_WORKSPACE"
"""Environment variable that names the workspace when no option does."""

COMPLETE_VARIABLE = "_TRAINDECK_COMPLETE"
"""Set by a shell that wants completions instead of a run."""


def workspace_at(place: str | None) -> Workspace:
    """The workspace at a place, which must be a directory.

    Args:
        place: Directory given by option or environment, or None for the current one.

    Raises:
        BadInput: It is not one, or the current directory has been deleted.
    """
    try:
        workspace = Workspace(place or Path.cwd())
    except FileNotFoundError:
        raise BadInput("The current directory has been deleted.", "Go to another, or use --workspace.") from None
    if not workspace.root.is_dir():
        what = "is not a directory" if workspace.root.exists() else "does not exist"
        raise BadInput(f"The workspace {workspace.root} {what}.", "Create it with mkdir, or name another.")
    return workspace
