"""What a recipe is: parameters, checks before launch, a plan, and a training. Standard library and msgspec only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import BadInput
from engine.job import JobSpec
from engine.params import Params
from engine.paths import Workspace

if TYPE_CHECKING:
    # For the worker alone; the command line and the form need not pay for these imports.
    from engine.worker.report import Reporter
    from engine.worker.stop import StopSignal


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How long a training is, known without doing any of it."""

    title: str
    """What is trained on what, one line."""
    training_rows: int
    epochs: int
    steps_per_epoch: int
    has_validation: bool

    @property
    def total_steps(self) -> int:
        """Optimiser steps of the whole job."""
        return self.epochs * self.steps_per_epoch


@dataclass(frozen=True)
class Run:
    """What a training is given."""

    workspace: Workspace
    spec: JobSpec
    params: Any
    """The recipe's own `Params`, checked."""
    working_directory: Path
    """What relative data paths are relative to."""
    reporter: Reporter
    stop: StopSignal


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a training ended when it did not fail."""

    finished: bool
    """False when it stopped early because it was asked to."""
    message: str
    """One line for the status file."""
    model: Path | None = None
    """The final model."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be trained."""

    name: str
    """As on the command line."""
    title: str
    summary: str
    """One sentence."""
    params: type[Params]
    check: Callable[[Any, Path], list[BadInput]]
    """Quick look at parameters and data before launch: (params, working directory) to every fault found."""
    plan: Callable[[Any, Path], Plan]
    """(params, working directory) to the length of the training; raises `BadInput`. Simulations need it."""
    load: Callable[[Any, Path], Any]
    """(params, working directory) to the data, read without PyTorch beside its import; raises `BadInput`."""
    train: Callable[[Run, Any], Outcome]
    """The training itself, given what `load` returned. Imports PyTorch, so only the worker may call it."""
