"""Processes that would not die: the shim says so and goes on trying."""

import os
from pathlib import Path

import pytest

from engine.control.launch import launch
from engine.control.stop import stop_job
from engine.paths import Workspace
from engine.shim import descendants
from engine.shim.descendants import named
from engine.state import JobState
from tests.engine.control.harness import closed, long_spec
from tests.engine.worker.harness import status, wait_for

IMMORTAL = """
import os, signal
import engine.shim.descendants as descendants
descendants.LAST_RESORT_S = 0.1
send, killpg = signal.pidfd_send_signal, os.killpg
def _send(pidfd, number):
    if number != signal.SIGKILL or os.path.exists({release!r}):
        send(pidfd, number)
def _killpg(group, number):
    if number != signal.SIGKILL or os.path.exists({release!r}):
        killpg(group, number)
signal.pidfd_send_signal, os.killpg = _send, _killpg
"""


def test_what_will_not_die_is_named_until_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release, site = tmp_path / "release", tmp_path / "site"
    site.mkdir()
    # State D cannot be had on purpose, so the shim's KILL goes nowhere until it is released.
    (site / "sitecustomize.py").write_text(IMMORTAL.format(release=str(release)))
    monkeypatch.setenv("PYTHONPATH", str(site))
    workspace = Workspace(tmp_path)
    record = launch(workspace, long_spec())
    wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)

    stop_job(workspace, record.job_id, now=True)

    wait_for("the word", lambda: "will not die" in status(workspace, record.job_id).trouble)
    found = status(workspace, record.job_id)
    assert f"PID {record.pid} (" in found.trouble
    assert not found.status.is_closed
    release.touch()
    found = closed(workspace, record.job_id)
    assert (found.status, found.signal, found.trouble) == (JobState.STOPPED, 9, "")


def test_a_process_in_words() -> None:
    assert named(os.getpid()).startswith(f"PID {os.getpid()} (")
    assert ", state " in named(os.getpid())
    assert named(1 << 22) == f"PID {1 << 22} (gone)"


def test_a_chain_of_processes_may_be_longer_than_pythons_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descendants, "children_of", lambda pid: [pid + 1] if pid < 5_000 else [])

    assert list(descendants.below(1)) == [(pid + 1, pid) for pid in range(1, 5_000)]
