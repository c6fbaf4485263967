"""A worker that no polite word reaches."""

import sys
from pathlib import Path

import pytest

DEAF_WORKER = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
wait = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", wait, sys.argv[1]], start_new_session=True)
subprocess.Popen([sys.executable, "-c", wait, sys.argv[1]])
from engine.paths import Workspace
from engine.job import JobRecord
from engine.record import read_status, write_record
from engine.state import JobState
import msgspec
path = Workspace(sys.argv[1]).status(sys.argv[2])
for state in (JobState.LOADING, JobState.RUNNING):
    record = msgspec.structs.replace(read_status(path)[0], status=state, step=1)
    write_record(path, record, durable=True)
time.sleep(600)
"""


@pytest.fixture
def deaf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python whose engine.worker ignores TERM and has a child, and a grandchild in a session of its own."""
    script = tmp_path / "deaf.py"
    script.write_text(DEAF_WORKER)
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\ncase "$3" in engine.worker) shift 3; exec "{sys.executable}" "{script}" "$@";; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o700)
    # The shim runs its own interpreter, so it has to be told of this one.
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(f"import sys\nsys.executable = {str(python)!r}\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    return tmp_path
