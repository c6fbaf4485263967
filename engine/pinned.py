"""A workspace that is followed when somebody renames its folder, as its own processes see it.

Standard library only: the shim imports this.
"""

import os

from engine.paths import Workspace


def pin(workspace: Workspace) -> Workspace:
    """The same workspace by a descriptor that stays open as long as this process lives.

    What is written under it goes where the folder is by then, and a path that was given up is never made anew. Where
    the folder or /proc is missing the workspace is given back as it is.
    """
    try:
        descriptor = os.open(workspace.root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return workspace
    place = f"/proc/self/fd/{descriptor}"
    if os.path.isdir(place):
        return Workspace(place, locked=workspace.locked)
    os.close(descriptor)
    return workspace
