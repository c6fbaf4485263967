"""The shim's life: announce the job, start its worker, wait, carry out a stop to its end, write how it closed."""

import contextlib
import json
import math
import os
import signal
import sys
import time
from typing import Any, NoReturn

from engine.files import UnreadableFile, read_bounded, write_atomic
from engine.leftovers import collect_leftovers
from engine.paths import Workspace
from engine.process import describe, host_name
from engine.shim.closing import closing_fields, exit_of
from engine.shim.descendants import become_subreaper, end_all, reap_others
from engine.shim.status import read_object, write_object
from engine.state import JobState

WATCHED = {signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM, signal.SIGINT}
"""Signals taken one at a time by `sigtimedwait` instead of by handlers. SIGUSR1 means: look at the stop file now."""

LOOK_EVERY_S = 1.0
"""How often the stop file is looked at even if no signal came: the wish is durable, the signal only hurries."""

SIGNAL_GRACE_S = 60.0
"""Grace of a stop that came as SIGTERM, which is what a machine's shutdown sends to everybody."""


class Guardian:
    """Parent of one worker.

    Args:
        workspace: Where the job's files are.
        job_id: The job; the launcher has written its specification and a QUEUED status, and holds its lock.
        ready: Descriptor of a pipe that gets one line when the worker's identity is on disk.
    """

    def __init__(self, workspace: Workspace, job_id: str, ready: int) -> None:
        self.workspace = workspace
        self.job_id = job_id
        self.ready = ready
        self.stop: dict[str, Any] | None = None
        self._stop_seen: tuple[int, int] | None = None
        self._deadline_s = float("inf")
        self._terminated = False

    def guard(self) -> int:
        """Run the job to its end and return the shim's exit status."""
        os.umask(0o077)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        become_subreaper()
        plain = read_object(self.workspace, self.job_id)
        if self._look_for_stop():
            write_object(
                self.workspace, plain, JobState.STOPPED, message="stopped before it started", finished_at=time.time()
            )
            return 0
        worker = self._start_worker(plain)
        ended = self._wait(worker)
        left = end_all(worker)
        os.waitpid(worker, 0)
        self._close(ended, left)
        return 0

    def _start_worker(self, plain: dict[str, Any]) -> int:
        """Fork the worker, held on a pipe until its identity is on disk, then let it run its program."""
        gate, opener = os.pipe()
        worker = os.fork()
        if worker == 0:
            os.close(opener)
            self._become_worker(gate)
        os.close(gate)
        os.setpgid(worker, worker)
        now = time.time()
        try:
            write_object(
                self.workspace, plain, JobState.STARTING, message="starting", started_at=now, host=host_name(),
                pid=worker, worker=describe(worker), shim=describe(os.getpid()),
            )  # fmt: skip
        except OSError as error:
            # Without an identity on disk nobody could ever stop this worker, so it must not run.
            print(f"traindeck: the status file could not be written, so nothing was started: {error}", flush=True)
            end_all(worker)
            os.close(self.ready)
            sys.exit(1)
        self._tell_launcher({"pid": worker})
        with contextlib.suppress(BrokenPipeError):  # Somebody killed the worker at the gate: that is its end, not ours.
            os.write(opener, b"\n")
        os.close(opener)
        return worker

    def _become_worker(self, gate: int) -> NoReturn:
        """In the child: wait for the gate, then replace this program by the worker's."""
        try:
            os.setpgid(0, 0)
            if not os.read(gate, 1):
                os._exit(127)
            signal.pthread_sigmask(signal.SIG_SETMASK, set())
            root = os.fspath(self.workspace.root)
            os.execv(sys.executable, [sys.executable, "-P", "-m", "engine.worker", root, self.job_id])
        except BaseException as error:
            print(f"traindeck: the worker could not be started: {error}", flush=True)
        finally:
            os._exit(127)

    def _tell_launcher(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # The launcher died or hung up. The job is on its way all the same.
            os.write(self.ready, json.dumps(message).encode() + b"\n")
        os.close(self.ready)

    def _wait(self, worker: int) -> os.waitid_result:
        """Wait for the worker's end, passing on a stop when one is asked for."""
        while True:
            ended = os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is not None:
                return ended
            wished = self._look_for_stop()
            left_s = self._deadline_s - time.monotonic()
            if left_s <= 0:
                end_all(worker)
                continue
            if wished and not self._terminated:
                self._terminated = True
                os.kill(worker, signal.SIGTERM)
                os.kill(worker, signal.SIGCONT)  # A suspended process hears TERM only once it runs again.
            taken = signal.sigtimedwait(WATCHED, min(LOOK_EVERY_S, left_s))
            if taken is None or taken.si_signo == signal.SIGUSR1:
                continue
            if taken.si_signo == signal.SIGCHLD:
                reap_others(worker)
            else:
                self._wish_stop()

    def _look_for_stop(self) -> bool:
        """Read the stop file if it is new, and say whether a stop is wished."""
        path = self.workspace.stop(self.job_id)
        try:
            facts = os.stat(path)
            if self._stop_seen == (seen := (facts.st_ino, facts.st_mtime_ns)):
                return True
            wish = json.loads(read_bounded(path))
            requested_at, grace_s = float(wish["requested_at"]), float(wish["grace_s"])
        except (OSError, UnreadableFile, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return self.stop is not None
        if not (math.isfinite(requested_at) and math.isfinite(grace_s)):
            return self.stop is not None
        self._stop_seen = seen
        # The deadline counts from the request but never exceeds the grace, whatever the wall clock does.
        left_s = min(grace_s, max(0.0, requested_at + grace_s - time.time()))
        deadline_s = time.monotonic() + left_s
        # Of several wishes the most urgent one holds, in whatever order they were written.
        if self.stop is None or deadline_s < self._deadline_s:
            self.stop, self._deadline_s = {"requested_at": requested_at, "grace_s": grace_s}, deadline_s
        return True

    def _wish_stop(self) -> None:
        """Turn a SIGTERM to the shim into the same durable wish that everybody else uses."""
        if self.stop is None:
            wish = {"requested_at": time.time(), "grace_s": SIGNAL_GRACE_S, "by": "signal"}
            try:
                write_atomic(self.workspace.stop(self.job_id), json.dumps(wish).encode(), durable=True)
            except OSError:
                self.stop, self._deadline_s = wish, time.monotonic() + SIGNAL_GRACE_S

    def _close(self, ended: os.waitid_result, left: list[int]) -> None:
        """Write the exit status, and the closing state if the worker left none."""
        plain = read_object(self.workspace, self.job_id)
        fields: dict[str, Any] = dict(exit_of(ended))
        state = JobState(plain["status"])
        if not state.is_closed:
            closing = closing_fields(ended, self.stop, self.workspace.log(self.job_id))
            state = closing.pop("state")
            fields |= closing | {"finished_at": time.time(), "eta_seconds": None}
        if left:
            fields["message"] = f"{fields.get('message', plain.get('message', ''))}; would not die: PID " + ", ".join(
                map(str, left)
            )
        write_object(self.workspace, plain, state, **fields)
        collect_leftovers(self.workspace, self.job_id)
        with contextlib.suppress(OSError):
            self.workspace.reserve(self.job_id).unlink()
