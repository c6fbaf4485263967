"""`python -m tests.benchmarks [NAME ...]`: measures, and prints one table.

A target that is missed is told and is no failure: figures depend on the machine. The exit status is 1 only when a
benchmark crashed, 2 when there is none of that name.
"""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from tests.benchmarks.row import Row

NAMES = ("start", "launch", "latency", "idle", "training", "curve", "opening", "log", "many", "comparison")
"""Modules of this package with a `measure() -> list[Row]`, in the order in which they run."""

HEADINGS = ("what", "measured", "reference", "target", "reached")


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks that the arguments name, or all."""
    unknown = [name for name in arguments if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    # An installed package is compiled, as the libraries that are the references are; where the environment forbids it,
    # each start would compile this one anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    rows: list[Row] = []
    crashed = False
    for name in arguments or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            rows += importlib.import_module(f"tests.benchmarks.{name}").measure()
        except Exception:
            # The edge of the process: one benchmark's fault must not take the others' figures along.
            crashed = True
            traceback.print_exc()
    print(table(rows))
    return 1 if crashed else 0


def table(rows: Sequence[Row]) -> str:
    """The rows as text, columns aligned."""
    cells = [HEADINGS, *((r.what, r.measured, r.reference, r.target, "yes" if r.reached else "MISSED") for r in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
