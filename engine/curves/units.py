"""The unit in which a metric is counted, where its name leaves no doubt, and how values and ticks are written in it."""

import re
from functools import lru_cache
from typing import NamedTuple

from engine.curves.axis import Scale, Tick, y_ticks
from engine.format import bytes_, number


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


@lru_cache(2_000)
def unit_of(name: str) -> Unit:
    """The unit of a metric by its name; none where that is not certain."""
    lower = name.lower()
    return next((unit for pattern, unit in _RULES if pattern.search(lower)), NO_UNIT)


def written(value: float | None, unit: Unit) -> str:
    """A value with its unit."""
    if unit.binary:
        return bytes_(value)
    text = number(value)
    return text + unit.suffix if value is not None and text[-1:].isdigit() else text


def labelled(scale: Scale, rows: int, unit: Unit) -> list[Tick]:
    """The ticks of the vertical axis with their unit."""
    divisor, suffix = unit.scaled(max(abs(scale.low), abs(scale.high)))
    small = Scale(scale.low / divisor, scale.high / divisor, scale.logarithmic) if divisor != 1 else scale
    return [Tick(tick.value * divisor, tick.label + suffix) for tick in y_ticks(small, rows)]
