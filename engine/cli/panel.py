"""What the command line asks of the panel, of which the engine itself knows nothing."""

from collections.abc import Sequence
from typing import Protocol

from engine.config.config import Config
from engine.config.problem import Problem
from engine.config.template import Switch
from engine.paths import Workspace


class Panel(Protocol):
    """The panel, as `tui.__main__` gives it to the command line."""

    def open(self, workspace: Workspace, config: Config, job_id: str | None = None, *, opened: bool = False) -> int:
        """Open it and return its exit status.

        Args:
            workspace: Whose jobs to show.
            config: What the user has set.
            job_id: The job to select first.
            opened: Whether that job's detail has the whole screen.
        """
        ...

    def problems(self, config: Config) -> Sequence[Problem]:
        """What is wrong with themes and keys."""
        ...

    def actions(self) -> Sequence[Switch]:
        """The actions and their keys."""
        ...
