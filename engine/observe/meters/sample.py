"""What one measurement found. Frozen, because it is made in a thread of its own and drawn in another."""

from collections.abc import Mapping

import msgspec


class GpuSample(msgspec.Struct, frozen=True, kw_only=True):
    """One GPU; a card that does not tell something leaves it None."""

    index: int
    """Its number as the driver counts, from 0."""
    name: str = ""
    utilisation: float | None = None
    """Share of the last moment in which anything ran on it, in per cent."""
    used_bytes: int | None = None
    total_bytes: int | None = None
    power_w: float | None = None
    power_limit_w: float | None = None
    temperature_c: float | None = None
    processes: dict[int, int | None] = {}
    """Bytes of its memory that each process holds, by PID; None where the driver does not say how many."""


class DiskSample(msgspec.Struct, frozen=True, kw_only=True):
    """The file system that holds the workspace."""

    used_bytes: int
    free_bytes: int
    """What this user may still write: less than the whole where some is reserved for the system."""
    read_per_s: float | None = None
    """Bytes read from the device; None at the first look and where there is no single device behind it."""
    written_per_s: float | None = None

    @property
    def used_percent(self) -> float:
        """How full it is for this user, as df(1) counts."""
        room = self.used_bytes + self.free_bytes
        return 100 * self.used_bytes / room if room else 100.0


class ProcessSample(msgspec.Struct, frozen=True, kw_only=True):
    """One process of a job."""

    pid: int
    parent: int
    depth: int = 0
    """0 for the one that was asked for, 1 for its children, and so on."""
    name: str = ""
    """The kernel's name of it, at most 15 characters, harmless to show."""
    state: str = ""
    """Letter of proc_pid_stat(5): R runs, S sleeps, D waits in the kernel, T is suspended, Z has ended."""
    cpu_percent: float | None = None
    """Of one core, so four busy threads make 400; None at the first look."""
    rss_bytes: int = 0
    """Memory in use; what several processes share counts for each."""
    threads: int = 0
    read_per_s: float | None = None
    """Bytes read from disks; None at the first look and where another user's process does not tell."""
    written_per_s: float | None = None
    gpu_bytes: int | None = None
    """Memory on all GPUs together; None for a process that is on none."""
    gpus: tuple[int, ...] = ()
    """Numbers of the GPUs that it is on."""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """The machine at one moment."""

    taken_at: float
    """Unix seconds."""
    cpu_percent: float | None = None
    """Of all cores together, 0 to 100; None at the first look."""
    cores: tuple[float, ...] = ()
    """The same of each core."""
    load: tuple[float, float, float] | None = None
    """Processes that run or wait to, on average over 1, 5 and 15 minutes."""
    memory_used_bytes: int = 0
    """What could not be had at once: all but what is free or a cache."""
    memory_total_bytes: int = 0
    swap_used_bytes: int = 0
    swap_total_bytes: int = 0
    disk: DiskSample | None = None
    received_per_s: float | None = None
    """Bytes from the network, without those from this machine to itself."""
    sent_per_s: float | None = None
    gpus: tuple[GpuSample, ...] = ()
    jobs: Mapping[str, tuple[ProcessSample, ...]] = {}
    """Processes of each job that somebody asked for, by job id."""

    @property
    def memory_percent(self) -> float:
        """Share of the memory in use."""
        return 100 * self.memory_used_bytes / self.memory_total_bytes if self.memory_total_bytes else 0.0
