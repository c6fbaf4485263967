"""What the meters' own screen says: gauges with their history, and the processes of all jobs. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.format import byte_rate, bytes_, number
from engine.observe.meters.history import History
from engine.observe.meters.sample import GpuSample, ProcessSample, Sample
from tui.meter_parts import level_bars
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line

SORTS = ("cpu", "memory", "gpu")
"""What processes may be sorted by, most first."""

COLUMNS = (
    TextColumn(heading="Job", narrowest=10, widest=30),
    TextColumn(heading="PID", right=True, narrowest=7),
    TextColumn(heading="Process", narrowest=8, widest=16, priority=5),
    TextColumn(heading="CPU", right=True, narrowest=6),
    TextColumn(heading="Memory", right=True, narrowest=9),
    TextColumn(heading="Threads", right=True, narrowest=7, priority=4),
    TextColumn(heading="Read", right=True, narrowest=11, priority=7),
    TextColumn(heading="Written", right=True, narrowest=11, priority=6),
    TextColumn(heading="GPU memory", right=True, narrowest=10, priority=1),
)
"""Columns of the processes; one that nothing is known for is left out."""

SORTED_BY = {"cpu": "CPU", "memory": "Memory", "gpu": "GPU memory"}
"""Heading of the column by which rows are sorted."""


class Gauge(msgspec.Struct, frozen=True):
    """One thing that is measured, with its past."""

    title: str
    value: str
    """Its present, in words."""
    percents: tuple[float | None, ...] = ()
    """Its past, oldest first, on a scale from 0 to 100."""
    details: tuple[str, ...] = ()
    """What else is known, the most important first."""
    shorter: tuple[str, ...] = ()
    """The same details for where they have no room, if that is shorter."""

    def detail(self, place: int, width: int) -> str:
        """One of the details in the form that fits, or nothing where there is none."""
        told = self.details[place] if place < len(self.details) else ""
        return self.shorter[place] if len(told) > width and place < len(self.shorter) else told


def gauges(history: History, *, ascii: bool = False) -> list[Gauge]:
    """The machine, then each GPU; nothing before the first sample."""
    sample = history.latest
    if sample is None:
        return []
    found = [_processor(history, sample, ascii=ascii), _memory(history, sample)]
    if sample.disk is not None:
        found.append(_disk(history, sample))
    return found + [_gpu(history, gpu, ascii=ascii) for gpu in sample.gpus]


def process_lines(sample: Sample | None, names: Mapping[str, str], width: int, sort: str) -> list[Line]:
    """The processes of all jobs.

    Args:
        sample: The latest one.
        names: Titles of jobs by id.
        width: Cells there are.
        sort: One of `SORTS`.
    """
    if sample is None or not any(sample.jobs.values()):
        told = "No job runs here." if sample is not None and not names else "looking ..."
        return [text_line(told)]
    found = [(job_id, each) for job_id, tree in sample.jobs.items() for each in tree]
    found.sort(key=lambda pair: _rank(pair[1], sort), reverse=True)
    rows = [_row(names.get(job_id, job_id), job_id, each) for job_id, each in found]
    marked = SORTED_BY[sort]
    columns = [
        msgspec.structs.replace(column, heading=f"{column.heading} v") if column.heading == marked else column
        for column in COLUMNS
    ]
    return lay_out(columns, rows, width)


def _processor(history: History, sample: Sample, *, ascii: bool) -> Gauge:
    details = []
    if sample.cores:
        details.append(f"{len(sample.cores)} cores {level_bars(sample.cores, len(sample.cores), ascii=ascii)}")
    if sample.load is not None:
        details.append(f"load {' '.join(f'{load:.1f}' for load in sample.load)}")
    value = f"{sample.cpu_percent:.0f}%" if sample.cpu_percent is not None else ""
    return Gauge("CPU", value, tuple(history.values(lambda each: each.cpu_percent)), tuple(details))


def _memory(history: History, sample: Sample) -> Gauge:
    value = f"{bytes_(sample.memory_used_bytes)} of {bytes_(sample.memory_total_bytes)}"
    swap = f"swap {bytes_(sample.swap_used_bytes)} of {bytes_(sample.swap_total_bytes)}"
    past = tuple(history.values(lambda each: each.memory_percent))
    return Gauge("Memory", value, past, (swap if sample.swap_total_bytes else "no swap",))


def _disk(history: History, sample: Sample) -> Gauge:
    disk = sample.disk
    assert disk is not None
    details, shorter = [], []
    if disk.read_per_s is not None and disk.written_per_s is not None:
        read, written = f"{bytes_(disk.read_per_s)}/s", f"{bytes_(disk.written_per_s)}/s"
        details.append(f"read {read}, written {written}")
        shorter.append(f"r {read} w {written}")
    if sample.received_per_s is not None and sample.sent_per_s is not None:
        received, sent = f"{bytes_(sample.received_per_s)}/s", f"{bytes_(sample.sent_per_s)}/s"
        details.append(f"net in {received}, out {sent}")
        shorter.append(f"in {received} out {sent}")
    past = tuple(history.values(lambda each: each.disk.used_percent if each.disk is not None else None))
    value = f"{int(disk.used_percent)}%, {bytes_(disk.free_bytes)} free"
    return Gauge("Disk", value, past, tuple(details), tuple(shorter))


def _gpu(history: History, gpu: GpuSample, *, ascii: bool) -> Gauge:
    past = tuple(history.gpu_values(gpu.index, lambda each: each.utilisation))
    details = []
    if gpu.used_bytes is not None and gpu.total_bytes:
        shares = history.gpu_values(gpu.index, _memory_share)
        details.append(f"{bytes_(gpu.used_bytes)} of {bytes_(gpu.total_bytes)} {level_bars(shares, 6, ascii=ascii)}")
    if gpu.power_w is not None:
        limit = f" of {gpu.power_limit_w:.0f} W" if gpu.power_limit_w is not None else " W"
        details.append(f"{gpu.power_w:.0f}{limit}{f', {gpu.temperature_c:.0f} C' if gpu.temperature_c else ''}")
    elif gpu.temperature_c is not None:
        details.append(f"{gpu.temperature_c:.0f} C")
    if gpu.name:
        details.append(gpu.name)
    value = f"{gpu.utilisation:.0f}%" if gpu.utilisation is not None else ""
    return Gauge(f"GPU {gpu.index}", value, past, tuple(details))


def _memory_share(gpu: GpuSample) -> float | None:
    return 100 * gpu.used_bytes / gpu.total_bytes if gpu.used_bytes is not None and gpu.total_bytes else None


def _rank(each: ProcessSample, sort: str) -> tuple[float, float]:
    cpu = each.cpu_percent or 0.0
    return {"cpu": cpu, "memory": float(each.rss_bytes), "gpu": float(each.gpu_bytes or 0)}[sort], cpu


def _row(name: str, job_id: str, each: ProcessSample) -> TextRow:
    gpu = "" if each.gpu_bytes is None else bytes_(each.gpu_bytes)
    return TextRow(
        cells=(
            (name, "bold $foreground"),
            (str(each.pid), DIM),
            (each.name, DIM),
            (f"{each.cpu_percent:.0f}%" if each.cpu_percent is not None else "", "$foreground"),
            (bytes_(each.rss_bytes), "$foreground"),
            (number(each.threads), DIM),
            (byte_rate(each.read_per_s), DIM),
            (byte_rate(each.written_per_s), DIM),
            (gpu, "$foreground"),
        ),
        key=f"{job_id}/{each.pid}",
    )


def cells_of_graph(percents: Sequence[float | None], width: int, height: int, *, ascii: bool = False) -> list[str]:
    """A filled graph, newest on the right, one column a value: its lines from the top.

    Args:
        percents: Oldest first, on a scale from 0 to 100.
        width: Columns there are.
        height: Lines there are.
        ascii: Whether to draw with "#" and ".".
    """
    levels = " .#" if ascii else " ▁▂▃▄▅▆▇█"
    steps = len(levels) - 1
    shown = [None] * max(0, width - len(percents)) + list(percents[-width:] if width > 0 else [])
    lines = []
    for line in range(height - 1, -1, -1):
        filled = [
            -1 if value is None else round(min(100.0, max(0.0, value)) / 100 * height * steps) - line * steps
            for value in shown
        ]
        # Something that is measured is never an empty column: its lowest line shows at least the least level.
        lowest = 1 if line == 0 else 0
        lines.append("".join(levels[max(lowest if each > -1 or shown[place] is not None else 0, min(steps, each))]
                             for place, each in enumerate(filled)))  # fmt: skip
    return lines
