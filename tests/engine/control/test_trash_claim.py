"""A job is deleted only where it has surely ended and no other needs what it saved; doubt means no."""

import errno
import fcntl
import os
import threading
from pathlib import Path

import msgspec
import pytest

from engine.control import lock
from engine.control.reconcile import Guard, reconcile
from engine.control.successor import owner_of, sole_successor
from engine.control.trash import delete_jobs, restore_jobs
from engine.control.trash_claim import Heirs, claimed
from engine.control.trash_moves import Moves, move_all
from engine.errors import Refused
from engine.job import JobSpec, ProcessIdentity
from engine.process import describe
from engine.state import JobState
from tests.engine.control.trashing import files, full, ids
from tests.tui.planted import IDS, plant, plant_all

JOB = IDS[2]
"""A job that was stopped, named “halted”."""


@pytest.mark.parametrize("name", ["lock", "worker"])
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EMFILE, errno.EIO])
def test_a_lock_that_cannot_be_asked_is_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    workspace.worker_lock(JOB).touch()
    take = lock.take

    def failing(path: Path, *, create: bool = False) -> int | None:
        if path == workspace.run(JOB) / name:
            raise OSError(number, os.strerror(number))
        return take(path, create=create)

    monkeypatch.setattr(lock, "take", failing)
    (fault,) = delete_jobs(workspace, [JOB]).faults

    assert fault == f"halted is not deleted: {workspace.run(JOB) / name} cannot be asked ({os.strerror(number)})."
    assert JOB in ids(workspace)


def test_an_unreadable_job_without_a_lock_stays(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    workspace.status("foreign").write_bytes(b"")
    (fault,) = delete_jobs(workspace, ["foreign"]).faults
    assert "so nobody knows whether it has ended" in fault
    assert workspace.status("foreign").exists()


def test_a_checkpoint_that_a_grandchild_goes_on_from_stays(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    before = full(workspace, JOB)
    heir = {"resumed_from": "job_between", "name": "heir"}
    plant(workspace, "job_heir", status=JobState.RUNNING, checkpoint=f"models/{JOB}/last.pt", **heir)

    (fault,) = delete_jobs(workspace, [JOB]).faults

    assert fault == "halted is not deleted: heir has no checkpoint yet but the one from it."
    assert files(workspace, JOB) == before
    plant(workspace, "job_heir", status=JobState.RUNNING, checkpoint="models/job_heir/last.pt", **heir)
    assert delete_jobs(workspace, [JOB]).done


def test_jobs_that_begin_while_others_are_deleted_are_seen(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    heirs = Heirs(workspace)
    heirs.check_unneeded(JOB, "halted")
    plant(workspace, "job_child", name="child", status=JobState.QUEUED, resumed_from=JOB)
    with pytest.raises(Refused, match="child is just being resumed from it"):
        heirs.check_unneeded(JOB, "halted")
    plant(workspace, "job_child", name="child", status=JobState.ERROR, resumed_from=JOB)
    heirs.check_unneeded(JOB, "halted")


def a_spec(parent: str, owner: str) -> JobSpec:
    checkpoint = f"models/{owner}/last.pt"
    return JobSpec(job_id="job_new", recipe="regression", params={}, resumed_from=parent, resume_checkpoint=checkpoint)


@pytest.mark.parametrize("parent", [JOB, IDS[1]])
def test_nothing_is_deleted_while_a_job_is_being_launched_from_its_checkpoint(tmp_path: Path, parent: str) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    full(workspace, IDS[1])
    with sole_successor(workspace, a_spec(parent, JOB)):
        (fault,) = delete_jobs(workspace, [JOB]).faults
    assert fault == "halted is not deleted: it is just being resumed. Try again in a moment."
    assert delete_jobs(workspace, [JOB]).done


def test_a_launch_that_waits_for_a_deletion_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    faults: list[str] = []

    def attempt() -> None:
        try:
            with sole_successor(workspace, a_spec(JOB, JOB)):
                faults.append("launched")
        except Refused as fault:
            faults.append(str(fault))

    thread = threading.Thread(target=attempt)
    waiting = threading.Event()
    flock = fcntl.flock

    def noticed(descriptor: int, operation: int) -> None:
        if threading.current_thread() is thread:
            waiting.set()
        flock(descriptor, operation)

    def late(moves: Moves) -> None:
        thread.start()
        assert waiting.wait(10)
        move_all(moves)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", noticed)
        patch.setattr("engine.control.trash.move_all", late)
        assert delete_jobs(workspace, [JOB]).done
        thread.join()
    assert len(faults) == 1
    assert "launched" not in faults
    assert restore_jobs(workspace, [JOB]).done


def test_a_launch_after_a_deletion_is_refused(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    assert delete_jobs(workspace, [JOB]).done
    with (
        pytest.raises(Refused, match=f"models/{JOB}/last.pt of {JOB} is gone"),
        sole_successor(workspace, a_spec(JOB, JOB)),
    ):
        pass


def test_a_claim_keeps_others_away(tmp_path: Path) -> None:
    workspace = plant_all(tmp_path)
    full(workspace, JOB)
    with claimed(workspace, JOB, Heirs(workspace)):
        assert lock.is_held(workspace.lock(JOB))
        assert lock.is_held(workspace.successor(JOB))
    assert lock.is_held(workspace.lock(JOB)) is False


@pytest.mark.parametrize(
    ("checkpoint", "owner"),
    [("models/a/last.pt", "a"), ("models/a.pt", None), ("other/a/last.pt", None), ("models/../x", None), (None, None)],
)
def test_whose_a_checkpoint_is(checkpoint: str | None, owner: str | None) -> None:
    assert owner_of(checkpoint) == owner


@pytest.mark.parametrize("deleted", [True, False])
def test_a_stale_look_leaves_nothing_in_the_way_of_a_restoration(tmp_path: Path, deleted: bool) -> None:
    workspace = plant_all(tmp_path)
    dead = msgspec.convert({**(describe(os.getpid()) or {}), "start_ticks": 1}, ProcessIdentity)
    stale = plant(workspace, JOB, name="halted", status=JobState.RUNNING, shim=dead, worker=dead)
    plant(workspace, JOB, name="halted", status=JobState.STOPPED, worker=dead)
    if deleted:
        assert delete_jobs(workspace, [JOB]).done

    assert reconcile(workspace, stale) is Guard.ELSEWHERE

    assert not workspace.run(JOB).exists()
