"""Which workspace is meant. Without click: opening the panel needs this and nothing else of the command line."""

import os
import stat
from pathlib import Path

from engine.config.config import load_config
from engine.control.permission import why_locked
from engine.errors import BadInput
from engine.paths import Workspace
from engine.text import clean

WORKSPACE_VARIABLE = "TRAINDECK_WORKSPACE"
"""Environment variable that names the workspace when no option does."""

COMPLETE_VARIABLE = "_TRAINDECK_COMPLETE"
"""Set by a shell that wants completions instead of a run."""


READ_ONLY_VARIABLE = "TRAINDECK_READ_ONLY"
"""Environment variable that, if it is neither empty nor 0, lets everything be looked at and nothing be changed."""

ASKED = "it was opened with --read-only"
"""Why nothing may be changed where a user asked for that."""


def wants_read_only() -> bool:
    """Whether the environment asks to change nothing."""
    return os.environ.get(READ_ONLY_VARIABLE, "") not in ("", "0")


def _set_by_user() -> str:
    """The workspace that the user's file of settings names, or empty."""
    return os.path.expanduser(load_config(None, environment={}).settings.panel.workspace)


def workspace_at(place: str | None, *, read_only: bool = False) -> Workspace:
    """The workspace at a place, which must be a directory.

    Args:
        place: Directory given by option or environment, or None for that of the user's file, else the current one.
        read_only: Whether nothing may be changed; those that this user may not write never are.

    Raises:
        BadInput: It is not one, or the current directory has been deleted.
    """
    try:
        workspace = Workspace(place or _set_by_user() or Path.cwd())
    except FileNotFoundError:
        raise BadInput("The current directory has been deleted.", "Go to another, or use --workspace.") from None
    root = clean(os.fspath(workspace.root), 300)
    try:
        is_folder = stat.S_ISDIR(os.stat(workspace.root).st_mode)
    except FileNotFoundError:
        raise BadInput(f"The workspace {root} does not exist.", "Create it with mkdir, or name another.") from None
    except OSError as error:
        raise BadInput(f"The workspace {root} cannot be used: {error.strerror}.", "Name another.") from error
    if not is_folder:
        raise BadInput(f"The workspace {root} is not a directory.", "Name another.")
    workspace.locked = why_locked(workspace) or (ASKED if read_only or wants_read_only() else "")
    return workspace
