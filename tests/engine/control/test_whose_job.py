"""Copies, containers, renamed machines: whose job is it?"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine.control.identity import Life, life_of, send
from engine.control.reconcile import Guard, reconcile
from engine.control.stop import stop_job
from engine.error_kind import ErrorKind
from engine.errors import Refused
from engine.job import JobRecord, StopIntent
from engine.paths import Workspace
from engine.record import write_record
from engine.remains import JOB_VARIABLE, carries_another, mark_of
from engine.state import JobState
from tests.engine.control.harness import closed, closed_by_a_look, running
from tests.engine.worker.harness import status, wait_for


def test_a_copy_of_a_workspace_leaves_the_original_alone(tmp_path: Path) -> None:
    (tmp_path / "original").mkdir()
    with running(tmp_path / "original") as (workspace, record):
        shutil.copytree(tmp_path / "original", tmp_path / "copy")
        copy = Workspace(tmp_path / "copy")

        assert reconcile(copy, status(copy, record.job_id)) is Guard.ELSEWHERE
        with pytest.raises(Refused, match=r"belongs to another workspace, of which .* is a copy"):
            stop_job(copy, record.job_id, now=True)
        overdue = StopIntent(requested_at=1.0, grace_s=1.0)
        write_record(copy.stop(record.job_id), overdue, durable=False)
        assert reconcile(copy, status(copy, record.job_id)) is Guard.ELSEWHERE

        send(record.worker, signal.SIGKILL)
        seen = closed_by_a_look(copy, record.job_id)
        found = closed(workspace, record.job_id)
        assert found.error is not None
        assert (found.error.kind, found.signal) == (ErrorKind.KILLED, 9)
        assert seen.status is JobState.STOPPED


def test_a_machine_under_another_name_is_the_same_machine(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        renamed = msgspec.structs.replace(
            record, host="before", shim=msgspec.structs.replace(record.shim, host="before"),
            worker=msgspec.structs.replace(record.worker, host="before"),
        )  # fmt: skip
        write_record(workspace.status(record.job_id), renamed, durable=False)

        assert reconcile(workspace, renamed) is Guard.SUPERVISED
        assert send(renamed.worker, signal.SIGKILL) is Life.ELSEWHERE
        stop_job(workspace, record.job_id, now=True)

        assert closed(workspace, record.job_id).status is JobState.STOPPED


INSIDE = """
import sys
from pathlib import Path
from tests.engine.control.harness import long_spec
from tests.engine.worker.harness import status, wait_for
from engine.control.launch import launch
from engine.paths import Workspace
workspace = Workspace(sys.argv[1])
record = launch(workspace, long_spec())
wait_for("a step", lambda: status(workspace, record.job_id).step > 0)
print(record.job_id, flush=True)
sys.stdin.read()
"""
"""Launches a job in a container, and ends with it."""

CONTAINER = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"]


@pytest.mark.skipif(
    subprocess.run([*CONTAINER, "true"], capture_output=True, check=False).returncode != 0,
    reason="no namespaces can be had here",
)
@pytest.mark.parametrize("ending", ["stopped from outside", "container ends"])
def test_a_job_of_a_container_on_this_machine(tmp_path: Path, ending: str) -> None:
    workspace, checkout = Workspace(tmp_path), Path(__file__).parents[3]
    container = subprocess.Popen(
        [*CONTAINER, sys.executable, "-P", "-c", INSIDE, str(tmp_path)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)},
    )  # fmt: skip
    assert container.stdout is not None
    job_id = container.stdout.readline().strip()
    record: JobRecord = status(workspace, job_id)
    assert life_of(record.worker) is Life.ELSEWHERE
    assert reconcile(workspace, record) is Guard.SUPERVISED

    if ending == "stopped from outside":
        stop_job(workspace, job_id, by="outside")
        assert closed(workspace, job_id).status is JobState.STOPPED
    container.communicate("")

    found = closed_by_a_look(workspace, job_id)
    if ending == "container ends":
        assert found.error is not None
        assert found.error.kind == ErrorKind.EXIT_UNKNOWN


@pytest.mark.parametrize("mark", [None, "", "{job_id}", "another@1:2"])
def test_only_the_mark_of_the_same_job_elsewhere_makes_a_copy(tmp_path: Path, mark: str | None) -> None:
    (tmp_path / "artifacts").mkdir()
    workspace, job_id = Workspace(tmp_path), "job_1_00000001"
    environment = {} if mark is None else {JOB_VARIABLE: mark.format(job_id=job_id)}
    with subprocess.Popen(["sleep", "600"], env=environment) as process:
        own = mark_of(workspace, job_id)
        wait_for("its program", lambda: b"sleep" in Path(f"/proc/{process.pid}/cmdline").read_bytes())

        assert not carries_another(process.pid, own)

        process.kill()
    with subprocess.Popen(["sleep", "600"], env={JOB_VARIABLE: f"{job_id}@1:2"}) as process:
        wait_for("its program", lambda: b"sleep" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
        assert carries_another(process.pid, own)
        process.kill()


def test_a_lock_that_came_back_from_a_backup_is_no_reason_to_refuse_a_stop(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        workspace.lock(record.job_id).unlink()
        workspace.lock(record.job_id).touch()

        assert reconcile(workspace, record) is Guard.UNSUPERVISED
        stop_job(workspace, record.job_id)

        wait_for("the end", lambda: status(workspace, record.job_id).status is JobState.STOPPED)
        wait_for("the end of the shim", lambda: life_of(record.shim) is Life.DEAD)
