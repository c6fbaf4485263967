"""Status files that lie, or are none: no signal to anybody, no crash, each shown as what it is."""

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from engine.control import lock
from engine.control.reconcile import reconcile
from engine.control.resume import resume_spec
from engine.control.stop import stop_job
from engine.errors import TraindeckError
from engine.files import make_private
from engine.job import JobRecord
from engine.observe.find import find_job
from engine.observe.folder import JobFolder
from engine.observe.param_diff import param_rows
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.paths import Workspace
from engine.process import describe
from engine.record import encode, write_record
from engine.state import JobState
from tests.torture.result import Result
from tui.cells import row_cells
from tui.column_table import COLUMNS
from tui.columns import place
from tui.job_facts import fact_lines
from tui.tabs.parameters import Compared, parameter_lines

TITLE = "mutated and planted status files"
FULL, CI = 10_000, 300

PIDS: tuple[Any, ...] = (
    1, 0, -1, True, False, None, 1.0, 1.5, "12", "self", 2, 1 << 31, 1 << 63, -(1 << 63), 10**4300, [], {}, "1e3",
)  # fmt: skip
"""PIDs that must lead nowhere; the true ones of the victim and of this process come on top."""

HOSTILE = (
    "\x1b]52;c;aGk=\x07", "\x9b31m", "\u202etxt", "[/]", "[@click=app.quit]x[/]", "\ud800", "\x00",
    "\U0001f3f3\ufe0f\u200d\U0001f308" * 50, "A" * 200_000,
)  # fmt: skip
"""Texts that must stay texts."""

VICTIM = "import signal, sys\nfor n in signal.valid_signals():\n    try: signal.signal(n, lambda *_: sys.exit(9))\n"
VICTIM += "    except (OSError, ValueError): pass\nprint('ready', flush=True)\nsys.stdin.read()\nprint('unharmed')"
"""A program that tells whether it was let alone."""


def torture(rounds: int, root: Path) -> Result:
    """Plant one file a round and do with it everything that can be done with a job."""
    result, chance, sent = Result(), random.Random(7), []

    def send(pidfd: int, number: int, *rest: Any) -> None:
        if number:
            sent.append(number)

    with _victim() as victim, mock.patch("signal.pidfd_send_signal", send), mock.patch("os.kill", send):
        base = _base(victim.pid)
        for _ in range(rounds):
            workspace = Workspace(root / str(result.rounds % 50))
            with result.round():
                _one(workspace, base, chance, result)
    result.expect(not sent, f"signals were sent: {sent[:5]}")
    result.expect(victim.returncode == 0, "the victim was harmed")
    return result


@contextmanager
def _victim() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", VICTIM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        process.communicate("")


def _base(pid: int) -> dict[str, Any]:
    """A running job whose processes are almost the victim's."""
    known = describe(pid)
    assert known is not None
    almost = {**known, "start_ticks": int(str(known["start_ticks"])) + 1}
    record = JobRecord(job_id="a", status=JobState.RUNNING, name="planted", host=str(known["host"]), step=3, pid=pid)
    return {**json.loads(encode(record)), "worker": almost, "shim": almost}


def _one(workspace: Workspace, base: dict[str, Any], chance: random.Random, result: Result) -> None:
    make_private(workspace.jobs)
    make_private(workspace.run("a"))
    with suppress(OSError):
        os.close(lock.take(workspace.lock("a"), create=True) or -1)
    path = workspace.status("a")
    with suppress(OSError):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    chance.choice(KINDS)(path, dict(base), chance)
    workspace.stop("a").unlink(missing_ok=True)
    if chance.random() < 0.3:
        workspace.stop("a").write_bytes(b'{"requested_at": 1.0, "grace_s": 0.0}')
    _use(workspace, result)


def _use(workspace: Workspace, result: Result) -> None:
    store = JobStore()
    store.apply(JobFolder(workspace).look())
    view = store.get("a")
    present = os.path.lexists(workspace.status("a"))
    result.expect((view is not None) == present, "a file that is there is not shown")
    if view is None:
        return
    if view.record is None:
        result.expect(
            bool(view.problem) and view.problem.isprintable(), f"unreadable without a reason: {view.problem!r}"
        )
    _render(view, result)
    for action in (lambda: find_job(workspace, "a"), lambda: stop_job(workspace, "a"),
                   lambda: stop_job(workspace, "a", now=True)):  # fmt: skip
        with suppress(TraindeckError):
            action()
    if view.record is not None:
        with suppress(TraindeckError):
            resume_spec(workspace, view.record)
        reconcile(workspace, view.record)


