import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from engine.control import lock
from engine.files import make_private
from engine.filesystem import FileSystem
from engine.job import JobRecord, StopIntent
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.observe.watch import MISSING, Watcher
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.engine.worker.harness import wait_for


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits than people need."""
    monkeypatch.setattr("engine.observe.watch.SCAN_EVERY_S", 0.1)
    monkeypatch.setattr("engine.observe.watch.HEAD_START_S", 0.0)


class Seen:
    """Takes deliveries into a store, as the panel does."""

    def __init__(self) -> None:
        self.store = JobStore()
        self.deliveries: list[Look] = []
        self.note = ""
        self.fail_times = 0
        self._lock = threading.Lock()

    def deliver(self, look: Look, note: str) -> None:
        if self.fail_times:
            self.fail_times -= 1
            raise RuntimeError("a fault in whoever is told")
        with self._lock:
            self.deliveries.append(look)
            self.store.apply(look)
            self.note = note

    def view(self, job_id: str) -> JobView | None:
        with self._lock:
            return self.store.get(job_id)

    def step(self, job_id: str = "a") -> int:
        view = self.view(job_id)
        return view.record.step if view is not None and view.record is not None else -1


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "workspace")
    make_private(workspace.jobs)
    return workspace


@contextmanager
def watching(workspace: Workspace, *, ready: bool = True) -> Iterator[tuple[Seen, Watcher]]:
    seen = Seen()
    watcher = Watcher(workspace, seen.deliver)
    before = {thread.ident for thread in threading.enumerate()}
    watcher.start()
    try:
        wait_for("the first delivery", lambda: bool(seen.deliveries))
        if ready:
            wait_for(
                "an observer, or polling", lambda: watcher.events.observer is not None or bool(watcher.events.note)
            )
        yield seen, watcher
    finally:
        watcher.close()
        left = [thread.name for thread in threading.enumerate() if thread.ident not in before]
    assert left == []


def write(workspace: Workspace, step: int, job_id: str = "a", status: JobState = JobState.RUNNING) -> None:
    write_record(workspace.status(job_id), JobRecord(job_id=job_id, status=status, step=step), durable=False)


def scans_never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave only events to tell of a change."""
    monkeypatch.setattr("engine.observe.watch.SCAN_EVERY_S", 3600.0)


def test_the_first_delivery_holds_every_job(workspace: Workspace) -> None:
    for job_id in ("a", "b"):
        write(workspace, 1, job_id)
    workspace.status("c").write_text("{")
    with watching(workspace) as (seen, _):
        assert {view.job_id for view in seen.deliveries[0].changed} == {"a", "b", "c"}


