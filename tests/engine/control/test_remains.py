"""A job whose guardian has died leaves nothing behind either, and nobody else is touched."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.control.identity import Life, life_of
from engine.control.stop import stop_job
from engine.paths import new_job_id
from engine.remains import JOB_VARIABLE, end_remains
from engine.state import JobState
from tests.engine.control.harness import closed_by_a_look, kill, long_spec, named, running
from tests.engine.worker.harness import wait_for

SLEEP = [sys.executable, "-S", "-c", "import time; print('ready', flush=True); time.sleep(600)"]


@pytest.mark.parametrize("now", [False, True])
def test_a_deaf_job_without_a_guardian_is_ended_whole(deaf: Path, now: bool) -> None:
    with running(deaf, long_spec(grace_s=0.2)) as (workspace, record):
        wait_for("shim, worker, child and grandchild", lambda: len(named(deaf)) == 4)
        kill(record, shim=True)

        stop_job(workspace, record.job_id, now=now)

        found = closed_by_a_look(workspace, record.job_id)
        assert (found.status, found.error and found.error.kind) == (JobState.STOPPED, "stopped")
        wait_for("the end of everything", lambda: not named(deaf))


def test_what_a_dead_job_without_a_guardian_left_behind_is_ended(deaf: Path) -> None:
    with running(deaf) as (workspace, record):
        wait_for("shim, worker, child and grandchild", lambda: len(named(deaf)) == 4)
        kill(record, shim=True)
        kill(record)
        assert len(named(deaf)) == 2

        assert closed_by_a_look(workspace, record.job_id).status is JobState.ERROR
        wait_for("the end of everything", lambda: not named(deaf))


def test_a_worker_without_a_guardian_ends_what_it_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import subprocess, sys\n"
        "if sys.orig_argv[2:4] == ['-m', 'engine.worker']:\n"
        f"    subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)', {str(tmp_path)!r}],\n"
        "                     start_new_session=True)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    with running(tmp_path) as (workspace, record):
        wait_for("shim, worker and grandchild", lambda: len(named(tmp_path)) == 3)
        kill(record, shim=True)
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGTERM)

        wait_for("the end of the worker", lambda: life_of(record.worker) is Life.DEAD)
        wait_for("the end of everything", lambda: not named(tmp_path))
        assert closed_by_a_look(workspace, record.job_id).status is JobState.STOPPED


def test_only_processes_with_the_mark_are_ended() -> None:
    job_id = new_job_id()
    marks = {"mine": job_id, "longer": f"{job_id}0", "none": ""}
    processes = {
        name: subprocess.Popen(SLEEP, stdout=subprocess.PIPE, env={**os.environ, JOB_VARIABLE: mark})
        for name, mark in marks.items()
    }
    for process in processes.values():
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    try:
        assert end_remains(job_id) == []
        assert processes["mine"].wait(10) == -signal.SIGKILL
        assert processes["longer"].poll() is None
        assert processes["none"].poll() is None
    finally:
        for process in processes.values():
            process.kill()
            process.communicate()


def test_whoever_ends_the_remains_is_spared_itself() -> None:
    job_id = new_job_id()
    code = f"from engine.remains import end_remains; print(end_remains({job_id!r}), 'alive')"

    told = subprocess.check_output(
        [sys.executable, "-P", "-c", code], env={**os.environ, JOB_VARIABLE: job_id}, text=True
    )

    assert told == "[] alive\n"
