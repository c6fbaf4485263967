"""The shim's life: announce the job, start its worker, wait, carry out a stop to its end, write how it closed."""

import contextlib
import fcntl
import json
import math
import os
import signal
import sys
import time
from typing import Any, NoReturn

from engine.error_kind import TIME_LIMIT_ASKER
from engine.files import UnreadableFile, read_bounded
from engine.paths import Workspace
from engine.pinned import descriptor_of
from engine.process import describe, host_name
from engine.remains import UNDYING
from engine.reserve import LAST_WORD_VARIABLE
from engine.shim.closing import stopped_early
from engine.shim.conclusion import Ending, conclude
from engine.shim.descendants import become_subreaper, below, end_all, named, reap_others, wake_all
from engine.shim.memory import MemoryWatch, Verdict
from engine.shim.output_times import ARRIVED, OutputTimes
from engine.shim.status import read_object, write_object
from engine.shim.whereabouts import Whereabouts
from engine.shim.wish import NEVER, StopWish
from engine.state import JobState

WATCHED = {signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM, signal.SIGINT}
"""Signals taken one at a time by `sigtimedwait` instead of by handlers. SIGUSR1 means: look at the stop file now."""

STOPPING = {signal.SIGTERM, signal.SIGINT}
"""Those of them that wish a stop."""

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
        self._stop = StopWish(workspace.stop(job_id))
        self._limit_s = NEVER
        self._limit_grace_s = SIGNAL_GRACE_S
        self._terminated = False
        self._killed = False
        self._output: OutputTimes
        self._last_word = os.memfd_create("last-word", os.MFD_CLOEXEC)

    def guard(self) -> int:
        """Run the job to its end and return the shim's exit status."""
        os.umask(0o077)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED | {ARRIVED})
        become_subreaper()
        plain = read_object(self.workspace, self.job_id)
        if self._stop.look():
            closing = stopped_early(self._stop.wish)
            write_object(self.workspace, plain, closing.pop("state"), **closing, finished_at=time.time())
            return 0
        whereabouts = Whereabouts(self.workspace, self.job_id)
        worker = self._start_worker(plain)
        memory = MemoryWatch(worker)
        self._read_limit()
        self._output = OutputTimes(self.workspace.output_times(self.job_id))
        self._wait(worker)
        own = {os.getpid(), *(pid for pid, _ in below(os.getpid()))}
        verdict = Verdict.UNKNOWN if self._killed else memory.verdict(own)
        while left := end_all(worker):
            self._tell_of_survivors(left)
        self._output.look(last=True)
        self._output.close()
        ended = os.waitid(os.P_PID, worker, os.WEXITED)
        assert ended is not None
        ending = Ending(ended, self._last_word, self._stop.wish, self._killed, verdict, time.time())
        conclude(whereabouts, self.job_id, ending, WATCHED)
        return 0

    def _start_worker(self, plain: dict[str, Any]) -> int:
        """Fork the worker, held on a pipe until its identity is on disk, then let it run its program."""
        gate, opener = os.pipe()
        alive = self._lock_worker()
        worker = os.fork()
        if worker == 0:
            os.close(opener)
            self._become_worker(gate, alive)
        os.close(gate)
        if alive is not None:
            os.close(alive)
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

    def _lock_worker(self) -> int | None:
        """A lock that the worker is to inherit, for those who cannot see it by its PID; it is no condition."""
        with contextlib.suppress(OSError):
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self.workspace.worker_lock(self.job_id), flags, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        return None

    def _become_worker(self, gate: int, alive: int | None) -> NoReturn:
        """In the child: wait for the gate, then replace this program by the worker's."""
        try:
            os.setpgid(0, 0)
            if not os.read(gate, 1):
                os._exit(127)
            signal.pthread_sigmask(signal.SIG_SETMASK, set())
            os.set_inheritable(self._last_word, True)
            if alive is not None:
                os.set_inheritable(alive, True)
            os.environ[LAST_WORD_VARIABLE] = str(self._last_word)
            command = [sys.executable, "-P", "-m", "engine.worker", os.path.realpath(self.workspace.root), self.job_id]
            pinned = descriptor_of(self.workspace)
            if pinned is not None:
                os.set_inheritable(pinned, True)
                command.append(str(pinned))
            os.execv(sys.executable, command)
        except BaseException as error:
            print(f"traindeck: the worker could not be started: {error}", flush=True)
        finally:
            os._exit(127)

    def _tell_launcher(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # The launcher died or hung up. The job is on its way all the same.
            os.write(self.ready, json.dumps(message).encode() + b"\n")
        os.close(self.ready)

    def _read_limit(self) -> None:
        """Take the time limit from the specification, counted from now."""
        try:
            spec = json.loads(read_bounded(self.workspace.spec(self.job_id)))
            limit_s, grace_s = float(spec["time_limit_s"]), float(spec.get("grace_s", SIGNAL_GRACE_S))
        except (OSError, UnreadableFile, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return
        if math.isfinite(limit_s) and math.isfinite(grace_s):
            self._limit_s, self._limit_grace_s = time.monotonic() + limit_s, grace_s

    def _wait(self, worker: int) -> None:
        """Wait until the worker has ended or its grace has run out, passing on a stop when one is asked for."""
        while os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            wished = self._stop.look()
            left_s = (self._stop.deadline_s if wished else self._limit_s) - time.monotonic()
            if left_s <= 0:
                if not wished:
                    self._stop.make(TIME_LIMIT_ASKER, self._limit_grace_s)
                    continue
                self._killed = True
                return
            if wished and not self._terminated:
                self._terminated = True
                os.kill(worker, signal.SIGTERM)
                wake_all()  # A suspended process hears TERM only once it runs again.
            taken = self._pause(min(LOOK_EVERY_S, left_s))
            # After a suspension CPython may give back a structure that nobody filled in, so nothing is concluded from
            # what a signal is not.
            if taken is not None and taken.si_signo == signal.SIGCHLD:
                reap_others(worker)
            elif taken is not None and taken.si_signo in STOPPING:
                self._stop.make("signal", SIGNAL_GRACE_S)
        # Whoever asked for a stop and then killed the worker may have been quicker than the loop.
        if not self._stop.look() and signal.sigtimedwait(STOPPING, 0) is not None:
            self._stop.make("signal", SIGNAL_GRACE_S)

    def _pause(self, limit_s: float) -> signal.struct_siginfo | None:
        """Wait for a signal, and note meanwhile when output comes; None where nothing else came within the limit."""
        end_s = time.monotonic() + limit_s
        self._output.look()
        while (left_s := end_s - time.monotonic()) > 0:
            taken = signal.sigtimedwait(WATCHED | {ARRIVED}, min(left_s, self._output.next_in_s))
            if taken is not None and taken.si_signo != ARRIVED:
                return taken
            self._output.look(woken=taken is not None)
        return None

    def _tell_of_survivors(self, pids: list[int]) -> None:
        """Say in the status file which processes would not die. Nothing else writes it: the worker was killed."""
        plain = read_object(self.workspace, self.job_id)
        told = UNDYING + ", ".join(map(named, pids))
        if plain.get("trouble") != told:
            with contextlib.suppress(OSError):
                write_object(self.workspace, plain, JobState(plain["status"]), trouble=told)
