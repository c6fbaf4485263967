"""The unit in which a metric is counted, where its name leaves no doubt. Standard library only."""

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """How values are written."""

    suffix: str = ""
    """Stands behind a number, with its space where it has one."""
    binary: bool = False
    """Whether large numbers are written in KiB, MiB, GiB."""

    def scaled(self, largest: float) -> tuple[float, str]:
        """By what a value is divided before it is written, and what stands behind it then.

        Args:
            largest: Size of the largest value beside which it stands.
        """
        if not self.binary:
            return 1.0, self.suffix
        divisor = 1.0
        for suffix in (" B", " KiB", " MiB", " GiB", " TiB"):
            if largest < 1000 * divisor or suffix == " TiB":
                return divisor, suffix
            divisor *= 1024
        raise AssertionError("the last unit takes everything")


NO_UNIT = Unit()
"""Of a plain number."""

_RULES = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (r"(per_second|per_sec|per_s|_ps|/s|/sec|/second)$", Unit("/s")),
        (r"(^|[_/ .])(ms|milliseconds|millis)$", Unit(" ms")),
        (r"(^|[_/ .])(us|microseconds)$", Unit(" µs")),
        (r"(^|[_/ .])(s|sec|secs|seconds)$", Unit(" s")),
        (r"(^|[_/ .])(bytes|byte)$", Unit(" B", binary=True)),
        (r"(^|[_/ .])mib$", Unit(" MiB")),
        (r"(^|[_/ .])gib$", Unit(" GiB")),
        (r"(^|[_/ .])mb$", Unit(" MB")),
        (r"(^|[_/ .])gb$", Unit(" GB")),
        (r"(%|(^|[_/ .])(percent|pct))$", Unit(" %")),
        (r"(^|[_/ .])(watts|power_w)$", Unit(" W")),
        (r"(^|[_/ .])(celsius|temp_c|temperature_c)$", Unit(" °C")),
    )
)
"""What the end of a name tells, the first that fits counting."""


def unit_of(name: str) -> Unit:
    """The unit of a metric by its name; none where that is not certain."""
    lower = name.lower()
    return next((unit for pattern, unit in _RULES if pattern.search(lower)), NO_UNIT)
