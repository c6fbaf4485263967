"""What the top bar says of the machine, and which of it goes first where room is short. Pure."""

from collections.abc import Callable, Sequence

import msgspec

from engine.observe.meters.history import History
from engine.observe.meters.sample import GpuSample, Sample

BARS = 6
"""Samples in a bar chart of the processor: twelve seconds."""

GPU_BARS = 3
"""Fewer for a GPU, which has more to say besides."""

ALONE = 2
"""Up to so many GPUs are shown one by one; more are shown as one."""

DISK_FILLING_PERCENT = 90.0
"""From here on the disk is shown at all."""

_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = "_.-:=+*#"


class MeterPart(msgspec.Struct, frozen=True):
    """One thing said, in its long and its short form."""

    rank: int
    """1 stays longest."""
    long: str
    short: str
    style: str = "dim"


def level_bars(percents: Sequence[float | None], width: int, *, ascii: bool = False) -> str:
    """The last values as a bar each, on a scale from 0 to 100: "▁▃▆"; a blank where nothing is known."""
    levels = _ASCII_LEVELS if ascii else _LEVELS
    bars = [
        " " if value is None else levels[min(len(levels) - 1, max(0, int(value / 100 * len(levels))))]
        for value in percents[-width:]
    ]
    return "".join(bars).rjust(width)


def meter_parts(history: History, *, ascii: bool = False) -> list[MeterPart]:
    """What there is to say, left to right; nothing before the first sample."""
    sample = history.latest
    if sample is None:
        return []
    parts = []
    if sample.cpu_percent is not None:
        bars = level_bars(history.values(lambda each: each.cpu_percent), BARS, ascii=ascii)
        percent = f"{sample.cpu_percent:3.0f}%"
        parts.append(MeterPart(2, f" cpu {bars} {percent} ", f" cpu{percent} "))
    if sample.memory_total_bytes:
        used = f" ram {_gib(sample.memory_used_bytes)}/{_gib(sample.memory_total_bytes)}G "
        parts.append(MeterPart(4, used, f" ram {sample.memory_percent:.0f}% "))
    parts += _disk(sample)
    return parts + _gpus(history, sample, ascii=ascii)


def fitting(parts: Sequence[MeterPart], room: int, width_of: Callable[[str], int] = len) -> list[tuple[str, str]]:
    """Texts and styles of what fits: first all become short, the least important first, then they go.

    Args:
        parts: In the order shown.
        room: Cells there are.
        width_of: Measures a text in cells.
    """
    shown = {place: part.long for place, part in enumerate(parts)}
    dispensable = sorted(shown, key=lambda place: -parts[place].rank)
    for shortened in (True, False):
        for place in dispensable:
            if sum(map(width_of, shown.values())) <= room:
                break
            shown[place] = parts[place].short if shortened else ""
    return [(text, parts[place].style) for place, text in shown.items() if text]


def _disk(sample: Sample) -> list[MeterPart]:
    disk = sample.disk
    if disk is None or disk.used_percent < DISK_FILLING_PERCENT:
        return []
    full = f"{int(disk.used_percent)}%"
    return [MeterPart(1, f" disk {full}, {_gib(disk.free_bytes)}G left ", f" disk {full} ", "error")]


def _gpus(history: History, sample: Sample, *, ascii: bool) -> list[MeterPart]:
    if len(sample.gpus) <= ALONE:
        return [
            _gpu(gpu, f"gpu{gpu.index}", history.gpu_values(gpu.index, lambda each: each.utilisation), ascii=ascii)
            for gpu in sample.gpus
        ]
    together = GpuSample(
        index=0,
        utilisation=_mean([gpu.utilisation for gpu in sample.gpus]),
        used_bytes=_sum([gpu.used_bytes for gpu in sample.gpus]),
        total_bytes=_sum([gpu.total_bytes for gpu in sample.gpus]),
        power_w=_sum([gpu.power_w for gpu in sample.gpus]),
    )
    values = history.values(lambda each: _mean([gpu.utilisation for gpu in each.gpus]))
    return [_gpu(together, f"{len(sample.gpus)} gpus", values, ascii=ascii)]


def _gpu(gpu: GpuSample, name: str, values: Sequence[float | None], *, ascii: bool) -> MeterPart:
    load = f"{gpu.utilisation:3.0f}%" if gpu.utilisation is not None else ""
    words = [name, level_bars(values, GPU_BARS, ascii=ascii) if load else "", load]
    if gpu.used_bytes is not None and gpu.total_bytes:
        words.append(f"{_gib(gpu.used_bytes)}/{_gib(gpu.total_bytes)}G")
    if gpu.power_w is not None:
        words.append(f"{gpu.power_w:.0f}W")
    return MeterPart(3, f" {' '.join(word for word in words if word)} ", f" {name} {load.strip()} ")


def _gib(size_bytes: float) -> str:
    return f"{size_bytes / 2**30:.0f}"


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _sum(values: Sequence[float | int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return int(sum(known)) if known else None
