"""A management library with the cards that a test wants, as `pynvml` looks from outside."""

from types import SimpleNamespace
from typing import Any


class FakeNvml:
    """Two cards; `broken` makes every function fail, `missing` those named."""

    NVML_TEMPERATURE_GPU = 0

    class NVMLError(Exception):
        """What every function raises that cannot answer."""

    def __init__(self, cards: int = 2, missing: tuple[str, ...] = (), processes: dict[int, int | None] | None = None):
        self.cards = cards
        self.missing = missing
        self.processes = processes or {}
        self.broken = False
        self.started = 0

    def _answer(self, function: str, value: Any) -> Any:
        if self.broken or function in self.missing:
            raise self.NVMLError(function)
        return value

    def nvmlInit(self) -> None:
        self._answer("init", None)
        self.started += 1

    def nvmlShutdown(self) -> None:
        self._answer("shutdown", None)

    def nvmlDeviceGetCount(self) -> int:
        return int(self._answer("count", self.cards))

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return int(self._answer("handle", index))

    def nvmlDeviceGetName(self, handle: int) -> str:
        return str(self._answer("name", f"Card \x1b[31m{handle}"))

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:
        return self._answer("utilisation", SimpleNamespace(gpu=87 - handle, memory=1))

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:
        return self._answer("memory", SimpleNamespace(used=31 * 2**30, total=80 * 2**30))

    def nvmlDeviceGetPowerUsage(self, handle: int) -> int:
        return int(self._answer("power", 412_400))

    def nvmlDeviceGetEnforcedPowerLimit(self, handle: int) -> int:
        return int(self._answer("limit", 700_000))

    def nvmlDeviceGetTemperature(self, handle: int, sensor: int) -> int:
        return int(self._answer("temperature", 64))

    def nvmlDeviceGetComputeRunningProcesses(self, handle: int) -> list[Any]:
        running = self._answer("processes", self.processes.items() if handle == 0 else ())
        return [SimpleNamespace(pid=pid, usedGpuMemory=size) for pid, size in running]
