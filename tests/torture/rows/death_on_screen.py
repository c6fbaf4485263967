"""From the death of a worker to the right state on the screen of a real panel."""

import random
import signal
import time
from pathlib import Path

import msgspec

from engine.control.identity import send
from engine.control.launch import launch
from engine.paths import Workspace
from tests.e2e.command_line import TRAINDECK
from tests.e2e.terminal import Terminal, terminal
from tests.engine.control.harness import end, long_spec
from tests.torture.result import Result

TITLE = "death of a worker → ERROR on the screen"
FULL, CI = 200, 3

LATEST_S = 1.0
"""Latest moment of the kill after the panel shows the job as running: anywhere between two scans."""

LIMIT_S = 2.0
"""Until the screen must be right."""


def torture(rounds: int, root: Path) -> Result:
    """Kill the worker of the job on top, and read the screen as a person does."""
    result, chance, workspace = Result(), random.Random(3), Workspace(root)
    with terminal([*TRAINDECK, "--workspace", str(root)]) as panel:
        panel.wait_for("No jobs here yet")
        for number in range(rounds):
            with result.round():
                _kill_one(workspace, panel, f"job-{number:03}", chance.uniform(0, LATEST_S), result)
        panel.press("q")
        result.expect(panel.wait_end() == 0, "the panel did not end well")
    return result


def _kill_one(workspace: Workspace, panel: Terminal, name: str, after_s: float, result: Result) -> None:
    record = launch(workspace, msgspec.structs.replace(long_spec(), name=name))
    try:
        panel.press("g")  # The newest is on top; the cursor would keep an older one in sight.
        _wait_row(panel, name, "RUNNING")
        panel.follow(after_s)
        struck_s = time.monotonic()
        send(record.worker, signal.SIGKILL)
        _wait_row(panel, name, "ERROR")
        result.took(struck_s, LIMIT_S, "showing it")
    finally:
        end(workspace, record)


def _wait_row(panel: Terminal, name: str, state: str) -> None:
    """Wait until the table's row of a job shows a state. The detail below names the job, too, but no state before."""
    deadline_s = time.monotonic() + 30
    while not any(name in line and state in line[: line.index(name)] for line in panel.screen.display):
        left_s = deadline_s - time.monotonic()
        assert left_s > 0, f"{name} never became {state} on the screen\n{panel.text}"
        panel.read(min(left_s, 0.5))
