"""Stands for the panel where the command line is run inside a test."""

from collections.abc import Sequence

from engine.config.config import Config
from engine.config.problem import Problem
from engine.config.template import Switch
from engine.paths import Workspace


class NoPanel:
    """Opens nothing and knows nothing."""

    def open(self, workspace: Workspace, config: Config, job_id: str | None = None, *, opened: bool = False) -> int:
        return 0

    def problems(self, config: Config) -> Sequence[Problem]:
        return ()

    def actions(self) -> Sequence[Switch]:
        return ()
