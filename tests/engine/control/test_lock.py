"""Who holds a job's lock, asked by taking it and asked by looking."""

import os
from pathlib import Path

import pytest

from engine.control import lock
from engine.files import make_private
from engine.paths import Workspace

LOCKED = "it was opened with --read-only"


@pytest.mark.parametrize("locked", ["", LOCKED])
def test_a_job_is_guarded_while_somebody_holds_its_lock(tmp_path: Path, locked: str) -> None:
    workspace = Workspace(tmp_path, locked=locked)
    make_private(workspace.run("a"))
    assert not lock.is_guarded(workspace, "a")
    held = lock.take(workspace.lock("a"), create=True)
    assert held is not None
    assert lock.is_guarded(workspace, "a")

    os.close(held)

    assert not lock.is_guarded(workspace, "a")


def test_looking_at_a_lock_never_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path, locked=LOCKED)
    make_private(workspace.run("a"))
    held = lock.take(workspace.lock("a"), create=True)
    assert held is not None
    os.close(held)
    monkeypatch.delattr("fcntl.flock")

    assert not lock.is_listed(workspace.lock("a"))
    with pytest.raises(FileNotFoundError):
        lock.is_listed(workspace.lock("b"))
