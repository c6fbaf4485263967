"""Running one of the programs beside, and taking its findings over."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
"""Where `tests` can be imported from."""


def run_program(name: str, *arguments: object, inside: Sequence[str] = ()) -> Any:
    """Run `tests.torture.programs.<name>`, below a command that makes a namespace if one is given.

    Returns:
        The JSON on its last line.

    Raises:
        RuntimeError: It failed; the message is the end of its standard error.
    """
    told = subprocess.run(
        [*inside, sys.executable, "-P", "-m", f"tests.torture.programs.{name}", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip
    if told.returncode:
        raise RuntimeError(told.stderr[-600:])
    return json.loads(told.stdout.splitlines()[-1])
