"""`kill -9` of real training while it saves a checkpoint: the latest always loads."""

from pathlib import Path

from tests.torture.program import run_program
from tests.torture.result import Result

TITLE = "kill -9 during checkpointing"
FULL, CI = 200, 8


def torture(rounds: int, root: Path) -> Result:
    """Kill, load everything, resume."""
    return Result(rounds, run_program("checkpoints", root, rounds, "killed"))
