"""The parameters of a job beside their defaults and beside those of the job it goes on from. Pure."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec


class Absent(Enum):
    """Stands where there is no value to compare with; a value may be None."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class ParamRow(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter."""

    name: str
    value: Any
    """`ABSENT` for what only the parent has."""
    default: Any
    """`ABSENT` for what the recipe does not declare, or declares without a default."""
    parent: Any
    """`ABSENT` without a parent, or where it does not have this parameter."""
    changed: bool
    """Whether the value differs from the default, as one without a default always does."""
    differs: bool
    """Whether it differs from the parent's; never without one."""

    @property
    def remarkable(self) -> bool:
        """Whether it differs from either."""
        return self.changed or self.differs


def param_rows(
    values: Mapping[str, Any], defaults: Mapping[str, Any], parent: Mapping[str, Any] | None
) -> tuple[ParamRow, ...]:
    """Compare parameters, in the order of the declaration, then of the job's own, then of the parent's.

    Args:
        values: The job's.
        defaults: By name; one without a default holds `ABSENT`. Empty when the recipe is not known.
        parent: Those of the job that this one goes on from, if any.
    """
    names = dict.fromkeys([*defaults, *values, *(parent or {})])
    rows = []
    for name in names:
        value, default = values.get(name, ABSENT), defaults.get(name, ABSENT)
        before = (parent or {}).get(name, ABSENT)
        if value is ABSENT and before is ABSENT:
            continue  # The job is older than this parameter of the recipe.
        rows.append(
            ParamRow(
                name=name,
                value=value,
                default=default,
                parent=before,
                changed=bool(defaults) and not is_equal(value, default),
                differs=parent is not None and not is_equal(value, before),
            )
        )
    return tuple(rows)


def is_equal(one: Any, other: Any) -> bool:
    """Whether two values mean the same: a list and a tuple may, yes and 1 do not, and nan is nan."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(is_equal, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other) or (one != one and other != other)
