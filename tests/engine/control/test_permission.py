"""Who may change what: nobody in a locked workspace, and only its owner a job."""

import contextlib
import json
import os
import pwd
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.cli.place import workspace_at
from engine.control.closing import closed_record
from engine.control.launch import launch
from engine.control.lock import take
from engine.control.permission import check_owned, user_name, why_locked
from engine.control.reconcile import Guard, reconcile
from engine.control.resume import resume_spec
from engine.control.stop import stop_job
from engine.errors import Refused
from engine.files import make_private
from engine.job import JobRecord, ProcessIdentity
from engine.observe.folder import Look, read_all
from engine.observe.store import JobStore
from engine.observe.watch import Watcher
from engine.paths import Workspace
from engine.process import host_name
from engine.record import write_record
from engine.state import JobState
from tests.engine.control.harness import closed, end, kill, long_spec, running
from tests.engine.worker.harness import status, wait_for

NOBODY = 65534
"""A user who owns nothing."""


def listing(root: Path) -> dict[str, tuple[int, int, int]]:
    """Every file below a folder as it is: inode, time, size."""
    return {
        str(path): (facts.st_ino, facts.st_mtime_ns, facts.st_size)
        for path in sorted(root.rglob("*"))
        if (facts := path.lstat())
    }


def test_a_locked_workspace_is_not_changed_by_looking(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        kill(record, shim=True)
        kill(record)
        before = listing(tmp_path)
        locked = Workspace(tmp_path, locked="it was opened with --read-only")
        store = JobStore()

        def deliver(look: Look, note: str) -> None:
            store.apply(look)

        watcher = Watcher(locked, deliver)
        watcher.start()
        try:
            wait_for("the dead job shown", lambda: [view.state for view in store] == [JobState.ERROR])
        finally:
            watcher.close()

        view = store.get(record.job_id)
        assert view is not None
        assert view.record is not None
        assert view.record.error is not None
        assert view.record.error.kind == "exit unknown"
        assert listing(tmp_path) == before
        assert status(workspace, record.job_id).status is JobState.RUNNING


def test_a_locked_workspace_tells_who_guards(tmp_path: Path) -> None:
    locked = Workspace(tmp_path, locked="it was opened with --read-only")
    with running(tmp_path) as (_, record):
        assert reconcile(locked, record) is Guard.SUPERVISED
        kill(record, shim=True)
        assert reconcile(locked, record) is Guard.UNSUPERVISED
        kill(record)
        assert reconcile(locked, record) is Guard.DEAD
        assert closed_record(locked, record).status is JobState.ERROR


def test_every_change_in_a_locked_workspace_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as (workspace, record):
        locked = Workspace(tmp_path, locked="it was opened with --read-only")
        actions: list[Callable[[], object]] = [
            lambda: launch(locked, long_spec()),
            lambda: stop_job(locked, record.job_id),
            lambda: stop_job(locked, record.job_id, now=True),
            lambda: resume_spec(locked, record),
        ]
        for action in actions:
            with pytest.raises(Refused, match=r"Nothing can be changed .* --read-only"):
                action()
        assert not workspace.stop(record.job_id).exists()


@pytest.mark.parametrize("uid", [os.geteuid() + 1, 1])
def test_a_job_of_somebody_else_is_theirs(uid: int) -> None:
    record = JobRecord(job_id="a", name="churn", status=JobState.RUNNING, worker=ProcessIdentity(pid=9, uid=uid))

    with pytest.raises(Refused, match=f"churn belongs to {user_name(uid)}; only .* can stop it"):
        check_owned(record, "stop")
    check_owned(msgspec.structs.replace(record, worker=None), "stop")


def test_a_launch_that_was_cut_short_is_seen_without_taking_its_lock(tmp_path: Path) -> None:
    workspace, locked = Workspace(tmp_path), Workspace(tmp_path, locked="it was opened with --read-only")
    make_private(workspace.run("a"))
    record = JobRecord(job_id="a", status=JobState.QUEUED)
    assert reconcile(locked, record) is Guard.ELSEWHERE, "there is no lock, so another program wrote it"
    held = take(workspace.lock("a"), create=True)
    assert held is not None
    assert reconcile(locked, record) is Guard.SUPERVISED

    os.close(held)

    assert reconcile(locked, record) is Guard.DEAD
    message = closed_record(locked, record).message
    assert message == "the launch was cut short before anything ran (not yet recorded: read-only)"


def test_why_a_workspace_is_locked(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert why_locked(workspace) == "", "nothing there yet"
    make_private(workspace.jobs)
    assert why_locked(workspace) == ""
    if os.geteuid() == 0:
        os.chown(workspace.jobs, NOBODY, NOBODY)
        assert why_locked(workspace) == f"it belongs to {user_name(NOBODY)}"


def test_users_without_a_name_have_a_number() -> None:
    assert user_name(os.geteuid()) == pwd.getpwuid(os.geteuid()).pw_name
    assert user_name(3_999_999_999) == "user 3999999999"


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody can look into."""
    root = Path(tempfile.mkdtemp(prefix="traindeck-"))
    try:
        root.chmod(0o755)
        yield root
    finally:
        shutil.rmtree(root)


def as_nobody(action: Callable[[], Any]) -> Any:
    """What `action` returns in a process of another user."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(telling, json.dumps(action()).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(telling)
    with os.fdopen(told, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return json.loads(content)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_may_look_and_is_told_why_not_more() -> None:
    with open_folder() as root, running(root) as (workspace, record):
        for folder in (workspace.artifacts, workspace.jobs, workspace.runs, workspace.run(record.job_id)):
            folder.chmod(0o755)
        workspace.status(record.job_id).chmod(0o644)

        def look() -> Any:
            theirs = workspace_at(str(root))
            found = []
            views = read_all(theirs)
            seen = views[0].record
            assert seen is not None
            actions: list[Callable[[], object]] = [
                lambda: stop_job(theirs, record.job_id),
                lambda: launch(theirs, long_spec()),
                lambda: resume_spec(theirs, seen),
            ]
            for action in actions:
                try:
                    action()
                except Refused as refused:
                    found.append(str(refused))
            return [theirs.locked, str(reconcile(theirs, seen)), seen.title, found]

        locked, guard, title, refusals = as_nobody(look)

        assert locked == "it belongs to root"
        assert (guard, title) == ("supervised", "diabetes")
        assert len(refusals) == 3
        assert all("belongs to root" in refusal and "Only root can" in refusal for refusal in refusals)
        step = status(workspace, record.job_id).step
        wait_for("more steps", lambda: status(workspace, record.job_id).step > step)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_cannot_look_into_a_private_workspace() -> None:
    with open_folder() as root, running(root) as (workspace, record):
        assert {folder.stat().st_mode & 0o777 for folder in (workspace.artifacts, workspace.jobs, workspace.runs)} == {
            0o700
        }

        def look() -> Any:
            folder: list[Look] = []
            watcher = Watcher(workspace_at(str(root)), lambda look, note: folder.append(look))
            watcher.start()
            wait_for("a look", lambda: bool(folder))
            watcher.close()
            return [folder[0].trouble, len(folder[0].changed)]

        assert as_nobody(look) == [f"{workspace.jobs}: Permission denied", 0]
        end(workspace, record)
        assert closed(workspace, record.job_id).status is JobState.ERROR


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_one_folder_that_may_not_be_looked_into_hides_no_job() -> None:
    with open_folder() as root:
        root.chmod(0o777)

        def look() -> Any:
            workspace, store = Workspace(root), JobStore()
            make_private(workspace.jobs)
            make_private(workspace.run("a"))
            for job_id, state in (("a", JobState.RUNNING), ("b", JobState.COMPLETED)):
                record = JobRecord(job_id=job_id, status=state, host=host_name())
                write_record(workspace.status(job_id), record, durable=False)
            workspace.runs.chmod(0o000)

            def deliver(look: Look, note: str) -> None:
                store.apply(look)

            watcher = Watcher(workspace, deliver)
            watcher.start()
            wait_for("the trouble", lambda: bool(store.disk), 20)
            watcher.close()
            workspace.runs.chmod(0o700)
            return [store.disk, sorted(view.job_id for view in store)]

        assert as_nobody(look) == ["artifacts/runs may not be looked into (permissions)", ["a", "b"]]
