"""The parameters of a job beside their defaults and beside those of the job it goes on from. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from engine.observe.compare.parameters import MISSING, identity


class ParamRow(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter."""

    name: str
    value: Any
    """`MISSING` for what only the parent has."""
    default: Any
    """`MISSING` for what the recipe does not declare, or declares without a default."""
    parent: Any
    """`MISSING` without a parent, or where it does not have this parameter."""
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
        defaults: By name; one without a default holds `MISSING`. Empty when the recipe is not known.
        parent: Those of the job that this one goes on from, if any.
    """
    names = dict.fromkeys([*defaults, *values, *(parent or {})])
    rows = []
    for name in names:
        value, default = values.get(name, MISSING), defaults.get(name, MISSING)
        before = (parent or {}).get(name, MISSING)
        if value is MISSING and before is MISSING:
            continue  # The job is older than this parameter of the recipe.
        rows.append(
            ParamRow(
                name=name,
                value=value,
                default=default,
                parent=before,
                changed=bool(defaults) and identity(value) != identity(default),
                differs=parent is not None and identity(value) != identity(before),
            )
        )
    return tuple(rows)
