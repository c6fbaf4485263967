"""Reading a file in the pager of the user's choice."""

import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from engine.errors import TraindeckError

DEFAULT = "less -R +G"
"""Colours, and the end first."""


class NoPager(TraindeckError):
    """The pager cannot be used; the message says why."""


def pager_command(environment: Mapping[str, str], path: Path) -> list[str]:
    """What to run: `$PAGER` and its arguments, never by a shell.

    Args:
        environment: Where `PAGER` is looked up.
        path: The file to read.

    Raises:
        NoPager: There is no such program, or `PAGER` cannot be understood.
    """
    asked = environment.get("PAGER", "").strip() or DEFAULT
    try:
        command = shlex.split(asked)
    except ValueError as error:
        raise NoPager(f"$PAGER is “{asked}”, which cannot be split into words: {error}.") from error
    program = shutil.which(command[0], path=environment.get("PATH"))
    if program is None:
        raise NoPager(f"There is no pager “{command[0]}” here; $PAGER may name another one.")
    return [program, *command[1:], str(path.absolute())]


def run_pager(command: list[str]) -> None:
    """Run a pager in the terminal until it ends. Ctrl-c is the pager's affair meanwhile.

    Raises:
        NoPager: It could not be started.
    """
    # A handler, and not SIG_IGN, which the pager would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        raise NoPager(f"The pager {command[0]} could not be started: {error.strerror}.") from error
    finally:
        signal.signal(signal.SIGINT, before)
