"""The option type of a grace in seconds."""

import math
from typing import Any

import click

from engine.job import LONGEST_GRACE_S


class Grace(click.FloatRange):
    """A number of seconds in range, and really a number: click lets a NaN through every range."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """Convert a text. Raises `click.BadParameter`."""
        try:
            is_number = not math.isnan(float(value))
        except ValueError:
            is_number = False
        if not is_number:
            self.fail(f"“{value}” is not a number of seconds.", parameter, context)
        return float(super().convert(value, parameter, context))


GRACE = Grace(0, LONGEST_GRACE_S)
"""From nothing to a day."""
