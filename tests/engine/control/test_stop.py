import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from engine.control import stop as stopping
from engine.control.identity import Life, life_of
from engine.control.launch import launch
from engine.control.lock import is_guarded
from engine.control.stop import StopOutcome, stop_job
from engine.errors import Refused
from engine.files import make_private
from engine.job import JobRecord, StopIntent
from engine.paths import Workspace
from engine.record import read_stop, write_record
from engine.shim.guardian import LOOK_EVERY_S
from engine.state import JobState
from tests.engine.control.harness import WORKER_SCRIPT, closed, end, long_spec, named, running
from tests.engine.worker.harness import SAMPLE, status, wait_for


@pytest.mark.torch
def test_a_graceful_stop_leaves_a_checkpoint_that_loads(tmp_path: Path) -> None:
    import torch

    with running(tmp_path, long_spec(simulate=False)) as (workspace, record):
        _, outcome = stop_job(workspace, record.job_id, by="test")
        found = closed(workspace, record.job_id)

        assert outcome is StopOutcome.ASKED
        assert (found.status, found.exit_code) == (JobState.STOPPED, 0)
        content = torch.load(tmp_path / str(found.checkpoint), weights_only=True)
        assert content["step"] == found.step
        assert life_of(record.worker) is Life.DEAD
        assert life_of(record.shim) is Life.DEAD
        wish = read_stop(workspace.stop(record.job_id))
        assert wish is not None
        assert (wish.by, wish.grace_s) == ("test", 60.0)


