"""What a rule of health says of a job. Apart from the rules, since whoever shows it needs none of them."""

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How bad a finding is."""

    WARNING = "warning"
    """Worth a look; the job may well end as it should."""
    ALARM = "alarm"
    """What goes on now is most likely for nothing."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something unhealthy about a job."""

    rule: str
    """Name of the rule."""
    severity: Severity
    text: str
    """One sentence without its full stop, with the evidence in figures."""
    step: int | None = None
    """Step at which it began, if it belongs to one."""
    at: float | None = None
    """Unix seconds at which it began, if that is known."""
    shared: bool = False
    """Whether it is true of every job alike, so that it is told once for all."""

    @property
    def told(self) -> str:
        """The rule and its evidence: "plateau: best loss 0.1 at step 40, 59 % of the run ago"."""
        return f"{self.rule}: {self.text}"
