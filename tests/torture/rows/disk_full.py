"""Real jobs on a file system that is really full."""

import shutil
import subprocess
from pathlib import Path

from tests.torture.program import run_program
from tests.torture.result import Result

TITLE = "jobs on a disk that is full"
FULL, CI = 60, 4

ENDS = ("goes on", "stopped", "killed", "stopped at once")
"""What becomes of the job, by turns."""

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]
"""Command in whose namespace a small file system can be mounted without privileges."""

LIMIT_S = 2.0
"""Until a closing state must be on disk, or news on the screen after room was made."""


def torture(rounds: int, root: Path) -> Result:
    """Fill a small file system under a job, then make room, stop or kill."""
    result = Result()
    if not can_mount():
        result.rounds = rounds
        result.notes.append("not tried: nothing can be mounted here")
        return result
    for number in range(rounds):
        with result.round():
            place = root / str(number)
            place.mkdir()
            found = run_program("full_disk", place, ENDS[number % len(ENDS)], inside=NAMESPACE)
            result.failures += [f"round {result.rounds}: {fault}" for fault in found["faults"]]
            result.seconds.append(found["right_s"])
            result.expect(found["right_s"] <= LIMIT_S, f"{found['right_s']:.2f} s until it was right")
    return result


def can_mount() -> bool:
    """Whether a namespace for mounts can be had."""
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return probe.returncode == 0
