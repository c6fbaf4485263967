"""The panel suspended while its jobs write thousands of times: inotify's queue overflows and tells nobody."""

import os
import signal
import sys
import time
from pathlib import Path

from engine.files import make_private
from engine.job import JobRecord
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState
from tests.e2e.terminal import terminal
from tests.torture.result import Result

TITLE = "writes while the panel is stopped"
FULL, CI = 20_000, 2_000

LIMIT_S = 2.0
"""Until the screen must be right after the panel goes on."""

JOBS = 10
"""Jobs that write."""


def torture(rounds: int, root: Path) -> Result:
    """Replace status files `rounds` times, the last time by COMPLETED, then let the panel go on."""
    result, workspace = Result(), Workspace(root)
    make_private(workspace.jobs)
    for job in range(JOBS):
        _write(workspace, job, 0)
    command = [sys.executable, "-P", "-m", "tui", "--workspace", str(root)]
    with terminal(command) as panel:
        panel.wait_for("writer-0", f"writer-{JOBS - 1}", f"{JOBS} running")
        os.kill(panel.pid, signal.SIGSTOP)
        for number in range(rounds):
            _write(workspace, number % JOBS, number)
        for job in range(JOBS):
            _write(workspace, job, rounds, JobState.COMPLETED)
        os.kill(panel.pid, signal.SIGCONT)
        struck_s = time.monotonic()
        panel.wait_for(f"{JOBS} done", gone=["running"])
        result.rounds = rounds
        result.took(struck_s, LIMIT_S, "the right screen")
        panel.press("q")
        result.expect(panel.wait_end() == 0, "the panel failed")
    return result


def _write(workspace: Workspace, job: int, step: int, status: JobState = JobState.RUNNING) -> None:
    record = JobRecord(job_id=f"w{job}", name=f"writer-{job}", status=status, step=step, total_steps=step + 1)
    write_record(workspace.status(record.job_id), record, durable=False)
