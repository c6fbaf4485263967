import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine.control import launch as launching
from engine.control.identity import Life, life_of
from engine.control.launch import check_workspace, launch
from engine.control.lock import is_guarded
from engine.control.stop import stop_job
from engine.error_kind import ErrorKind
from engine.errors import BadInput, TraindeckError
from engine.files import make_private
from engine.paths import Workspace
from engine.process import boot_id, host_name
from engine.record import read_spec
from engine.state import JobState
from tests.engine.control.harness import closed, end, long_spec, running
from tests.engine.worker.harness import SAMPLE, status, wait_for

LAUNCHER = f"""
import sys, time
from pathlib import Path
from engine.control.launch import launch
from engine.paths import Workspace
from engine.request import make_spec
spec = make_spec("regression", {{"data": {SAMPLE!r}, "epochs": 1000000}}, simulate=True)
print(launch(Workspace(sys.argv[1]), spec).job_id, flush=True)
time.sleep(600)
"""


def test_a_launch_returns_with_the_full_identity_on_disk(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    record = launch(workspace, long_spec())
    try:
        on_disk = status(workspace, record.job_id)
        for identity in (on_disk.worker, on_disk.shim):
            assert identity is not None
            assert (identity.host, identity.boot_id, identity.uid) == (host_name(), boot_id(), os.getuid())
            assert min(identity.pid, identity.start_ticks, identity.pid_namespace, identity.pidfd_inode) > 1
            assert life_of(identity) is Life.ALIVE
        assert on_disk.worker is not None
        assert record.status in (JobState.STARTING, JobState.LOADING, JobState.RUNNING)
        assert record.pid == on_disk.pid == on_disk.worker.pid
        assert on_disk.started_at is not None
        assert is_guarded(workspace, record.job_id)
        spec = read_spec(workspace.spec(record.job_id))
        assert (spec.job_id, spec.params["epochs"]) == (record.job_id, 1_000_000)
    finally:
        end(workspace, record)


def test_a_job_is_nobodys_child_and_has_no_terminal(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.shim is not None
        assert record.worker is not None
        with pytest.raises(ChildProcessError):
            os.waitpid(record.shim.pid, os.WNOHANG)
        fields = Path(f"/proc/{record.worker.pid}/stat").read_text().rpartition(") ")[2].split()
        assert int(fields[1]) == record.shim.pid
        assert int(fields[4]) == 0, "a controlling terminal"
        assert os.getsid(record.shim.pid) != os.getsid(0)
        for pid in (record.shim.pid, record.worker.pid):
            for descriptor, target in ((0, "/dev/null"), (1, workspace.log(record.job_id))):
                assert os.readlink(f"/proc/{pid}/fd/{descriptor}") == str(target)
        # The worker holds neither the lock nor the launcher's pipe: only its guardian does.
        held = {os.path.realpath(f"/proc/{record.worker.pid}/fd/{number}") for number in
                os.listdir(f"/proc/{record.worker.pid}/fd")}  # fmt: skip
        assert str(workspace.lock(record.job_id)) not in held


def test_a_job_outlives_its_launcher_and_the_launchers_terminal(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    controller, terminal = pty.openpty()
    launcher = subprocess.Popen(
        [sys.executable, "-P", "-c", LAUNCHER, tmp_path],
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    try:
        job_id = b""
        while not job_id.endswith(b"\n"):
            job_id += os.read(controller, 100)
        record = status(workspace, job_id.decode().strip())
    finally:
        launcher.kill()
        launcher.wait()
        os.close(controller)
    try:
        before = status(workspace, record.job_id)
        wait_for("steps after the hang-up", lambda: status(workspace, record.job_id).step > before.step)
        assert life_of(record.worker) is Life.ALIVE
    finally:
        stop_job(workspace, record.job_id, now=True)
        assert closed(workspace, record.job_id).status is JobState.STOPPED


def test_a_launcher_killed_at_any_moment_leaves_a_job_or_an_explained_error(tmp_path: Path) -> None:
    from tests.engine.control.harness import closed_by_a_look

    workspace = Workspace(tmp_path)
    check_workspace(workspace)
    seen = 0
    for milliseconds in (60, 90, 120, 150):
        launcher = subprocess.Popen([sys.executable, "-P", "-c", LAUNCHER, tmp_path], stdout=subprocess.DEVNULL)
        try:
            launcher.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            launcher.kill()
            launcher.wait()
        jobs = [path.stem for path in workspace.jobs.glob("job_*.json")]
        assert len(jobs) <= seen + 1
        seen = len(jobs)
    for job_id in [path.stem for path in workspace.jobs.glob("job_*.json")]:
        if is_guarded(workspace, job_id):
            stop_job(workspace, job_id, now=True)
        assert closed_by_a_look(workspace, job_id).status in (JobState.STOPPED, JobState.ERROR)
        closed(workspace, job_id)


def test_the_exit_status_is_recorded(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    spec = long_spec(epochs=1)

    record = closed(workspace, launch(workspace, spec).job_id)

    assert (record.status, record.exit_code, record.signal) == (JobState.COMPLETED, 0, None)
    assert not workspace.reserve(record.job_id).exists()


def test_a_worker_that_fails_says_why_and_its_status_is_recorded(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    spec = long_spec()
    spec = msgspec.structs.replace(spec, params={**spec.params, "data": str(tmp_path / "none.csv")})

    record = closed(workspace, launch(workspace, spec).job_id)

    assert (record.status, record.exit_code) == (JobState.ERROR, 1)
    assert record.error is not None
    assert record.error.kind == ErrorKind.BAD_INPUT
    assert "none.csv" in record.message


def test_a_guardian_that_cannot_start_is_an_error_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no such module: engine >&2\nexit 1\n")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken))

    with pytest.raises(TraindeckError, match="guardian ended at once: no such module: engine"):
        launch(workspace, long_spec())

    (path,) = workspace.jobs.iterdir()
    record = status(workspace, path.stem)
    assert record.status is JobState.ERROR
    assert record.error is not None
    assert record.error.kind == ErrorKind.LAUNCH_FAILED
    assert not is_guarded(workspace, path.stem)


def test_a_guardian_that_never_answers_starts_nothing_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    slow = tmp_path / "python"
    # Waits until it is allowed to become the real guardian, long after the launcher has given up.
    slow.write_text(
        f'#!/bin/sh\n( while [ ! -e "{tmp_path}/go" ]; do sleep 0.01; done; exec "{sys.executable}" "$@" ) &\n'
    )
    slow.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(slow))
    monkeypatch.setattr(launching, "START_LIMIT_S", 0.2)
    try:
        with pytest.raises(TraindeckError, match="did not answer"):
            launch(workspace, long_spec())
    finally:
        (tmp_path / "go").touch()

    (path,) = workspace.jobs.iterdir()
    record = closed(workspace, path.stem)
    assert (record.status, record.worker) == (JobState.STOPPED, None)
    assert record.message == "stopped before it started"


@pytest.mark.parametrize("place", ["none", "file", "file/below"])
def test_a_workspace_that_is_none(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="workspace"):
        launch(Workspace(tmp_path / place), long_spec())


def test_a_workspace_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "artifacts").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        check_workspace(Workspace(tmp_path))
    with pytest.raises(BadInput, match="cannot be written"):
        check_workspace(Workspace("/proc"))


def test_a_broken_status_file_is_made_up_from_the_specification(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        assert record.worker is not None
        os.kill(record.worker.pid, signal.SIGSTOP)
        workspace.status(record.job_id).write_text("{")
        os.kill(record.worker.pid, signal.SIGKILL)
        wait_for("the end of the guardian", lambda: not is_guarded(workspace, record.job_id))
        found = json.loads(workspace.status(record.job_id).read_bytes())
        assert (found["status"], found["signal"], found["name"]) == ("ERROR", 9, "diabetes")


def test_the_private_folders(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    with running(tmp_path) as (_, record):
        for path in (workspace.artifacts, workspace.run(record.job_id), workspace.status(record.job_id)):
            assert path.stat().st_mode & 0o077 == 0
        for path in workspace.run(record.job_id).iterdir():
            assert path.stat().st_mode & 0o077 == 0, path
