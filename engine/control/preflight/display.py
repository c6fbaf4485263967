"""What the terminal can show."""

import os
import shutil
import sys
from collections.abc import Mapping

from engine.charset import is_ascii_terminal
from engine.control.preflight.finding import Finding, Level

NAME = "terminal"

SMALLEST = (80, 24)
"""Columns and lines that the panel is drawn for at least."""


def display(
    environment: Mapping[str, str] = os.environ,
    *,
    ascii: bool | None = None,
    size: tuple[int, int] | None = None,
    there: bool | None = None,
) -> Finding:
    """Say how the panel will look here.

    Args:
        environment: The variables.
        ascii: Whether only ASCII can be shown.
        size: Columns and lines.
        there: Whether this is a terminal at all.
    """
    there = sys.stdin.isatty() and sys.stdout.isatty() if there is None else there
    if not there:
        return Finding(NAME, Level.NOTE, "This is not a terminal, so the panel cannot be opened here.")
    term = environment.get("TERM", "")
    if term in ("", "dumb"):
        return Finding(
            NAME, Level.TROUBLE, f"TERM is “{term}”: this terminal cannot draw.", "Set TERM to xterm-256color."
        )
    columns, lines = shutil.get_terminal_size() if size is None else size
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        told = f"The terminal has {columns}x{lines} cells; the panel needs {SMALLEST[0]}x{SMALLEST[1]}."
        return Finding(NAME, Level.NOTE, told, "Make the window larger or its font smaller.")
    if is_ascii_terminal() if ascii is None else ascii:
        told = "The locale is not UTF-8, so the panel draws with ASCII characters."
        return Finding(NAME, Level.NOTE, told, "For finer curves: export LC_ALL=C.UTF-8")
    colours = "true colour" if environment.get("COLORTERM") in ("truecolor", "24bit") else "256 colours"
    if "256" not in term and colours != "true colour" and not term.endswith("direct"):
        colours = "16 colours"
    return Finding(NAME, Level.FINE, f"{columns}x{lines} cells, UTF-8, {colours} ({term}).")
