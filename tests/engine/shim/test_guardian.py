"""The shim's waiting, in a process that stands in for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.job import StopIntent
from engine.paths import Workspace
from engine.record import write_record

PROGRAM = """
import json, os, signal, sys
from engine.paths import Workspace
from engine.shim.guardian import WATCHED, Guardian
signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
guardian = Guardian(Workspace(sys.argv[1]), "job", ready=-1)
worker = os.fork()
if not worker:
    signal.pause()
if sys.argv[2] == "signal":
    os.kill(os.getpid(), signal.SIGTERM)
os.kill(worker, signal.SIGKILL)
os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
guardian._wait(worker)
print(json.dumps(guardian._stop.wish))
"""
"""A worker that is asked to stop and killed before its shim comes to look."""


@pytest.mark.parametrize(("how", "by"), [("signal", "signal"), ("file", "me"), ("neither", None)])
def test_a_stop_that_came_in_the_moment_of_the_death_counts(tmp_path: Path, how: str, by: str | None) -> None:
    workspace = Workspace(tmp_path)
    workspace.run("job").mkdir(parents=True)
    if how == "file":
        write_record(workspace.stop("job"), StopIntent(requested_at=0.0, grace_s=0.0, by="me"), durable=False)

    told = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, str(tmp_path), how], capture_output=True, text=True, check=True
    )

    wish = json.loads(told.stdout)
    assert (wish and wish["by"]) == by
