"""The Process tab: what runs of a job, and how much of the machine it uses."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.control.identity import Life, life_of
from engine.format import byte_rate, bytes_, moment, took
from engine.job import JobRecord, ProcessIdentity
from engine.observe.meters.processes import Processes
from engine.observe.meters.sample import GpuSample, ProcessSample
from engine.observe.view import JobView, exit_text
from tui.tabs.list_tab import ListTab
from tui.text_table import DIM, Line, TextColumn, TextRow, lay_out, text_line, wrapped_lines

COLUMNS = (
    TextColumn(heading="PID", narrowest=8, widest=24),
    TextColumn(heading="Process", narrowest=8, widest=16),
    TextColumn(heading="Role", narrowest=8, priority=5),
    TextColumn(heading="State", narrowest=8, priority=6),
    TextColumn(heading="CPU", right=True, narrowest=5),
    TextColumn(heading="Memory", right=True, narrowest=8),
    TextColumn(heading="Threads", right=True, narrowest=7, priority=4),
    TextColumn(heading="Files", right=True, narrowest=5, priority=3),
    TextColumn(heading="Read", right=True, narrowest=9, priority=8),
    TextColumn(heading="Written", right=True, narrowest=9, priority=7),
    TextColumn(heading="GPU", narrowest=8, priority=1),
)
"""Columns that nobody has anything for are left out, so a machine without GPUs shows none."""

STATES: Mapping[str, str] = {"R": "running", "S": "sleeping", "D": "waiting", "T": "suspended", "t": "traced",
                             "Z": "ended", "I": "idle"}  # fmt: skip
"""Letters of proc_pid_stat(5) in words."""


class Tree(NamedTuple):
    """The processes of a job."""

    processes: tuple[ProcessSample, ...]
    open_files: Mapping[int, int]
    """By PID; those of another user are not told."""
    lives: tuple[Life, Life]
    """Of guardian and worker."""


class ProcessTab(ListTab):
    """Lists the processes of a job that runs, and says how one that has ended did."""

    _meter: Processes | None = None

    def gather(self, view: JobView) -> Tree:
        """Verify who is who, then look at the tree below the guardian, or below a worker without one."""
        record = view.record
        if record is None or record.status.is_closed:
            return Tree((), {}, (Life.DEAD, Life.DEAD))
        lives = life_of(record.shim), life_of(record.worker)
        meter = self._meter = self._meter or Processes()
        alive = (record.shim, record.worker)[lives.index(Life.ALIVE)] if Life.ALIVE in lives else None
        found = meter.look(alive, gpus=self._gpus()) if alive is not None else ()
        return Tree(found, {each.pid: count for each in found if (count := _open_files(each.pid)) is not None}, lives)

    def lay_out(self, view: JobView, gathered: Tree, width: int) -> Sequence[Line]:
        """The tree, or what is to be said in its place."""
        return process_lines(view, gathered, width, ascii=self.surroundings.ascii)

    def turn_to_other(self) -> None:
        """Forget the processes of the job before."""
        self._meter = None
        super().turn_to_other()

    def _gpus(self) -> tuple[GpuSample, ...]:
        meters = getattr(self.app, "meters", None)
        latest = meters.latest if meters is not None else None
        return latest.gpus if latest is not None else ()


def process_lines(view: JobView, tree: Tree, width: int, *, ascii: bool = False) -> list[Line]:
    """The processes with their sum, or why there are none."""
    record = view.record
    if record is None:
        return wrapped_lines(f"The status file cannot be read: {view.problem}.", width, "$error")
    if record.status.is_closed:
        return _ended(record, width)
    if not tree.processes:
        return wrapped_lines(_absent(record, tree.lives), width)
    roles = {
        identity.pid: role for identity, role in ((record.shim, "guardian"), (record.worker, "worker")) if identity
    }
    rows = [_row(each, tree.open_files.get(each.pid), roles.get(each.pid, ""), ascii=ascii) for each in tree.processes]
    lines = lay_out(COLUMNS, rows, width)
    used = [each.cpu_percent for each in tree.processes if each.cpu_percent is not None]
    cpu = f"{sum(used):.0f} % of a core, " if used else ""
    memory = bytes_(sum(each.rss_bytes for each in tree.processes))
    many = f"{len(tree.processes)} processes" if len(tree.processes) > 1 else "1 process"
    told = f"{many}: {cpu}{memory} (what they share counts for each)"
    if view.guard == "unsupervised":
        told += "   the guardian has died; the worker trains on"
    return [*lines, text_line(), *wrapped_lines(told, width)]


def _row(each: ProcessSample, open_files: int | None, role: str, *, ascii: bool) -> TextRow:
    branch = ("  " * (each.depth - 1) + ("`-" if ascii else "└─")) if each.depth else ""
    gpu = ""
    if each.gpus:
        held = f" {bytes_(each.gpu_bytes)}" if each.gpu_bytes else ""
        gpu = f"gpu{','.join(map(str, each.gpus))}{held}"
    return TextRow(
        cells=(
            (f"{branch}{each.pid}", "bold $foreground" if role == "worker" else "$foreground"),
            (each.name, ""),
            (role, "$primary"),
            (STATES.get(each.state, each.state), "$warning" if each.state in "TtDZ" else DIM),
            (f"{each.cpu_percent:.0f}%" if each.cpu_percent is not None else "…", ""),
            (bytes_(each.rss_bytes), ""),
            (f"{each.threads:,}", DIM),
            (f"{open_files:,}" if open_files is not None else "", DIM),
            (byte_rate(each.read_per_s), DIM),
            (byte_rate(each.written_per_s), DIM),
            (gpu, "$accent"),
        )
    )


def _open_files(pid: int) -> int | None:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return None


def _absent(record: JobRecord, lives: tuple[Life, Life]) -> str:
    if Life.ELSEWHERE in lives:
        return f"It runs on {record.host or 'another machine'}: its processes cannot be seen from here."
    if Life.UNKNOWN in lives:
        return "The system does not tell whether its processes are alive."
    if record.worker is None:
        return "It has no process yet."
    return "None of its processes is alive: its end is being recorded."


def _ended(record: JobRecord, width: int) -> list[Line]:
    columns = (TextColumn(narrowest=12, widest=22), TextColumn(widest=200, narrowest=20, wrap=True))
    whole = record.finished_at - record.started_at if record.finished_at and record.started_at else None
    facts = (
        ("ended as", str(record.status)),
        ("exit", exit_text(record) or "unknown: nobody saw it"),
        ("why", record.error.told if record.error is not None else ""),
        ("duration", took(whole).removeprefix("took ")),
        ("started", moment(record.started_at)),
        ("finished", moment(record.finished_at)),
        ("host", record.host),
        ("was worker", _was(record.worker)),
        ("was guardian", _was(record.shim)),
    )
    rows = [TextRow(cells=((label, DIM), (value, ""))) for label, value in facts if value]
    return [*wrapped_lines("This job has ended: none of its processes is left.", width), text_line(),
            *lay_out(columns, rows, width)]  # fmt: skip


def _was(identity: ProcessIdentity | None) -> str:
    return f"PID {identity.pid}" if identity is not None else ""
