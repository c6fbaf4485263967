"""What makes a rule of health."""

from collections.abc import Callable

import msgspec

from engine.observe.finding import Finding
from engine.observe.health.evidence import Evidence


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be wrong with a job."""

    name: str
    """Stands in the configuration and in JSON: lower case, words joined by hyphens."""
    title: str
    """Two or three words for people."""
    explanation: str
    """One sentence: what is looked for, and why it matters."""
    examine: Callable[[Evidence], Finding | None]
    """Looks at the evidence; raises nothing."""
    live: bool = False
    """Whether it only says something of jobs that have not ended."""
