"""Processor, memory, disk and network, as psutil and the kernel count them."""

import contextlib
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from engine.observe.meters.sample import DiskSample

SECTOR_BYTES = 512
"""Unit of /sys/dev/block/*/stat, whatever the device's own sectors are (kernel, block/stat.rst)."""


class _Counters(NamedTuple):
    """Numbers that only grow, at one moment."""

    at_s: float
    read: int
    written: int


class Machine:
    """Measures all but GPUs and processes. Rates are means since the look before.

    Args:
        folder: Where the workspace is; its disk is the one that is measured.
        clock: Monotonic seconds.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._disk: _Counters | None = None
        self._network: _Counters | None = None
        self._is_first = True

    def look(self) -> dict[str, Any]:
        """Measure now: fields of `Sample`. What cannot be found out is left out."""
        # Imported where it is used: the panel starts faster without it.
        import psutil

        fields: dict[str, Any] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # psutil warns where a kernel counts less than others.
            for part in (self._cpu, self._memory, self._swap, self._load, self._look_at_network):
                try:
                    fields |= part(psutil)
                except (OSError, psutil.Error, RuntimeError, ValueError, IndexError):
                    continue  # /proc is hidden, or looks different here.
        with contextlib.suppress(OSError):
            fields["disk"] = self._look_at_disk()
        self._is_first = False
        return fields

    def _cpu(self, psutil: Any) -> dict[str, Any]:
        cores = tuple(psutil.cpu_percent(percpu=True))
        if self._is_first or not cores:
            return {}  # It counts since the look before, and there was none.
        return {"cores": cores, "cpu_percent": sum(cores) / len(cores)}

    def _memory(self, psutil: Any) -> dict[str, Any]:
        memory = psutil.virtual_memory()
        return {"memory_used_bytes": memory.total - memory.available, "memory_total_bytes": memory.total}

    def _swap(self, psutil: Any) -> dict[str, Any]:
        swap = psutil.swap_memory()
        return {"swap_used_bytes": swap.used, "swap_total_bytes": swap.total}

    def _load(self, psutil: Any) -> dict[str, Any]:
        return {"load": psutil.getloadavg()}

    def _look_at_network(self, psutil: Any) -> dict[str, Any]:
        cards = [card for name, card in psutil.net_io_counters(pernic=True).items() if name != "lo"]
        if not cards:
            return {}
        received, sent = sum(card.bytes_recv for card in cards), sum(card.bytes_sent for card in cards)
        before, self._network = self._network, _Counters(self._clock(), received, sent)
        received_per_s, sent_per_s = _rates(before, self._network)
        return {"received_per_s": received_per_s, "sent_per_s": sent_per_s}

    def _look_at_disk(self) -> DiskSample:
        room = os.statvfs(self._folder)
        before, self._disk = self._disk, self._disk_counters()
        read_per_s, written_per_s = _rates(before, self._disk)
        return DiskSample(
            used_bytes=(room.f_blocks - room.f_bfree) * room.f_frsize,
            free_bytes=room.f_bavail * room.f_frsize,
            read_per_s=read_per_s,
            written_per_s=written_per_s,
        )

    def _disk_counters(self) -> _Counters | None:
        """What the device behind the workspace did; a network or layered file system has none of its own."""
        device = os.stat(self._folder).st_dev
        try:
            with open(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/stat", "rb") as file:
                fields = file.read().split()
            return _Counters(self._clock(), int(fields[2]) * SECTOR_BYTES, int(fields[6]) * SECTOR_BYTES)
        except (OSError, IndexError, ValueError):
            return None


def _rates(before: _Counters | None, now: _Counters | None) -> tuple[float | None, float | None]:
    """Growth per second; a counter that began anew tells nothing."""
    if before is None or now is None or now.at_s <= before.at_s:
        return None, None
    took_s = now.at_s - before.at_s
    if now.read < before.read or now.written < before.written:
        return None, None
    return (now.read - before.read) / took_s, (now.written - before.written) / took_s
