"""The arithmetic mean of any finite numbers. Pure."""

import math
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """The mean of finite values, of which there is at least one; it is finite and lies between them.

    Shares are added instead of values, whose sum may be no number. Even those may be rounded to a little more than a
    number can hold, so where they are, halves of them are added.
    """
    count = len(values)
    try:
        found = math.fsum(value / count for value in values)
    except OverflowError:
        found = 2 * math.fsum(value / count / 2 for value in values)
    return min(max(found, min(values)), max(values))