def _render(view: JobView, result: Result) -> None:
    cells = row_cells(view, place(COLUMNS, 160, 2), now_s=1e9)
    cells += row_cells(view, place(COLUMNS, 80, 2), ascii=True, now_s=1e9)
    result.expect(all(cell.text.isprintable() for cell in cells), f"not printable: {cells}")
    compared = Compared(param_rows(view.record.params if view.record else {}, {}, None), "", False)
    lines = [*fact_lines(view, 80), *parameter_lines(compared, 80, "=", only_differing=False, ascii=True)]
    text = "".join(part for line in lines for part, _ in line.parts)
    result.expect(text.isprintable(), "parameters are not printable")


def _write(path: Path, plain: object) -> None:
    path.write_bytes(json.dumps(plain, ensure_ascii=True).encode())


def _pid(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    pid = chance.choice((*PIDS, os.getpid(), os.getppid(), plain["pid"]))
    field = chance.choice(("pid", "worker", "shim"))
    plain[field] = pid if field == "pid" else {**plain["worker"], "pid": pid}
    with suppress(ValueError):  # Python writes no integer of 5,000 digits.
        _write(path, plain)


def _identity(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    key = chance.choice(("host", "boot_id", "pid_namespace", "uid", "pidfd_inode", "start_ticks"))
    value: object = chance.choice(("", "another", 0, 1, -1, True, None, 1 << 63, [], "0"))
    for field in ("worker", "shim"):
        plain[field] = {**plain[field], key: value}
    if chance.random() < 0.3:
        plain["host"] = chance.choice(("", "another", 7, None))
    _write(path, plain)


def _type(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    for key in chance.sample(sorted(plain), chance.randint(1, 6)):
        plain[key] = chance.choice((None, True, -1, 1.5, 1e308, "", "NaN", [], {}, [[]], {"a": {}}, [None], 1 << 80))
    _write(path, plain)


def _text(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    text = chance.choice(HOSTILE)
    key = chance.choice(("name", "recipe", "message", "device", "host", "checkpoint", "model", "resumed_from"))
    plain |= {key: text, "tags": [text], "params": {text: text}, "metrics": {text: 1.0}, "trouble": text}
    plain["error"] = {"kind": text, "message": text, "hint": text}
    _write(path, plain)


def _flipped(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    content = bytearray(json.dumps(plain).encode())
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)


def _cut(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    content = json.dumps(plain).encode()
    path.write_bytes(content[: chance.randrange(len(content))])


def _shape(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    content = chance.choice(
        (b"", b"\0" * 4096, b"[" * 100_000, b'{"a":' * 50_000, b"9" * 6_000, b'{"job_id":"a","status":' + b"9" * 6_000,
         b"null", b'"a"', b"\xff\xfe", b" " * (2 << 20), b'{"job_id":"b","status":"RUNNING"}',
         b'{"job_id":"a","status":"PAUSED"}', b'{"job_id":"a"}', b'{"status":"RUNNING"}',
         b'{"job_id":"a","status":"running","step":NaN}')
    )  # fmt: skip
    path.write_bytes(content)


def _thing(path: Path, plain: dict[str, Any], chance: random.Random) -> None:
    kind = chance.choice(("link", "dangling", "loop", "fifo", "folder", "device", "socket", "nothing", "link to a log"))
    match kind:
        case "link":
            path.symlink_to("/etc/passwd")
        case "link to a log":
            write_record(path.with_name("other.txt"), JobRecord(job_id="a", status=JobState.RUNNING), durable=False)
            path.symlink_to(path.with_name("other.txt"))
        case "dangling":
            path.symlink_to("/nowhere")
        case "loop":
            path.symlink_to(path)
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
        case "socket":
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(os.path.relpath(path))


KINDS: tuple[Callable[[Path, dict[str, Any], random.Random], None], ...] = (
    _pid, _identity, _type, _text, _flipped, _cut, _shape, _thing,
)  # fmt: skip
"""Ways of lying."""
