"""The terminal goes away under a panel, at any moment and whatever is open in it."""

import random
import time
from pathlib import Path

from engine.control.identity import Life, life_of
from engine.control.lock import is_guarded
from engine.job import JobRecord
from engine.paths import Workspace
from tests.e2e.command_line import TRAINDECK
from tests.e2e.terminal import terminal
from tests.engine.control.harness import long_spec, running
from tests.engine.worker.harness import status, wait_for
from tests.torture.result import Result

TITLE = "terminal hang-up under a panel with jobs"
FULL, CI = 100, 4

LIMIT_S = 2.0
"""Until the panel must be gone."""

LATEST_S = 0.6
"""Latest moment of a hang-up during the start."""

PLACES = {"start": ("", ""), "table": ("", "RUNNING"), "question": ("x", "Stop this job?"), "form": ("n", "New job"),
          "help": ("?", "Moving about")}  # fmt: skip
"""Where the hang-up meets the panel: the key that leads there, and what shows that it did."""


def torture(rounds: int, root: Path) -> Result:
    """Hang up on a panel while a job trains."""
    result, chance = Result(), random.Random(5)
    for number in range(rounds):
        with result.round(), running(root, long_spec(batch_size=1)) as (workspace, record):
            place = list(PLACES)[number % len(PLACES)]
            _hang_up(workspace, record, place, chance.uniform(0, LATEST_S), result)
    return result


def _hang_up(workspace: Workspace, record: JobRecord, place: str, after_s: float, result: Result) -> None:
    step = status(workspace, record.job_id).step
    key, shown = PLACES[place]
    with terminal([*TRAINDECK, "--workspace", str(workspace.root)]) as panel:
        if place == "start":
            panel.follow(after_s)
        else:
            panel.wait_for("RUNNING")
            panel.press(key)
            panel.wait_for(shown)
        panel.hang_up()
        struck_s = time.monotonic()
        panel.wait_gone()
        result.took(struck_s, LIMIT_S, f"the panel's end ({place})")
    wait_for("more steps", lambda: status(workspace, record.job_id).step > step)
    after = status(workspace, record.job_id)
    result.expect(life_of(record.worker) is Life.ALIVE and after.pid == record.pid, f"the worker died ({place})")
    result.expect(is_guarded(workspace, record.job_id), f"the guardian died ({place})")
    result.expect(not workspace.stop(record.job_id).exists(), f"somebody asked for a stop ({place})")
