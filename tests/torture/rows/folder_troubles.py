"""The folder of status files deleted, renamed, recreated or a link; no inotify; faults in whoever is told."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from engine.files import make_private
from engine.job import JobRecord
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.engine.worker.harness import wait_for
from tests.torture.program import run_program
from tests.torture.result import Result

TITLE = "folder deleted, renamed, recreated, linked; inotify exhausted; faults; clock jumps"
FULL, CI = 100, 11

LIMIT_S = 2.0
"""Until everything must be right again."""

NAMESPACE = ["unshare", "--user", "--map-root-user"]
"""Command in whose namespace inotify can be forbidden without taking it from anybody else."""

UNTRIED = "inotify not exhausted: no user namespace can be had here"


class Scene:
    """A watched workspace and what its watcher told."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        make_private(self.workspace.jobs)
        self.store = JobStore()
        self.faults = 0
        self.step = 0
        self.write()
        self.watcher = Watcher(self.workspace, self._deliver)

    def _deliver(self, look: Look, note: str) -> None:
        if self.faults:
            self.faults -= 1
            raise RuntimeError("a fault in whoever is told")
        self.store.apply(look)

    def write(self) -> None:
        """Write a newer status."""
        self.step += 1
        record = JobRecord(job_id="a", status=JobState.RUNNING, step=self.step)
        write_record(self.workspace.status("a"), record, durable=False)

    def is_right(self) -> bool:
        """Whether the last status has been told."""
        view = self.store.get("a")
        return view is not None and view.record is not None and view.record.step == self.step

    def is_empty(self) -> bool:
        """Whether it has been told that no job is left."""
        return not len(self.store)


def deleted(scene: Scene) -> None:
    """The folder goes, and comes again with a job in it."""
    shutil.rmtree(scene.workspace.artifacts)
    wait_for("no job", scene.is_empty, 10)
    make_private(scene.workspace.jobs)


def recreated(scene: Scene) -> None:
    """The folder is another one before anybody can look."""
    shutil.rmtree(scene.workspace.jobs)
    make_private(scene.workspace.jobs)


def renamed(scene: Scene) -> None:
    """The folder gets another name, and a new one stands in its place."""
    scene.workspace.jobs.rename(scene.workspace.artifacts / f"old-{scene.step}")
    make_private(scene.workspace.jobs)


def parent_renamed(scene: Scene) -> None:
    """The same one level up."""
    scene.workspace.artifacts.rename(scene.workspace.root / f"old-{scene.step}")
    make_private(scene.workspace.jobs)


def linked(scene: Scene) -> None:
    """The folder moves to another disk, and a symbolic link leads there."""
    elsewhere = scene.workspace.root / f"elsewhere-{scene.step}"
    shutil.move(scene.workspace.jobs.resolve(), elsewhere)
    if scene.workspace.jobs.is_symlink():
        scene.workspace.jobs.unlink()
    scene.workspace.jobs.symlink_to(elsewhere)


def emitter_dead(scene: Scene) -> None:
    """Watchdog's thread ends."""
    if scene.watcher.events.observer is not None:
        for emitter in list(scene.watcher.events.observer.emitters):
            emitter.stop()


def told_with_faults(scene: Scene) -> None:
    """Whoever is told raises."""
    scene.faults = 2


def file_lost_and_found(scene: Scene) -> None:
    """The status file goes and comes again."""
    scene.workspace.status("a").unlink()
    wait_for("no job", scene.is_empty, 10)


@contextmanager
def _clock(offset_s: float) -> Iterator[None]:
    now = time.time
    with mock.patch("time.time", side_effect=lambda: now() + offset_s):
        yield


def can_forbid() -> bool:
    """Whether a namespace can be had in which inotify has its own limit (namespaces(7), /proc/sys/user)."""
    if shutil.which("unshare") is None:
        return False
    probe = ["sh", "-c", "echo 0 > /proc/sys/user/max_inotify_instances"]
    return subprocess.run([*NAMESPACE, *probe], capture_output=True, check=False).returncode == 0


PLAIN: tuple[Callable[[Scene], None], ...] = (
    deleted, recreated, renamed, parent_renamed, linked, emitter_dead, told_with_faults, file_lost_and_found,
)  # fmt: skip
"""Troubles after which one more write must be told."""


def torture(rounds: int, root: Path) -> Result:
    """One trouble a round, with the true intervals of the watcher."""
    result = Result()
    with mock.patch("engine.observe.watch._log.exception"):
        for number in range(rounds):
            place = root / str(number)
            place.mkdir()
            with result.round():
                _one(number, place, result)
    return result


def _one(number: int, place: Path, result: Result) -> None:
    kind = number % (len(PLAIN) + 3)
    if kind == len(PLAIN):
        if can_forbid():
            seconds = run_program("no_inotify", place, inside=NAMESPACE)["seconds"]
            result.seconds.append(seconds)
            result.expect(seconds <= LIMIT_S, f"without inotify it took {seconds:.2f} s")
        elif UNTRIED not in result.notes:
            result.notes.append(UNTRIED)
        return
    scene = Scene(place)
    if kind > len(PLAIN):
        offset_s = 10**9 if kind % 2 else -(10**9)

        def jump(scene: Scene) -> None:
            jumping.__enter__()

        jumping = _clock(offset_s)
        try:
            watch(scene, jump, result, "the clock jumped")
        finally:
            jumping.__exit__(None, None, None)
        return
    trouble = PLAIN[kind]
    watch(scene, trouble, result, trouble.__name__)


def watch(scene: Scene, trouble: Callable[[Scene], None], result: Result, name: str) -> None:
    """Watch a scene while something happens to it, and measure until what was written afterwards is told."""
    scene.watcher.start()
    try:
        wait_for("the first look", scene.is_right, 10)
        wait_for("events, or polling", lambda: bool(scene.watcher.events.observer or scene.watcher.events.note), 10)
        trouble(scene)
        struck_s = time.monotonic()
        scene.write()
        wait_for(f"right after: {name}", scene.is_right, 10)
        result.took(struck_s, LIMIT_S, name)
        scene.write()
        wait_for(f"right again after: {name}", scene.is_right, 10)
    finally:
        scene.watcher.close()
