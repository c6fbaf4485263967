"""What of a curve's values is usual, and what lies so far from the others that it may be left out of an axis. Pure.

It is found from all values, not from those in a window: zooming makes nothing an outlier that was none.
"""

import math
from collections.abc import Sequence

TAIL = 0.05
"""Part of the values at either end that does not decide what is usual."""

REACH = 1.0
"""How far beyond the others a value may lie, in spreads of these: the start of a loss that falls is no outlier."""

FEWEST = 8
"""With fewer values nothing is unusual."""

MOST_READ = 1024
"""How many values are looked at."""


def usual_range(values: Sequence[float]) -> tuple[float, float]:
    """From where to where a curve's values are no outliers; it may reach beyond all of them.

    Of many values each 2^k-th is looked at, so that one more seldom moves the answer.

    Args:
        values: Finite, in any order.
    """
    if len(values) < FEWEST:
        return -math.inf, math.inf
    stride = 1
    while len(values) > MOST_READ * stride:
        stride *= 2
    read = sorted(values[::stride])
    last = len(read) - 1
    low, high = read[math.ceil(last * TAIL)], read[math.floor(last * (1 - TAIL))]
    reach = (high - low) * REACH
    return low - reach, high + reach


def without_outliers(seen: tuple[float, float], values: Sequence[float]) -> tuple[float, float] | None:
    """What an axis shows of the values from lowest to highest in a window; None where all of them are outliers.

    Args:
        seen: Lowest and highest in the window.
        values: All of the curve.
    """
    low, high = usual_range(values)
    low, high = max(low, seen[0]), min(high, seen[1])
    return (low, high) if low <= high else None
