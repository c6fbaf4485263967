"""Resume after a stop and after a kill: bit-identical losses and weights on the CPU."""

from pathlib import Path

from tests.torture.program import run_program
from tests.torture.result import Result

TITLE = "resume after stop and kill, against an unbroken run"
FULL, CI = 100, 4


def torture(rounds: int, root: Path) -> Result:
    """Break at random steps, resume, compare."""
    return Result(rounds, run_program("checkpoints", root, rounds, "identical"))