def test_a_stop_at_once_kills(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        stop_job(workspace, record.job_id, now=True)

        found = closed(workspace, record.job_id)
        assert (found.status, found.signal, found.checkpoint) == (JobState.STOPPED, 9, None)
        assert found.message == "killed at once, as asked, without a new checkpoint"


def test_a_suspended_job_stops_gracefully(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        stop_job(workspace, record.job_id)

        found = closed(workspace, record.job_id)
        assert (found.status, found.exit_code) == (JobState.STOPPED, 0)
        assert "checkpoint saved" in found.message


@pytest.mark.parametrize("kind", ["grace runs out", "killed while stopping", "two wishes"])
def test_nothing_of_a_deaf_job_is_left(deaf: Path, kind: str) -> None:
    with running(deaf, long_spec(grace_s=0.3 if kind == "grace runs out" else 600.0)) as (workspace, record):
        wait_for("shim, worker, child and grandchild", lambda: len(named(deaf)) == 4)

        stop_job(workspace, record.job_id)
        if kind == "killed while stopping":
            assert stop_job(workspace, record.job_id)[1] is StopOutcome.ALREADY_ASKED
            assert not status(workspace, record.job_id).status.is_closed
            assert stop_job(workspace, record.job_id, now=True)[1] is StopOutcome.ASKED
        if kind == "two wishes":
            # A patient wish that overtakes an urgent one does not undo it.
            stop_job(workspace, record.job_id, grace_s=0.5)
            seen = workspace.stop(record.job_id).stat().st_ino
            wait_for("the shim's look", lambda: stop_seen(workspace, record, seen))
            patient = StopIntent(requested_at=read_wish(workspace, record).requested_at, grace_s=3600)
            write_record(workspace.stop(record.job_id), patient, durable=True)

        found = closed(workspace, record.job_id)
        assert (found.status, found.signal) == (JobState.STOPPED, 9)
        wait_for("the end of everything", lambda: not named(deaf))


def read_wish(workspace: Workspace, record: JobRecord) -> StopIntent:
    wish = read_stop(workspace.stop(record.job_id))
    assert wish is not None
    return wish


def stop_seen(workspace: Workspace, record: JobRecord, inode: int) -> bool:
    """Whether the shim has taken the signal that announces the wish: none is pending any more."""
    assert record.shim is not None
    lines = Path(f"/proc/{record.shim.pid}/status").read_text().splitlines()
    pending = next(line.split()[1] for line in lines if line.startswith("ShdPnd"))
    asleep = next(line.split()[1] for line in lines if line.startswith("State"))
    return int(pending, 16) & (1 << (signal.SIGUSR1 - 1)) == 0 and asleep == "S"


def test_what_a_completed_job_leaves_behind_is_ended_too(deaf: Path) -> None:
    script = deaf / WORKER_SCRIPT
    script.write_text(script.read_text().rpartition("time.sleep")[0] + "sys.exit(3)\n")
    workspace = Workspace(deaf)
    record = launch(workspace, long_spec())

    found = closed(workspace, record.job_id)

    assert (found.status, found.exit_code) == (JobState.ERROR, 3)
    assert "exit status 3" in found.message
    wait_for("the end of everything", lambda: not named(deaf))


def test_stopping_twice_or_a_finished_job_is_harmless(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        outcomes: list[StopOutcome] = []

        def stop() -> None:
            outcomes.append(stop_job(workspace, record.job_id)[1])

        threads = [threading.Thread(target=stop) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = closed(workspace, record.job_id)
        before = workspace.status(record.job_id).read_bytes()

        assert found.status is JobState.STOPPED
        assert len(outcomes) == 4
        assert stop_job(workspace, record.job_id, now=True)[1] is StopOutcome.ALREADY_CLOSED
        assert workspace.status(record.job_id).read_bytes() == before


def test_a_stop_before_the_worker_starts(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    code = (
        "import os, sys; from engine.control import launch, lock; from engine.paths import Workspace\n"
        "from engine.request import make_spec; from engine.control.stop import stop_job\n"
        "start = launch._start_shim\n"
        "def late(workspace, spec, held): stop_job(workspace, spec.job_id); start(workspace, spec, held)\n"
        "launch._start_shim = late\n"
        "spec = make_spec('regression', {'data': sys.argv[2]}, simulate=True)\n"
        "print(launch.launch(Workspace(sys.argv[1]), spec).job_id)"
    )

    job_id = subprocess.check_output([sys.executable, "-P", "-c", code, tmp_path, SAMPLE], text=True).strip()

    found = closed(workspace, job_id)
    assert (found.status, found.worker) == (JobState.STOPPED, None)


def test_term_to_the_shim_is_a_stop(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        os.kill(record.shim.pid, signal.SIGTERM)

        found = closed(workspace, record.job_id)
        assert (found.status, found.exit_code) == (JobState.STOPPED, 0)
        assert read_wish(workspace, record).by == "signal"


@pytest.mark.parametrize(
    "wish", [b"{", b"[]", b'{"requested_at":NaN,"grace_s":1}', b'{"requested_at":1,"grace_s":"x"}', b"9" * 5000]
)
def test_a_broken_wish_stops_nothing_and_a_good_one_does(tmp_path: Path, wish: bytes) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        workspace.stop(record.job_id).write_bytes(wish)
        os.kill(record.shim.pid, signal.SIGUSR1)
        step = status(workspace, record.job_id).step
        wait_for("more steps", lambda: status(workspace, record.job_id).step > step)
        assert is_guarded(workspace, record.job_id)

        stop_job(workspace, record.job_id)
        assert closed(workspace, record.job_id).status is JobState.STOPPED


def test_a_wish_with_texts_for_numbers_ends_well(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        workspace.stop(record.job_id).write_bytes(b'{"requested_at":"1","grace_s":"0.5"}')
        os.kill(record.shim.pid, signal.SIGUSR1)

        assert closed(workspace, record.job_id).message == "killed after a grace of 0.5 s, without a new checkpoint"


def test_what_cannot_be_stopped_is_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    foreign = JobRecord(job_id="foreign", status=JobState.RUNNING, pid=1)
    write_record(workspace.status("foreign"), foreign, durable=False)
    workspace.status("broken").write_text("{")

    for job_id, why in (("foreign", "not launched by Traindeck"), ("broken", "cannot be read"), ("none", "it is gone")):
        with pytest.raises(Refused, match=why):
            stop_job(workspace, job_id)


OTHER_BOOT = "00000000-0000-0000-0000-000000000000"


def test_a_job_of_another_host_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        assert record.worker is not None
        there = {
            "host": "another",
            "shim": msgspec.structs.replace(record.shim, host="another", boot_id=OTHER_BOOT),
            "worker": msgspec.structs.replace(record.worker, host="another", boot_id=OTHER_BOOT),
        }
        os.kill(record.shim.pid, signal.SIGSTOP)
        os.kill(record.worker.pid, signal.SIGSTOP)
        write_record(workspace.status(record.job_id), msgspec.structs.replace(record, **there), durable=False)
        with pytest.raises(Refused, match="runs on another, not here"):
            stop_job(workspace, record.job_id)
        assert not workspace.stop(record.job_id).exists()
        end(workspace, record)


def test_a_guardian_that_was_suspended_for_long_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        os.kill(record.shim.pid, signal.SIGSTOP)
        until_s = time.monotonic() + LOOK_EVERY_S * 1.2
        wait_for("more time than it waits for anything", lambda: time.monotonic() > until_s)
        os.kill(record.shim.pid, signal.SIGCONT)
        step = status(workspace, record.job_id).step
        wait_for("more steps", lambda: status(workspace, record.job_id).step > step)
        assert not workspace.stop(record.job_id).exists()

        stop_job(workspace, record.job_id, by="test")
        assert closed(workspace, record.job_id).status is JobState.STOPPED
        assert read_wish(workspace, record).by == "test"


def test_a_wish_that_was_collected_half_written_is_written_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write(path: Path, wish: StopIntent, *, durable: bool) -> None:
        written.append(path)
        if len(written) == 1:
            raise FileNotFoundError
        write_record(path, wish, durable=durable)

    with running(tmp_path) as (workspace, record):
        monkeypatch.setattr(stopping, "write_record", write)

        _, outcome = stop_job(workspace, record.job_id)

        assert outcome is StopOutcome.ASKED
        assert written == [workspace.stop(record.job_id)] * 2
        assert closed(workspace, record.job_id).status is JobState.STOPPED
