"""Puts a sample together. Used by one thread: what is measured here may take its time."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.job import ProcessIdentity
from engine.observe.meters.gpus import Gpus
from engine.observe.meters.machine import Machine
from engine.observe.meters.processes import Processes
from engine.observe.meters.sample import Sample


class Sampler:
    """Measures the machine that the panel runs on.

    Args:
        folder: The workspace.
        gpus: Measures GPUs; tests bring one with a library of their own.
        now: Unix seconds.
    """

    def __init__(self, folder: Path, gpus: Gpus | None = None, now: Callable[[], float] = time.time) -> None:
        self._machine = Machine(folder)
        self._gpus = gpus if gpus is not None else Gpus()
        self._processes = Processes()
        self._now = now

    def sample(self, workers: Mapping[str, ProcessIdentity | int] | None = None) -> Sample:
        """Measure now.

        Args:
            workers: Worker of each job whose processes are wanted, by job id.
        """
        gpus = self._gpus.look()
        jobs = self._processes.look_at_all(dict(workers), gpus) if workers else {}
        return Sample(taken_at=self._now(), gpus=gpus, jobs=jobs, **self._machine.look())

    def close(self) -> None:
        """Let the GPUs' library go."""
        self._gpus.close()
