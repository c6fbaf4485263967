"""A workspace that is followed when somebody renames its folder, as its own processes see it.

Standard library only: the shim imports this.
"""

import os
import re

from engine.paths import Workspace

FOLDER = "/proc/self/fd/"
"""Where the kernel shows a process its own descriptors (proc_pid_fd(5))."""


def pin(workspace: Workspace) -> Workspace:
    """The same workspace by a descriptor that stays open as long as this process lives.

    What is written under it goes where the folder is by then, and a path that was given up is never made anew. Where
    the folder or /proc is missing the workspace is given back as it is.
    """
    try:
        descriptor = os.open(workspace.root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return workspace
    pinned = pinned_at(descriptor)
    if pinned is None:
        os.close(descriptor)
    return pinned or workspace


def pinned_at(descriptor: int) -> Workspace | None:
    """The workspace behind a descriptor, which is kept from children; None where it is no folder's."""
    place = f"{FOLDER}{descriptor}"
    if not os.path.isdir(place):
        return None
    os.set_inheritable(descriptor, False)
    return Workspace(place)


def descriptor_of(workspace: Workspace) -> int | None:
    """The descriptor that pins a workspace, to be handed on; None where none does."""
    number = os.fspath(workspace.root).removeprefix(FOLDER)
    return int(number) if number.isdigit() else None


def told(text: str) -> str:
    """A text in which pinned paths stand under the names that they have now, for people."""
    return re.sub(rf"{FOLDER}[0-9]+", lambda match: os.path.realpath(match[0]), text)
