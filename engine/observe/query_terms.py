"""Whether a term of the filter makes sense, and what its values mean. Pure."""

import math
import time
from collections.abc import Collection, Sequence
from typing import NamedTuple

from engine.duration import parse_duration
from engine.errors import BadInput
from engine.observe.query_fields import FIELDS, FLAGS, STATES, Kind, has_field, states

SUFFIXES = {"k": 1e3, "m": 1e6, "g": 1e9, "%": 1.0}
"""What a number may end in."""

ORDERING = ("<", "<=", ">", ">=")
"""Operators that need one number."""

DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
"""How a day or a moment is written, in local time."""


def number(text: str) -> float | None:
    """A number as people write it: 0.1, 1e-3, 1.2k, 50%; None if it is none."""
    text = text.replace(",", "").casefold()
    factor = SUFFIXES.get(text[-1:], 1.0)
    if text[-1:] in SUFFIXES:
        text = text[:-1]
    if "_" in text or text != text.strip():
        return None
    try:
        return float(text) * factor
    except ValueError:
        return None


def length_s(text: str) -> float | None:
    """A length of time in seconds: 90, 90s, 15m, 1h30m; None if it is none."""
    try:
        return parse_duration(text, "", "")
    except BadInput:
        return 0.0 if text in ("0", "0s") else None


def moment_s(text: str, now_s: float) -> float | None:
    """Unix time of a moment: so long ago, a date, `today`, `yesterday`; None if it is none."""
    if text.casefold() in ("today", "yesterday"):
        day = time.localtime(now_s)
        return time.mktime((day.tm_year, day.tm_mon, day.tm_mday - (text.casefold() != "today"), 0, 0, 0, 0, 0, -1))
    # A number alone is a length that has no unit yet, or a date that has only its year.
    ago_s = length_s(text) if not text.replace(".", "").isdecimal() else None
    if ago_s is not None:
        return now_s - ago_s
    for form in DATES:
        try:
            return time.mktime(time.strptime(text, form))
        except (ValueError, OverflowError):
            continue
    return None


class Fault(NamedTuple):
    """What is wrong with a term."""

    told: str = ""
    """One sentence, or nothing."""
    of_value: bool = False
    """Whether it is what stands behind the operator."""


def check(field: str, operator: str, values: Sequence[str], names: Collection[str] | None) -> Fault:
    """What is wrong with a term, if anything.

    Args:
        field: What is asked about; empty for free words.
        operator: What stands between.
        values: The alternatives.
        names: Parameters and metrics that jobs have; None accepts any.
    """
    if not field:
        return Fault()
    if not has_field(field, names):
        return Fault(_unknown(field, names or ()))
    if operator in ORDERING and len(values) > 1:
        return Fault(f"“{field}{operator}” takes one value, not several.")
    kind = FIELDS[field].kind if field in FIELDS else None
    if kind in (Kind.TEXT, Kind.STATE, Kind.FLAG) and operator in ORDERING:
        return Fault(f"“{field}” has no order: use “{field}:” or “{field}=”.")
    if kind is Kind.WHEN and operator not in (":", "="):
        return Fault(f"“{field}” is followed by a colon: {FIELDS[field].help.split()[0].rstrip(',')}.")
    faults = (fault for value in values if (fault := _fault(field, kind, operator, value)))
    return Fault(next(faults, ""), of_value=True)


def _fault(field: str, kind: Kind | None, operator: str, value: str) -> str:
    shown = f"“{value[:40]}”"
    match kind:
        case Kind.NUMBER if number(value) is None:
            return f"“{field}{operator}” needs a number, not {shown}."
        case Kind.LENGTH if length_s(value) is None:
            return f"“{field}{operator}” needs a length of time such as 90s, 15m or 2h, not {shown}."
        case Kind.WHEN if moment_s(value, 0.0) is None:
            return f"“{field}:” needs a length of time or a date such as 2h or 2026-11-20, not {shown}."
        case Kind.FLAG if value.casefold() not in FLAGS:
            return f"“{field}:” knows {', '.join(FLAGS)}, not {shown}."
        case Kind.STATE if not states(value):
            return f"There is no state {shown}, only {', '.join(STATES)}."
        case None if operator in ORDERING and number(value) is None:
            return f"“{field}{operator}” needs a number, not {shown}."
    return ""


def _unknown(field: str, names: Collection[str]) -> str:
    import difflib  # Only whoever mistypes a name needs it.

    near = difflib.get_close_matches(field, [*FIELDS, *names], n=1)
    meant = f", perhaps “{near[0]}” is meant." if near else ": no job has such a parameter or metric."
    return f"There is no field “{field[:40]}”{meant}"


def equals(wanted: float, value: float) -> bool:
    """Whether two numbers are the same as people see them; NaN is like NaN here."""
    return math.isclose(wanted, value, rel_tol=1e-9) or (math.isnan(wanted) and math.isnan(value))
