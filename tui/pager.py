"""Reading a file in the pager of the user's choice."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
    """Run a pager in the terminal until it ends. What is typed there is its affair: ctrl-c, and ctrl-z for both.

    Raises:
        NoPager: It could not be started.
    """
    with _pager_in_front():
        try:
            subprocess.run(command, check=False)
        except OSError as error:
            raise NoPager(f"The pager {command[0]} could not be started: {error.strerror}.") from error


@contextmanager
def _pager_in_front() -> Iterator[None]:
    """Be deaf to ctrl-c, stop with the pager, and keep a wish to end for later.

    The event loop hears signals by a descriptor; without it their handlers alone are asked. They are functions, not
    SIG_IGN, which the pager would inherit.
    """
    kept: list[int] = []
    hear: dict[signal.Signals, Any] = {
        signal.SIGINT: lambda *_: None,
        signal.SIGTSTP: signal.SIG_DFL,
        signal.SIGTERM: lambda number, _: kept.append(number),
        signal.SIGHUP: lambda number, _: kept.append(number),
    }
    wakeup = signal.set_wakeup_fd(-1)
    before = {number: signal.signal(number, handler) for number, handler in hear.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup)
        for wish in kept:
            os.kill(os.getpid(), wish)
