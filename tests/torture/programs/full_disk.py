"""Runs a real job on a small file system, fills that up, and frees it again. Needs a mount namespace of its own.

Prints one JSON object: a list of sentences on what was not as promised, and the seconds that mattered.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from engine.control.identity import send
from engine.control.launch import launch
from engine.control.lock import is_guarded
from engine.control.stop import stop_job
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.state import JobState
from tests.engine.control.harness import long_spec
from tests.engine.worker.harness import status, wait_for

SIZE = "4m"
"""Size of the file system."""


def main(root: Path, end: str) -> dict[str, object]:
    """One round: `end` says whether the job goes on after room was made, or is stopped or killed on the full disk."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "none", str(root)], check=True)
    faults: list[str] = []
    workspace, store, lock = Workspace(root), JobStore(), threading.Lock()

    def deliver(look: Look, note: str) -> None:
        with lock:
            store.apply(look)

    def trouble() -> tuple[str, str]:
        with lock:
            view = store.get(record.job_id)
            return store.disk, view.trouble if view is not None else ""

    record = launch(workspace, long_spec())
    watcher = Watcher(workspace, deliver)
    watcher.start()
    try:
        wait_for("a first step", lambda: status(workspace, record.job_id).step > 0)
        struck_s = time.monotonic()
        _fill(root / "filler")
        wait_for("the word on the disk", lambda: "full" in trouble()[0] and "cannot be written" in trouble()[1], 20)
        told_s = time.monotonic() - struck_s
        step = status(workspace, record.job_id).step
        if end == "goes on":
            struck_s = time.monotonic()
            os.unlink(root / "filler")
            wait_for("newer steps on disk", lambda: status(workspace, record.job_id).step > step, 20)
            wait_for("the word gone", lambda: trouble() == ("", ""), 20)
            right_s = time.monotonic() - struck_s
            stop_job(workspace, record.job_id)
        else:
            struck_s = time.monotonic()
            if end == "killed":
                send(record.worker, signal.SIGKILL)
            else:
                stop_job(workspace, record.job_id, now=end == "stopped at once")
            wait_for("the closing state", lambda: status(workspace, record.job_id).status.is_closed, 20)
            right_s = time.monotonic() - struck_s
        wait_for("the end of the guardian", lambda: not is_guarded(workspace, record.job_id))
        found = status(workspace, record.job_id)
        wanted = JobState.ERROR if end == "killed" else JobState.STOPPED
        if found.status is not wanted:
            faults.append(f"{end}: it is {found.status}: {found.message}")
        if found.exit_code != (0 if end in ("goes on", "stopped") else None):
            faults.append(f"{end}: exit status {found.exit_code}")
        if left := [path.name for path in workspace.jobs.glob(".*")]:
            faults.append(f"{end}: left behind: {left}")
    finally:
        watcher.close()
    return {"faults": faults, "told_s": told_s, "right_s": right_s}


def _fill(path: Path) -> None:
    """Take every byte there is, in smaller and smaller pieces."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for size in (1 << 20, 1 << 12, 1):
        try:
            while os.write(descriptor, bytes(size)) == size:
                pass
        except OSError:
            continue
    os.close(descriptor)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
