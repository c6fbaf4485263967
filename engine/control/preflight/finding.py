"""What a look at the machine found."""

from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How bad it is."""

    FINE = 0
    NOTE = 1
    """Good to know; nothing is in danger."""
    WARNING = 2
    """Jobs may be lost or cannot be watched well."""
    TROUBLE = 3
    """Something will not work."""


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    """One or two words."""
    level: Level
    told: str
    """One plain sentence."""
    advice: str = ""
    """What to do, unless all is fine."""
