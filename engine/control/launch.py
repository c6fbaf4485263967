"""Launching a job: write down what was asked, then start a shim and let go of it.

The lock is taken before the job becomes visible and is handed to the shim, so a QUEUED job whose lock is free can only
be one whose launch was cut short.
"""

import contextlib
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

import msgspec

from engine import __version__
from engine.control import lock
from engine.control.permission import check_changeable
from engine.control.successor import sole_successor
from engine.error_kind import ErrorKind
from engine.errors import BadInput, TraindeckError
from engine.files import UnreadableFile, make_private, open_append, read_tail
from engine.job import JobError, JobRecord, JobSpec, StopIntent
from engine.paths import Workspace, new_job_id
from engine.record import read_status, write_record
from engine.remains import JOB_VARIABLE, mark_of
from engine.state import JobState
from engine.text import clean_lines, clean_value

START_LIMIT_S = 20.0
"""How long to wait for the shim's word. It takes 0.05 s; a machine that needs longer than this is in trouble."""

RECORDED_VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "CUBLAS_WORKSPACE_CONFIG",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "PYTHONHASHSEED",
    "PYTORCH_CUDA_ALLOC_CONF",
)
"""Variables that can change a training's result or speed; all others may hold secrets and are not written down."""


def check_workspace(workspace: Workspace) -> None:
    """Make sure that jobs can be written into a workspace.

    Raises:
        BadInput: It is missing, not a directory, or cannot be written.
    """
    root = workspace.root
    if not root.is_dir():
        what = "is not a directory" if root.exists() else "does not exist"
        raise BadInput(f"The workspace {root} {what}.", "Create it with mkdir, or name another with --workspace.")
    try:
        for folder in (workspace.jobs, workspace.runs, workspace.models):
            make_private(folder)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise BadInput(
            f"The workspace {root} cannot be written: {error.strerror}.", "Name another with --workspace."
        ) from error


def launch(workspace: Workspace, spec: JobSpec) -> JobRecord:
    """Start a job and return as soon as its worker has a PID.

    Args:
        workspace: Where the job's files go.
        spec: What to do; id, time, version and environment are filled in here.

    Returns:
        The record as it stands on disk: STARTING, with the worker's PID.

    Raises:
        BadInput: The workspace cannot be used.
        Refused: It may only be looked at, or another job goes on from the same one already.
        TraindeckError: No process could be started; the job is there as ERROR and says why.
    """
    check_changeable(workspace)
    check_workspace(workspace)
    spec = _completed(spec)
    with sole_successor(workspace, spec):
        return _launch(workspace, spec)


def _launch(workspace: Workspace, spec: JobSpec) -> JobRecord:
    job_id = spec.job_id
    held: int | None = None
    try:
        try:
            os.mkdir(workspace.run(job_id), 0o700)
            held = lock.take(workspace.lock(job_id), create=True)
            assert held is not None, "a job id was used twice"
            write_record(workspace.spec(job_id), spec, durable=True)
            write_record(workspace.status(job_id), queued_record(spec), durable=True)
        except OSError as error:
            raise BadInput(f"The job could not be written into {workspace.root}: {error.strerror}.") from error
        try:
            _start_shim(workspace, spec, held)
            record, _ = read_status(workspace.status(job_id))
            if record.status is JobState.QUEUED:
                raise OSError(_last_words(workspace, job_id))
        except TimeoutError as error:
            # The guardian may yet wake up and must start nothing then; until it does, it owns the status file.
            wish = StopIntent(requested_at=time.time(), grace_s=0.0, by="launcher")
            write_record(workspace.stop(job_id), wish, durable=True)
            raise TraindeckError(f"{job_id} could not be started: {error}.") from error
        except OSError as error:
            _record_failure(workspace, job_id, str(error))
            raise TraindeckError(f"{job_id} could not be started: {error}.") from error
    finally:
        if held is not None:
            os.close(held)
    return record


def _completed(spec: JobSpec) -> JobSpec:
    return msgspec.structs.replace(
        spec,
        job_id=spec.job_id or new_job_id(),
        created_at=time.time(),
        version=__version__,
        working_directory=spec.working_directory or os.getcwd(),
        environment={name: os.environ[name] for name in RECORDED_VARIABLES if name in os.environ},
        command=[sys.executable, "-P", "-m", "engine.worker"],
    )


def queued_record(spec: JobSpec) -> JobRecord:
    """The first record of a job: what was asked, before anything has been done."""
    return JobRecord(
        job_id=spec.job_id,
        status=JobState.QUEUED,
        name=spec.name,
        recipe=spec.recipe,
        params=cast(Any, clean_value(spec.params)),  # To look at; the specification keeps them as they are.
        tags=spec.tags,
        created_at=spec.created_at,
        updated_at=spec.created_at,
        resumed_from=spec.resumed_from,
        # What the job before saved is where to go on from until this one has saved something itself.
        checkpoint=spec.resume_checkpoint,
        simulation=spec.simulate,
        message="queued",
    )


def _start_shim(workspace: Workspace, spec: JobSpec, held: int) -> None:
    """Start the shim and wait until the worker's identity is on disk or the shim is gone."""
    told, ready = os.pipe()
    log = open_append(workspace.log(spec.job_id))
    try:
        directory = Path(spec.working_directory)
        launcher = subprocess.Popen(
            [sys.executable, "-P", "-m", "engine.shim", os.fspath(workspace.root), spec.job_id, str(held), str(ready)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=directory if directory.is_dir() else workspace.root,
            pass_fds=(held, ready),
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", JOB_VARIABLE: mark_of(workspace, spec.job_id)},
        )
        os.close(ready)
        ready = -1
        launcher.wait(START_LIMIT_S)  # It forks the shim and ends at once.
        if not select.select([told], [], [], START_LIMIT_S)[0]:
            raise TimeoutError(f"its guardian did not answer within {START_LIMIT_S:g} s")
    except subprocess.TimeoutExpired as error:
        launcher.kill()
        launcher.wait()
        raise TimeoutError(f"its guardian did not start within {START_LIMIT_S:g} s") from error
    finally:
        for descriptor in (told, ready, log):
            if descriptor >= 0:
                os.close(descriptor)


def _last_words(workspace: Workspace, job_id: str) -> str:
    lines = clean_lines(read_tail(workspace.log(job_id), 4096).decode("utf-8", "replace"), 300)
    said = [line for line in lines if line.strip()]
    return f"its guardian ended at once: {said[-1]}" if said else "its guardian ended at once"


def _record_failure(workspace: Workspace, job_id: str, why: str) -> None:
    """Close the job with the reason; where that cannot be written, whoever looks next closes it."""
    with contextlib.suppress(OSError, UnreadableFile):
        _close_failed(workspace, read_status(workspace.status(job_id))[0], why)


def _close_failed(workspace: Workspace, record: JobRecord, why: str) -> None:
    if record.status is not JobState.QUEUED:
        return
    error = JobError(kind=ErrorKind.LAUNCH_FAILED, message=f"could not be started: {why}")
    failed = msgspec.structs.replace(
        record, status=JobState.ERROR, error=error, message=error.message, finished_at=time.time()
    )
    write_record(workspace.status(record.job_id), failed, durable=True)
