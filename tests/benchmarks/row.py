"""One line of the benchmark table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured figure beside its reference, taken in the same run."""

    what: str
    measured: str
    """The figure with its unit, spread included where it matters."""
    reference: str
    """The reference with its unit, or empty."""
    target: str
    """The bound as the issue states it."""
    reached: bool
