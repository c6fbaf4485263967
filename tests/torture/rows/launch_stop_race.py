"""Two processes that launch, stop and resume in the same moment."""

import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.control.launch import check_workspace
from engine.control.stop import StopOutcome
from engine.files import UnreadableFile
from engine.job import JobRecord
from engine.observe.folder import read_all
from engine.paths import Workspace
from engine.record import read_status
from engine.state import JobState
from tests.engine.control.harness import closed, end, named
from tests.torture.programs import racer
from tests.torture.programs.racer import Race, race
from tests.torture.result import Result

TITLE = "two panels race to launch, stop and resume"
FULL, CI = 500, 15

SAMPLE_EVERY_S = 0.005
"""How often it is looked which workers there are, and which state a job has."""


class Sightings:
    """What was seen of each job while a round went on."""

    def __init__(self) -> None:
        self.workers: dict[str, set[int]] = defaultdict(set)
        self.endings: dict[str, set[JobState]] = defaultdict(set)


def torture(rounds: int, root: Path) -> Result:
    """Four kinds of races by turns; each leaves nothing running."""
    result, workspace = Result(), Workspace(root)
    check_workspace(workspace)
    jobs = workers = 0
    kinds = (_launch_both, _launch_and_stop, _stop_both, _resume_both)
    with race(root) as racers:
        for number in range(rounds):
            with result.round():
                with _watched(workspace) as seen:
                    job_ids = [record.job_id for record in kinds[number % len(kinds)](workspace, racers, result)]
                    for job_id in job_ids:
                        closed(workspace, job_id)
                _check(workspace, job_ids, seen, result)
                jobs += len(job_ids)
                workers += sum(map(len, seen.workers.values()))
            _end_all(workspace)
    result.notes.append(f"{jobs:,} jobs, {workers:,} workers seen; others were stopped before theirs started")
    return result


def _launch_both(workspace: Workspace, racers: Race, result: Result) -> list[JobRecord]:
    told = racers.run((racer.launch_and_stop_all,), (racer.launch_and_stop_all,))
    result.expect(len(set(told)) == 2, f"two launches made {set(told)}")
    for view in read_all(workspace):
        racers.run((racer.stop, view.job_id), (racer.stop, view.job_id))
    return _records(workspace)


def _launch_and_stop(workspace: Workspace, racers: Race, result: Result) -> list[JobRecord]:
    job_id, outcome = racers.run((racer.launch_one,), (racer.stop_next,))
    result.expect(outcome == StopOutcome.ASKED, f"the stop: {outcome}")
    result.expect(len(_records(workspace)) == 1, "one launch made more than one job")
    found = closed(workspace, job_id)
    result.expect(found.status is JobState.STOPPED, f"a stop during its launch made it {found.status}")
    return _records(workspace)


def _stop_both(workspace: Workspace, racers: Race, result: Result) -> list[JobRecord]:
    job_id = racer.launch_one(workspace)
    second = racer.kill if result.rounds % 8 < 4 else racer.stop
    told = racers.run((racer.stop, job_id), (second, job_id))
    result.expect(StopOutcome.ASKED in told, f"two stops: {told}")
    found = closed(workspace, job_id)
    result.expect(found.status is JobState.STOPPED, f"two stops made it {found.status}")
    told = racers.run((racer.stop, job_id), (racer.kill, job_id))
    result.expect(set(told) == {StopOutcome.ALREADY_CLOSED}, f"stopping a finished job: {told}")
    result.expect(closed(workspace, job_id) == found, "stopping a finished job changed it")
    return [found]


def _resume_both(workspace: Workspace, racers: Race, result: Result) -> list[JobRecord]:
    parent = racer.launch_one(workspace)
    racer.kill(workspace, parent)
    closed(workspace, parent)
    told = racers.run((racer.resume, parent), (racer.resume, parent))
    launched = [answer for answer in told if answer.startswith("job_")]
    result.expect(len(launched) == 1 and len(_records(workspace)) == 2, f"two resumes: {told}")
    result.expect(all(launched[0] in answer for answer in told), f"the second resume was told: {told}")
    racers.run((racer.kill, launched[0]), (racer.kill, launched[0]))
    closed(workspace, launched[0])
    again = racer.resume(workspace, parent)
    result.expect(again.startswith("job_"), f"a later resume: {again}")
    racer.kill(workspace, again)
    return _records(workspace)


def _records(workspace: Workspace) -> list[JobRecord]:
    return [view.record for view in read_all(workspace) if view.record is not None]


def _check(workspace: Workspace, job_ids: list[str], seen: Sightings, result: Result) -> None:
    runs = {path.name for path in workspace.runs.iterdir()}
    result.expect(runs == set(job_ids), f"run folders {runs} of the jobs {job_ids}")
    result.expect(not (left := named(workspace.root)), f"{len(left)} processes were left")
    for job_id in job_ids:
        found, _ = read_status(workspace.status(job_id))
        result.expect(found.status is JobState.STOPPED, f"it is {found.status}: {found.message}")
        result.expect(seen.endings[job_id] <= {found.status}, f"it closed as {seen.endings[job_id]}")
        workers = seen.workers[job_id] | ({found.pid} if found.pid else set())
        result.expect(len(workers) <= 1, f"it had the workers {workers}")


def _end_all(workspace: Workspace) -> None:
    """Leave nothing of a round: every look reads all there is, and the last must not be slower than the first."""
    for record in _records(workspace):
        if not record.status.is_closed:
            end(workspace, record)
    for folder in (workspace.jobs, workspace.runs, workspace.models):
        shutil.rmtree(folder)
    check_workspace(workspace)


@contextmanager
def _watched(workspace: Workspace) -> Iterator[Sightings]:
    """Note all the time which workers there are, and which jobs have closed as what."""
    seen, done = Sightings(), threading.Event()

    def note() -> None:
        while not done.wait(SAMPLE_EVERY_S):
            for job_id, pid in _workers(workspace):
                seen.workers[job_id].add(pid)
            for path in workspace.jobs.glob("job_*.json"):
                with suppress(OSError, UnreadableFile):
                    record, _ = read_status(path)
                    if record.status.is_closed:
                        seen.endings[record.job_id].add(record.status)

    noting = threading.Thread(target=note)
    noting.start()
    try:
        yield seen
    finally:
        done.set()
        noting.join()


def _workers(workspace: Workspace) -> Iterator[tuple[str, int]]:
    """Job id and PID of each living worker of the workspace, as its arguments name them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().decode("utf-8", "replace").split("\0")
            if "engine.worker" in words and str(workspace.root) in words:
                yield words[words.index(str(workspace.root)) + 1], int(path.parent.name)
