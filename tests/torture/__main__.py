"""`python -m tests.torture [--rounds N] [ROW ...]`: every row at full size, one line each.

The exit status is 1 when anything was not as promised, 2 when there is no such row.
"""

import argparse
import importlib
import pkgutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from tests.torture import rows

SHOWN_FAILURES = 5
"""How many failures of a row are spelled out."""


def row_names() -> list[str]:
    """Names of all rows."""
    return sorted(module.name for module in pkgutil.iter_modules(rows.__path__))


def row(name: str) -> ModuleType:
    """The module of one row."""
    return importlib.import_module(f"tests.torture.rows.{name}")


def main(arguments: Sequence[str]) -> int:
    """Run the rows that the arguments name, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="Torture, row by row.")
    parser.add_argument("names", nargs="*", metavar="ROW", help=", ".join(row_names()))
    parser.add_argument("--rounds", type=int, help="rounds of each row instead of its full size")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(row_names()):
        parser.error(f"there is no row {', '.join(sorted(unknown))}; there are {', '.join(row_names())}")
    failed = False
    for name in given.names or row_names():
        module = row(name)
        began_s = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="traindeck-", ignore_cleanup_errors=True) as folder:
            result = module.torture(given.rounds or module.FULL, Path(folder))
        print(f"{result.line(module.TITLE)} [{time.monotonic() - began_s:.0f} s in all]", flush=True)
        for failure in result.failures[:SHOWN_FAILURES]:
            print(f"    {failure}", flush=True)
        failed = failed or bool(result.failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
