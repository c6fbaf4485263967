"""Processes that act on one workspace in the same moment, as several panels do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from engine.control.launch import launch
from engine.control.resume import resume_spec
from engine.control.stop import stop_job
from engine.errors import Refused, TraindeckError
from engine.observe.folder import read_all
from engine.paths import Workspace
from tests.engine.control.harness import long_spec
from tests.engine.worker.harness import status, wait_for

PATIENCE_S = 60.0
"""Longest wait for the other racers and for an answer."""


def launch_one(workspace: Workspace) -> str:
    """Launch a job, and return its id."""
    return launch(workspace, long_spec()).job_id


def launch_and_stop_all(workspace: Workspace) -> str:
    """Launch a job, then stop whatever is there."""
    job_id = launch_one(workspace)
    for view in read_all(workspace):
        if view.is_active:
            stop_job(workspace, view.job_id)
    return job_id


def stop_next(workspace: Workspace) -> str:
    """Stop a job as soon as there is a new one."""
    before = {path.name for path in workspace.jobs.glob("job_*.json")}
    wait_for("a new job", lambda: {path.name for path in workspace.jobs.glob("job_*.json")} > before)
    (new,) = {path.name for path in workspace.jobs.glob("job_*.json")} - before
    return stop(workspace, new.removesuffix(".json"))


def stop(workspace: Workspace, job_id: str) -> str:
    """Stop a job with a checkpoint."""
    return str(stop_job(workspace, job_id)[1])


def kill(workspace: Workspace, job_id: str) -> str:
    """Stop a job at once."""
    return str(stop_job(workspace, job_id, now=True)[1])


def resume(workspace: Workspace, job_id: str) -> str:
    """Go on from a job in a new one, and return its id or why not."""
    try:
        return launch(workspace, resume_spec(workspace, status(workspace, job_id))).job_id
    except Refused as refused:
        return str(refused)


Act = Callable[..., str]
"""What a racer does, with the workspace and further texts; returns what it was told."""


class Race:
    """Two racers that start together.

    Args:
        root: The workspace.
    """

    def __init__(self, root: Path) -> None:
        context = get_context("spawn")
        self._barrier = context.Barrier(2)  # Kept: its semaphores go with it, before a racer has taken them over.
        self._lines: list[Connection] = []
        self._racers = []
        for _ in range(2):
            mine, theirs = context.Pipe()
            racer = context.Process(target=_race, args=(root, self._barrier, theirs), daemon=True)
            racer.start()
            theirs.close()
            self._lines.append(mine)
            self._racers.append(racer)

    def run(self, *tasks: tuple[Any, ...]) -> tuple[str, str]:
        """Let each racer do its task, an act and its texts; returns what they were told."""
        for line, (act, *texts) in zip(self._lines, tasks, strict=True):
            line.send((act, texts))
        told = []
        for line in self._lines:
            if not line.poll(PATIENCE_S):
                raise TimeoutError("a racer does not answer")
            kind, answer = line.recv()
            if kind == "failed":
                raise RuntimeError(answer)
            told.append(answer)
        return told[0], told[1]

    def close(self) -> None:
        """Let the racers go."""
        for line in self._lines:
            line.close()
        for racer in self._racers:
            racer.join(PATIENCE_S)


@contextmanager
def race(root: Path) -> Iterator[Race]:
    """Two racers, and nothing left of them."""
    running = Race(root)
    try:
        yield running
    finally:
        running.close()


def _race(root: Path, barrier: Barrier, line: Connection) -> None:
    workspace = Workspace(root)
    while True:
        try:
            act, texts = line.recv()
        except EOFError:
            return
        barrier.wait(PATIENCE_S)
        try:
            line.send(("told", act(workspace, *texts)))
        except (TraindeckError, AssertionError, OSError) as error:
            line.send(("failed", f"{act.__name__}: {type(error).__name__}: {error}"))
