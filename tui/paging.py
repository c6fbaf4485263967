"""Handing the terminal to the user's pager until that ends."""

import os
from pathlib import Path

from textual.app import SuspendNotSupported
from textual.widget import Widget

from tui.pager import NoPager, pager_command, run_pager


def read_in_pager(widget: Widget, path: Path) -> None:
    """Read a file in the pager, or say why that cannot be done.

    Args:
        widget: Whose app gives its terminal away.
        path: The file.
    """
    try:
        command = pager_command(os.environ, path)
        with widget.app.suspend():
            run_pager(command)
    except NoPager as error:
        widget.notify(str(error), severity="warning", markup=False)
    except SuspendNotSupported:
        widget.notify("This terminal cannot be handed to a pager.", severity="warning")
