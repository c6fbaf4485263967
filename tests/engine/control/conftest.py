"""A worker that no polite word reaches, and a second file system."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.control.harness import other_worker

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
def deaf(tmp_path: Path) -> Iterator[Path]:
    """A Python whose engine.worker ignores TERM and has a child, and a grandchild in a session of its own."""
    with other_worker(tmp_path, DEAF_WORKER):
        yield tmp_path


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on another file system than the workspace."""
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("no second file system")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder) / "models"