def test_a_change_is_told_by_an_event(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    scans_never(monkeypatch)
    with watching(workspace) as (seen, _):
        for step in (1, 2):
            write(workspace, step)
            wait_for("the change", lambda step=step: seen.step() == step)  # type: ignore[misc]
        workspace.status("a").unlink()
        wait_for("the removal", lambda: seen.view("a") is None)


def test_reading_is_no_change(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    scans_never(monkeypatch)
    with watching(workspace) as (seen, watcher):
        write(workspace, 1)
        wait_for("the change", lambda: seen.step() == 1)
        count = len(seen.deliveries)
        for _ in range(100):
            workspace.status("a").read_bytes()
        write(workspace, 2)
        wait_for("the next change", lambda: seen.step() == 2)
        assert len(seen.deliveries) - count == 1
        assert not watcher._hints


def test_a_burst_is_gathered_and_ends_right(workspace: Workspace) -> None:
    with watching(workspace) as (seen, _):
        count = len(seen.deliveries)
        for step in range(2000):
            write(workspace, step, f"job{step % 5}")
        for job in range(5):
            write(workspace, 9999, f"job{job}", JobState.COMPLETED)
        wait_for("the last states", lambda: all(seen.step(f"job{job}") == 9999 for job in range(5)))
        assert len(seen.deliveries) - count < 400
        assert seen.store.counts() == {JobState.COMPLETED: 5}


def test_a_folder_that_comes_later(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with watching(workspace, ready=False) as (seen, _):
        assert seen.deliveries[0] == Look()
        make_private(workspace.jobs)
        write(workspace, 1)
        wait_for("the job", lambda: seen.step() == 1)


def rename_away(jobs: Path) -> None:
    jobs.rename(jobs.with_name("away"))


def delete(jobs: Path) -> None:
    for path in jobs.iterdir():
        path.unlink()
    jobs.rmdir()


@pytest.mark.parametrize("lose", [rename_away, delete])
def test_a_folder_that_is_lost_and_made_anew(workspace: Workspace, lose: Callable[[Path], None]) -> None:
    write(workspace, 1)
    with watching(workspace) as (seen, watcher):
        assert seen.step() == 1
        lose(workspace.jobs)
        wait_for("the loss", lambda: seen.view("a") is None)
        make_private(workspace.jobs)
        write(workspace, 2)
        wait_for("the job in the new folder", lambda: seen.step() == 2)
        wait_for("a watch on it", lambda: watcher.events.watched == folder_id(workspace))
        write(workspace, 3)
        wait_for("the next change", lambda: seen.step() == 3)


def folder_id(workspace: Workspace) -> tuple[int, int]:
    facts = os.stat(workspace.jobs)
    return facts.st_dev, facts.st_ino


def test_a_folder_replaced_within_a_moment(workspace: Workspace) -> None:
    write(workspace, 1)
    with watching(workspace) as (seen, watcher):
        rename_away(workspace.jobs)
        make_private(workspace.jobs)
        write(workspace, 7)
        wait_for("the job in the new folder", lambda: seen.step() == 7)
        wait_for("a watch on it", lambda: watcher.events.watched == folder_id(workspace))


def test_a_fault_in_whoever_is_told_loses_nothing(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    write(workspace, 1)
    write(workspace, 1, "b")
    with watching(workspace) as (seen, _):
        seen.fail_times = 2
        write(workspace, 2)
        workspace.status("b").unlink()
        wait_for("the faults", lambda: seen.fail_times == 0)
        wait_for("the change and the removal", lambda: seen.step() == 2 and seen.view("b") is None)
    assert "a fault in whoever is told" in caplog.text


def test_a_dead_emitter_is_replaced(workspace: Workspace) -> None:
    with watching(workspace) as (seen, watcher):
        before = watcher.events.observer
        for emitter in list(before.emitters):
            emitter.stop()
        wait_for("a new observer", lambda: watcher.events.observer not in (before, None))
        write(workspace, 1)
        wait_for("the change", lambda: seen.step() == 1)


@pytest.mark.parametrize(
    "place",
    [
        "watchdog.observers.api.BaseObserver.schedule",
        "watchdog.observers.inotify_c.InotifyFD._create_inotify_fd",
        "watchdog.observers.inotify.InotifyEmitter.on_thread_start",
    ],
)
def test_where_no_events_can_be_had_it_polls_and_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def exhausted(*arguments: object, **options: object) -> None:
        raise OSError(24, "inotify instance limit reached")

    with monkeypatch.context() as patch:
        patch.setattr(place, exhausted)
        with watching(workspace) as (seen, watcher):
            wait_for("the note", lambda: seen.note == "polling: inotify instance limit reached")
            for step in (1, 2):
                write(workspace, step)
                wait_for("the change", lambda step=step: seen.step() == step)  # type: ignore[misc]
            patch.undo()
            wait_for("events once they can be had", lambda: watcher.events.observer is not None and seen.note == "")


def test_a_wish_to_stop_is_told(workspace: Workspace) -> None:
    write(workspace, 1)
    make_private(workspace.run("a"))
    with watching(workspace) as (seen, _):
        write_record(workspace.stop("a"), StopIntent(requested_at=1.0, grace_s=5.0), durable=False)
        wait_for("the wish", lambda: (view := seen.view("a")) is not None and view.stop is not None)


def test_a_guarded_job_whose_status_file_is_deleted_does_not_vanish(workspace: Workspace) -> None:
    from engine.process import describe

    process = subprocess.Popen(["sleep", "600"])
    worker = msgspec.convert(describe(process.pid), type=JobRecord.__annotations__["worker"])
    record = JobRecord(job_id="a", status=JobState.RUNNING, host=worker.host, worker=worker, step=1)
    make_private(workspace.run("a"))
    held = lock.take(workspace.lock("a"), create=True)
    assert held is not None
    write_record(workspace.status("a"), record, durable=False)
    with watching(workspace) as (seen, _):
        wait_for("the guard", lambda: (view := seen.view("a")) is not None and view.guard == "supervised")
        workspace.status("a").unlink()
        wait_for("the remark", lambda: (view := seen.view("a")) is not None and view.problem == MISSING)
        write_record(workspace.status("a"), msgspec.structs.replace(record, step=2), durable=False)
        wait_for("the file anew", lambda: seen.step() == 2)
        assert all("a" not in look.removed for look in seen.deliveries)
        assert (view := seen.view("a")) is not None
        assert view.problem == ""

        workspace.status("a").unlink()
        os.close(held)
        wait_for("the remark", lambda: (view := seen.view("a")) is not None and view.problem == MISSING)
        process.kill()
        process.wait()
        wait_for("the end of a job of which nobody is left", lambda: seen.view("a") is None)


def test_a_job_that_died_unnoticed_is_closed(workspace: Workspace) -> None:
    make_private(workspace.run("a"))
    workspace.lock("a").touch()
    write(workspace, 1)
    with watching(workspace) as (seen, _):
        wait_for("ERROR", lambda: (view := seen.view("a")) is not None and view.state is JobState.ERROR)


def test_closing_before_starting_or_at_once(workspace: Workspace) -> None:
    Watcher(workspace, lambda look, note: None).close()
    for _ in range(5):
        watcher = Watcher(workspace, lambda look, note: time.sleep(0.001))
        watcher.start()
        watcher.close()
    assert "traindeck-watch" not in [thread.name for thread in threading.enumerate()]


def test_a_network_file_system_is_polled_and_that_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.filesystem.filesystem_of", lambda _: FileSystem("nfs4", "/home"))
    with watching(workspace) as (seen, watcher):
        wait_for("the note", lambda: seen.note == "polling: nfs4")
        write(workspace, 1)
        wait_for("the change", lambda: seen.step() == 1)
        assert watcher.events.observer is None
