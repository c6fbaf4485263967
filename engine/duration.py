"""Reading lengths of time as people write them: 90, 90s, 15m, 1h30m, 2d."""

import re

from engine.errors import BadInput

UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0}
"""Seconds of each unit, largest first: the order in which they may follow each other."""

PATTERN = r"(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s?)?"
"""What a length of time looks like; a number without a unit is seconds. The empty text fits as well."""

EXAMPLES = "such as 90m, 8h or 1d12h"
"""Said wherever one is asked for."""

LONGEST_S = 10 * 365 * 86_400.0
"""Ten years: more is a slip of the finger."""


def parse_duration(text: str, field: str, title: str) -> float:
    """Return a length of time in seconds.

    Args:
        text: What a user typed.
        field: The field it was typed into.
        title: How the complaint names that field.

    Raises:
        BadInput: It is no length of time, or not more than zero.
    """
    typed = re.sub(r"\s+", "", text.casefold())
    if typed and re.fullmatch(PATTERN, typed, re.ASCII) and len(typed) <= 20:
        seconds = sum(float(number) * UNITS[unit or "s"] for number, unit in re.findall(r"([\d.]+)([dhms]?)", typed))
        if 0 < seconds <= LONGEST_S:
            return seconds
    raise BadInput(f"{title} must be a length of time, {EXAMPLES}, not “{text[:40]}”.", field=field)


def spell_duration(seconds: float) -> str:
    """Write a length of time so that `parse_duration` reads it back: 5400 is "1h30m"."""
    whole, rest = divmod(seconds, 1.0)
    text = ""
    left = int(whole)
    for unit, length_s in UNITS.items():
        count, left = divmod(left, int(length_s))
        if unit == "s" and rest:
            text += f"{count + rest:.3f}".rstrip("0").rstrip(".") + "s"
        elif count:
            text += f"{count}{unit}"
    return text or "0s"
