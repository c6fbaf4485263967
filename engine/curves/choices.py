"""How somebody has chosen to look at curves: what is remembered for a workspace. Anyone may import this."""

import msgspec

LARGEST_WEIGHT = 0.999
"""Most that is smoothed."""

MOST_PINNED = 200
"""More pinned metrics are not remembered."""

MOST_FOLDED = 200
"""More folded groups are not remembered."""

LONGEST_FILTER = 200
"""Longest filter that is remembered, in characters."""


class CurveChoices(msgspec.Struct, frozen=True, kw_only=True):
    """What stays when another job is shown, and when the panel is closed."""

    x: str = "step"
    """One of `engine.observe.abscissa.XAxis`."""
    logarithmic: bool = False
    cut: bool = False
    """Whether outliers are left out of the linear axis."""
    smoothing: float = 0.0
    """Weight of what was before."""
    shape: str = "one"
    """One of `engine.curves.collection.SHAPES`."""
    pinned: tuple[str, ...] = ()
    """Keys of the metrics that come first."""
    folded: tuple[str, ...] = ()
    """Names of the groups that are folded away."""
    filter: str = ""
    """Of the metrics."""
