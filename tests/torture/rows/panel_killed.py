"""`kill -9` of panels and of commands that launch, some in the middle of a launch."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.control.cut_short import STALE_S, CutShort
from engine.control.identity import Life, life_of
from engine.control.launch import check_workspace
from engine.control.remembered import remember
from engine.control.stop import stop_job
from engine.error_kind import ErrorKind
from engine.files import TEMPORARY_SUFFIX
from engine.observe.folder import Look, read_all
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.state import JobState
from tests.e2e.command_line import TRAINDECK
from tests.e2e.terminal import terminal
from tests.engine.control.harness import closed_by_a_look, end, long_spec
from tests.engine.worker.harness import DIABETES, wait_for
from tests.torture.result import Result

TITLE = "kill -9 of the panel and of a launching command"
FULL, CI = 200, 6

LAUNCHING_S = 0.4
"""Latest moment of the kill after the key that launches: checking takes half of it, starting a process the rest."""

BEGUN_S = 0.12
"""Latest moment of the kill after the first trace of a launch; most kills come early, where the files are written."""

IDLE_S = 0.3
"""Latest moment of the kill of a panel that does nothing but show."""

COMMAND_S = 0.4
"""Latest moment of the kill of a command that launches."""

LIMIT_S = 2.0
"""Until the next look must know of every job that was begun, and whether it runs."""

KEPT = 4
"""How many jobs may go on through the deaths of further panels before all are stopped."""


def torture(rounds: int, root: Path) -> Result:
    """By turns: in the middle of a launch from the form, of a launch from the command line, and of nothing."""
    result, chance, workspace, outcomes = Result(), random.Random(4), Workspace(root), Counter[str]()
    check_workspace(workspace)
    remember(workspace, long_spec())
    kinds = (_from_the_form, _from_the_command_line, _from_the_form, _of_nothing)
    for number in range(rounds):
        before = _runs(workspace)
        with result.round():
            kinds[number % len(kinds)](workspace, chance)
            new = _runs(workspace) - before
            result.expect(len(new) <= (number % len(kinds) != 3), f"{len(new)} jobs of one launch")
            outcomes.update([_judge(workspace, new, result)])
            if len(_active(workspace)) >= KEPT:
                _stop_all(workspace, result)
    _stop_all(workspace, result)
    _collect(workspace, result)
    result.notes.append(", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    return result


def _from_the_form(workspace: Workspace, chance: random.Random) -> None:
    with terminal([*TRAINDECK, "--workspace", str(workspace.root)]) as panel:
        panel.wait_for("n New")
        panel.press("n")
        panel.wait_for("diabetes.csv", "SIMULATION: nothing is really trained")
        before = _runs(workspace)
        panel.press("\x13")
        _await_the_blow(workspace, before, chance, LAUNCHING_S)
        os.kill(panel.pid, signal.SIGKILL)


def _from_the_command_line(workspace: Workspace, chance: random.Random) -> None:
    command = ["--workspace", str(workspace.root), "launch", "regression", "--data", DIABETES, "--epochs", "1000000"]
    before = _runs(workspace)
    launcher = subprocess.Popen(
        [*TRAINDECK, *command, "--simulate"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _await_the_blow(workspace, before, chance, COMMAND_S)
    launcher.kill()
    launcher.wait()


def _await_the_blow(workspace: Workspace, before: set[str], chance: random.Random, latest_s: float) -> None:
    """Wait for a random time, by turns from now on or from the first trace of the launch."""
    if chance.random() < 0.3:
        time.sleep(chance.uniform(0, latest_s))
        return
    wait_for("a trace of the launch", lambda: _runs(workspace) != before)
    time.sleep(BEGUN_S * chance.random() ** 4)


def _of_nothing(workspace: Workspace, chance: random.Random) -> None:
    with terminal([*TRAINDECK, "--workspace", str(workspace.root)]) as panel:
        panel.wait_for("n New")
        time.sleep(chance.uniform(0, IDLE_S))
        os.kill(panel.pid, signal.SIGKILL)


def _judge(workspace: Workspace, new: set[str], result: Result) -> str:
    """What became of a round, once a panel that looks now knows everything."""
    struck_s = time.monotonic()
    with _looking(workspace) as store:

        def is_clear() -> bool:
            active = {view.job_id for view in list(store) if view.is_active}
            return not _unclear(workspace, store) and sorted(_workers(workspace)) == sorted(active)

        wait_for("a look that knows every job, and one worker for each that is active", is_clear, 30)
        result.took(struck_s, LIMIT_S, "knowing every job")
        views = {view.job_id: view for view in list(store)}
    for view in views.values():
        result.expect(view.record is not None and not view.problem, f"{view.job_id} is unreadable: {view.problem}")
    (outcome,) = {_outcome(views.get(job_id), result) for job_id in new} or {"nothing begun"}
    return outcome


def _unclear(workspace: Workspace, store: JobStore) -> list[str]:
    """Jobs that somebody asked for and of which a look does not know yet whether they run."""
    unclear = [job_id for job_id in _unseen(workspace) if workspace.spec(job_id).exists()]
    unclear += [path.stem for path in workspace.jobs.glob("job_*.json") if store.get(path.stem) is None]
    for view in list(store):
        if view.record is None or (view.is_active and life_of(view.record.worker) is not Life.ALIVE):
            unclear.append(view.job_id)
    return unclear


def _outcome(view: JobView | None, result: Result) -> str:
    if view is None or view.record is None:
        return "dead before it was written what to launch"
    if view.is_active:
        return "running"
    error = view.record.error
    result.expect(view.state is JobState.ERROR, f"{view.job_id} is {view.state}")
    result.expect(error is not None and error.kind == ErrorKind.LAUNCH_FAILED, f"{view.job_id}: {error}")
    return "shown as cut short"


def _stop_all(workspace: Workspace, result: Result) -> None:
    for job_id in _active(workspace):
        record, _ = stop_job(workspace, job_id, now=True)
        closed_by_a_look(workspace, job_id)
        end(workspace, record)
    result.expect(not (left := _workers(workspace)), f"workers were left: {left}")


def _collect(workspace: Workspace, result: Result) -> None:
    """After a minute, nothing half-written must be left; the minute passes by setting back the clocks of files."""
    then_s = time.time() - STALE_S - 1
    for path in [*workspace.artifacts.glob("*"), *workspace.artifacts.glob(".*"), *workspace.runs.glob("*")]:
        os.utime(path, (then_s, then_s))
    CutShort(workspace).close()
    left = [path for path in workspace.root.rglob("*") if path.name.endswith(TEMPORARY_SUFFIX)]
    result.expect(not left, f"temporary files were left: {left}")
    result.expect(not (unseen := _unseen(workspace)), f"run folders without a status file were left: {unseen}")


@contextmanager
def _looking(workspace: Workspace) -> Iterator[JobStore]:
    """What a panel knows that is opened now."""
    store = JobStore()

    def deliver(look: Look, note: str) -> None:
        store.apply(look)

    watcher = Watcher(workspace, deliver)
    watcher.start()
    try:
        yield store
    finally:
        watcher.close()


def _runs(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.runs.iterdir()}


def _unseen(workspace: Workspace) -> set[str]:
    return {job_id for job_id in _runs(workspace) if not workspace.status(job_id).exists()}


def _active(workspace: Workspace) -> list[str]:
    return [view.job_id for view in read_all(workspace) if view.is_active]


def _workers(workspace: Workspace) -> list[str]:
    """Job of each living worker of the workspace, as its arguments name it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().decode("utf-8", "replace").split("\0")
            if "engine.worker" in words and str(workspace.root) in words:
                found.append(words[words.index(str(workspace.root)) + 1])
    return found
