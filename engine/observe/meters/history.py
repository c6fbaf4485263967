"""The last samples, for bars and graphs. Pure."""

from collections import deque
from collections.abc import Callable, Iterator

from engine.observe.meters.sample import GpuSample, Sample

LENGTH = 120
"""Samples kept: four minutes at the pace of the header, two at that of the whole screen."""


class History:
    """Keeps the last samples; the oldest one goes when another comes."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=LENGTH)

    def __len__(self) -> int:
        return len(self._samples)

    def __iter__(self) -> Iterator[Sample]:
        return iter(self._samples)

    @property
    def latest(self) -> Sample | None:
        """The newest one."""
        return self._samples[-1] if self._samples else None

    def add(self, sample: Sample) -> None:
        """Keep a sample."""
        self._samples.append(sample)

    def values(self, of: Callable[[Sample], float | None]) -> list[float | None]:
        """One number of each sample, oldest first."""
        return [of(sample) for sample in self._samples]

    def gpu_values(self, index: int, of: Callable[[GpuSample], float | None]) -> list[float | None]:
        """One number of one GPU in each sample, oldest first; None where it was not there."""
        return [next((of(gpu) for gpu in sample.gpus if gpu.index == index), None) for sample in self._samples]
