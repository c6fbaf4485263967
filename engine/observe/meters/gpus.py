"""GPUs by NVIDIA's management library (NVML). Where there is none, there is nothing to see and nothing is said.

The binding takes 45 ms to import, so it is left alone until there is a driver. A library that breaks midway (a driver
that is being updated, a card that fell off the bus) is dropped and tried again much later.
"""

import importlib
import os
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from engine.observe.meters.sample import GpuSample
from engine.text import clean

RETRY_S = 300.0
"""How long a library that broke is left alone."""

DRIVER_SIGNS = ("/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg")
"""Any of these is there where a driver is; the last one in Windows' Linux."""

_T = TypeVar("_T")


def load_nvml() -> Any:
    """NVIDIA's binding, or None where no driver is there or the binding is not installed."""
    if not any(os.path.exists(sign) for sign in DRIVER_SIGNS):
        return None
    try:
        return importlib.import_module("pynvml")
    except ImportError:
        return None


class Gpus:
    """Measures all GPUs.

    Args:
        load: Returns what has the functions of the module `pynvml`, or None.
        clock: Monotonic seconds.
    """

    def __init__(self, load: Callable[[], Any] = load_nvml, clock: Callable[[], float] = time.monotonic) -> None:
        self._load = load
        self._clock = clock
        self._nvml: Any = None
        self._handles: Sequence[Any] = ()
        self._names: Sequence[str] = ()
        self._try_from_s = float("-inf")

    def look(self) -> tuple[GpuSample, ...]:
        """Measure now; empty where there is nothing to measure."""
        if self._nvml is None and not self._begin():
            return ()
        samples = tuple(self._sample(index, handle) for index, handle in enumerate(self._handles))
        alive = tuple(sample for sample in samples if sample is not None)
        if not alive:
            self._give_up()
        return alive

    def close(self) -> None:
        """Let the library go."""
        nvml, self._nvml, self._handles = self._nvml, None, ()
        if nvml is not None:
            _tried(nvml, nvml.nvmlShutdown)

    def _begin(self) -> bool:
        if self._clock() < self._try_from_s:
            return False
        self._try_from_s = self._clock() + RETRY_S
        nvml = self._load()
        if nvml is None:
            return False
        try:
            nvml.nvmlInit()
            self._handles = [nvml.nvmlDeviceGetHandleByIndex(place) for place in range(nvml.nvmlDeviceGetCount())]
        except _failures(nvml):
            return False
        self._nvml = nvml
        self._names = [_text(_tried(nvml, nvml.nvmlDeviceGetName, handle)) for handle in self._handles]
        return True

    def _give_up(self) -> None:
        self.close()
        self._try_from_s = self._clock() + RETRY_S

    def _sample(self, index: int, handle: Any) -> GpuSample | None:
        """One card, or None if it tells nothing any more."""
        nvml = self._nvml
        load = _tried(nvml, nvml.nvmlDeviceGetUtilizationRates, handle)
        memory = _tried(nvml, nvml.nvmlDeviceGetMemoryInfo, handle)
        power = _tried(nvml, nvml.nvmlDeviceGetPowerUsage, handle)
        limit = _tried(nvml, nvml.nvmlDeviceGetEnforcedPowerLimit, handle)
        temperature = _tried(nvml, nvml.nvmlDeviceGetTemperature, handle, nvml.NVML_TEMPERATURE_GPU)
        if load is None and memory is None and power is None and temperature is None:
            return None
        running = _tried(nvml, nvml.nvmlDeviceGetComputeRunningProcesses, handle) or ()
        return GpuSample(
            index=index,
            name=self._names[index],
            utilisation=float(load.gpu) if load is not None else None,
            used_bytes=int(memory.used) if memory is not None else None,
            total_bytes=int(memory.total) if memory is not None else None,
            power_w=power / 1000 if power is not None else None,
            power_limit_w=limit / 1000 if limit is not None else None,
            temperature_c=float(temperature) if temperature is not None else None,
            processes={int(each.pid): each.usedGpuMemory for each in running},
        )


def _failures(nvml: Any) -> tuple[type[Exception], ...]:
    """What a library raises that is missing something, too old, or broken."""
    return (nvml.NVMLError, OSError, AttributeError, ValueError)


def _tried(nvml: Any, function: Callable[..., _T], *arguments: Any) -> _T | None:
    try:
        return function(*arguments)
    except _failures(nvml):
        return None


def _text(name: str | bytes | None) -> str:
    return clean(name.decode("utf-8", "replace") if isinstance(name, bytes) else name or "", 80)
