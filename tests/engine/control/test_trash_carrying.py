"""Models that come back from the trash to another file system: all of them, whoever is interrupted when."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.control.trash import delete_jobs, empty_trash, restore_jobs
from engine.control.trash_carrying import copy_of, same
from engine.control.trash_contents import trashed_jobs
from engine.control.trash_moves import RESTORING
from engine.control.trash_settling import settle
from engine.paths import Workspace
from tests.engine.control.trashing import files, full, ids
from tests.tui.planted import IDS, plant_all

JOB = IDS[0]

CHANGING = ("rename", "mkdir", "symlink", "link", "fsync", "unlink", "rmdir", "chmod", "utime")
"""What is counted until somebody is killed or a disk is full."""


class Killed(BaseException):
    """Stands for SIGKILL: nothing is cleaned up after it."""


def moved_away(root: Path, elsewhere: Path) -> tuple[Workspace, dict[str, bytes]]:
    """A workspace with a deleted job, its models meanwhile on another file system; and what the job had been."""
    workspace = plant_all(root)
    full(workspace, JOB)
    checkpoints = workspace.checkpoints(JOB)
    os.link(checkpoints / "last.pt", checkpoints / "best.pt")
    (checkpoints / "deeper").mkdir()
    (checkpoints / "deeper" / "step_1.pt").write_bytes(b"x" * 3_000_000)
    before = files(workspace, JOB)
    assert delete_jobs(workspace, [JOB]).done
    shutil.move(workspace.models, elsewhere)
    workspace.models.symlink_to(elsewhere)
    return workspace, before


def is_clean(workspace: Workspace) -> bool:
    """Whether nothing is left of a deletion and a restoration."""
    return os.listdir(workspace.trash) == [] and not list(workspace.models.glob(".*.tmp"))


def test_what_lies_on_another_file_system_is_copied_back(tmp_path: Path, elsewhere: Path) -> None:
    workspace, before = moved_away(tmp_path, elsewhere)
    checkpoint = workspace.trashed(JOB) / "checkpoints" / "last.pt"
    os.utime(checkpoint, (1_000.0, 2_000.0))
    checkpoint.chmod(0o640)

    assert restore_jobs(workspace, [JOB]).faults == ()

    assert files(workspace, JOB) == before
    back = workspace.checkpoints(JOB) / "last.pt"
    assert (back.stat().st_mtime, back.stat().st_mode & 0o777) == (2_000.0, 0o640)
    assert back.stat().st_ino == (back.parent / "best.pt").stat().st_ino
    assert is_clean(workspace)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.integers(0, 52), st.booleans())
def test_whatever_interrupts_it_everything_is_there_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, elsewhere: Path, steps: int, by_the_disk: bool
) -> None:
    shutil.rmtree(elsewhere, ignore_errors=True)
    workspace, before = moved_away(tmp_path_factory.mktemp("workspace"), elsewhere)
    left = [steps]

    def interrupted(call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(errno.ENOSPC, "No space left on device") if by_the_disk else Killed
            return call(*args, **options)

        return instead

    with pytest.MonkeyPatch.context() as patch:
        for name in CHANGING:
            patch.setattr(os, name, interrupted(getattr(os, name)))
        try:
            outcome = restore_jobs(workspace, [JOB])
            assert outcome.done or "No space left on device" in outcome.faults[0]
        except Killed:
            pass
    settle(workspace)

    if JOB not in ids(workspace):
        assert files(workspace, JOB) == {}
        assert [entry.job_id for entry in trashed_jobs(workspace)] == [JOB]
        assert restore_jobs(workspace, [JOB]).faults == ()
    assert files(workspace, JOB) == before
    assert is_clean(workspace)


def test_a_copy_that_is_not_like_it_is_not_taken(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, before = moved_away(tmp_path, elsewhere)
    fsync = os.fsync

    def damaging(descriptor: int) -> None:
        fsync(descriptor)
        name = os.readlink(f"/proc/self/fd/{descriptor}")
        if name.endswith("step_1.pt"):
            with open(name, "r+b") as file:
                file.write(b"!")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", damaging)
        (fault,) = restore_jobs(workspace, [JOB]).faults
    assert "the copy is not like it" in fault
    assert files(workspace, JOB) == {}
    assert not list(workspace.models.glob(".*.tmp"))

    assert restore_jobs(workspace, [JOB]).faults == ()
    assert files(workspace, JOB) == before


def test_what_somebody_copied_by_hand_is_found_in_its_place(tmp_path: Path, elsewhere: Path) -> None:
    workspace, before = moved_away(tmp_path, elsewhere)
    shutil.copytree(workspace.trashed(JOB) / "checkpoints", workspace.checkpoints(JOB))

    assert restore_jobs(workspace, [JOB]).faults == ()

    assert files(workspace, JOB) == before
    assert is_clean(workspace)


def test_what_is_in_the_way_and_another_stays(tmp_path: Path, elsewhere: Path) -> None:
    workspace, _ = moved_away(tmp_path, elsewhere)
    workspace.model(JOB).write_bytes(b"v" * 500)

    (fault,) = restore_jobs(workspace, [JOB]).faults

    assert fault == f"done is not restored: {workspace.model(JOB)} is in the way."
    assert workspace.model(JOB).read_bytes() == b"v" * 500
    assert (workspace.trashed(JOB) / "model.pt").read_bytes() == b"w" * 500


def test_what_nobody_can_copy_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    workspace, _ = moved_away(tmp_path, elsewhere)
    os.mkfifo(workspace.trashed(JOB) / "checkpoints" / "pipe")

    (fault,) = restore_jobs(workspace, [JOB]).faults

    assert "cannot be copied: it is no file" in fault
    assert [entry.job_id for entry in trashed_jobs(workspace)] == [JOB]
    assert not list(workspace.models.glob(".*.tmp"))


def test_a_half_copy_goes_with_the_job_that_is_removed_for_good(tmp_path: Path, elsewhere: Path) -> None:
    workspace, _ = moved_away(tmp_path, elsewhere)
    half = copy_of(workspace.checkpoints(JOB))
    half.mkdir()
    (half / "last.pt").write_bytes(b"c")

    assert empty_trash(workspace, [JOB]).done

    assert not half.exists()


def test_ctrl_c_takes_it_back(tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, before = moved_away(tmp_path, elsewhere)

    def impatient(descriptor: int) -> None:
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith("step_1.pt"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", impatient)
        with pytest.raises(KeyboardInterrupt):
            restore_jobs(workspace, [JOB])
    assert files(workspace, JOB) == {}
    assert not (workspace.trashed(JOB) / RESTORING).exists()
    assert not list(workspace.models.glob(".*.tmp"))
    assert restore_jobs(workspace, [JOB]).done
    assert files(workspace, JOB) == before


def test_what_is_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    for folder in (one, other):
        (folder / "file").write_bytes(b"a")
        (folder / "link").symlink_to("file")
    assert same(one, other)
    (other / "file").write_bytes(b"b")
    assert not same(one, other)
    assert not same(one / "file", one / "link")
    assert not same(one, one / "file")
    (other / "file").write_bytes(b"a")
    (other / "more").touch()
    assert not same(one, other)
