"""The processes of a job: its worker and all that descends from it, read from /proc (see proc_pid_stat(5))."""

import os
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from engine.job import ProcessIdentity
from engine.observe.meters.sample import GpuSample, ProcessSample
from engine.shim.descendants import children_of
from engine.text import clean

MOST = 500
"""Processes of one job that are looked at: a job with more is sick, and the panel must not get sick with it."""


class _Seen(msgspec.Struct, frozen=True):
    """Numbers that only grow, of one process at one moment."""

    at_s: float
    ticks: int
    read: int | None
    written: int | None


class Processes:
    """Measures processes. Rates are means since the look before at the same process.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before: dict[tuple[int, int], _Seen] = {}
        self._now: dict[tuple[int, int], _Seen] = {}

    def look(self, root: ProcessIdentity | int, gpus: Sequence[GpuSample] = ()) -> tuple[ProcessSample, ...]:
        """One job's processes, each parent before its children; empty when it is gone or hidden.

        Args:
            root: The worker; with its start time, no other process that got its PID is taken for it.
            gpus: Latest measurements, for the memory that each process holds on them.
        """
        return self.look_at_all({"": root}, gpus)[""]

    def look_at_all(
        self, roots: "dict[str, ProcessIdentity | int]", gpus: Sequence[GpuSample] = ()
    ) -> dict[str, tuple[ProcessSample, ...]]:
        """The processes of several jobs, by the keys of `roots`; see `look`."""
        self._now = {}
        found = {key: tuple(self._tree(root, gpus)) for key, root in roots.items()}
        self._before = self._now  # Who was not seen this time is forgotten.
        return found

    def _tree(self, root: ProcessIdentity | int, gpus: Sequence[GpuSample]) -> Iterator[ProcessSample]:
        pid, start = (root, 0) if isinstance(root, int) else (root.pid, root.start_ticks)
        waiting = [(pid, start, 0)]
        for _ in range(MOST):
            if not waiting:
                return
            pid, start, depth = waiting.pop()
            sample = self._process(pid, start, depth, gpus)
            if sample is None:
                continue
            yield sample
            waiting += [(child, 0, depth + 1) for child in sorted(children_of(pid), reverse=True)]

    def _process(self, pid: int, start: int, depth: int, gpus: Sequence[GpuSample]) -> ProcessSample | None:
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                content = file.read(4096)
        except OSError:
            return None
        opened, closed = content.find(b"("), content.rfind(b")")
        fields = content[closed + 2 :].split()
        if len(fields) < 22 or (start and int(fields[19]) != start):
            return None
        read, written = _disk_use(pid)
        now = _Seen(self._clock(), int(fields[11]) + int(fields[12]), read, written)
        key = (pid, int(fields[19]))
        before = self._before.get(key)
        self._now[key] = now
        cpu_percent = read_per_s = written_per_s = None
        if before is not None and now.at_s > before.at_s:
            took_s = now.at_s - before.at_s
            cpu_percent = 100 * (now.ticks - before.ticks) / os.sysconf("SC_CLK_TCK") / took_s
            read_per_s = _growth(before.read, now.read, took_s)
            written_per_s = _growth(before.written, now.written, took_s)
        held = {gpu.index: gpu.processes[pid] for gpu in gpus if pid in gpu.processes}
        return ProcessSample(
            pid=pid,
            parent=int(fields[1]),
            depth=depth,
            name=clean(content[opened + 1 : closed].decode("utf-8", "replace")),
            state=fields[0].decode("ascii", "replace"),
            cpu_percent=cpu_percent,
            rss_bytes=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
            threads=int(fields[17]),
            read_per_s=read_per_s,
            written_per_s=written_per_s,
            gpu_bytes=sum(size or 0 for size in held.values()) if held else None,
            gpus=tuple(held),
        )


def _disk_use(pid: int) -> tuple[int | None, int | None]:
    """Bytes that a process has read from and written to disks so far; another user's process does not tell."""
    try:
        with open(f"/proc/{pid}/io", "rb") as file:
            numbers = dict(line.split(b": ") for line in file.read().splitlines())
        return int(numbers[b"read_bytes"]), int(numbers[b"write_bytes"])
    except (OSError, ValueError, KeyError):
        return None, None


def _growth(before: int | None, now: int | None, took_s: float) -> float | None:
    return (now - before) / took_s if before is not None and now is not None and now >= before else None
