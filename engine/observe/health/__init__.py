"""Rules of health: what looks wrong with a job, found from its own history.

A rule is a file here that ends in `RULE = Rule(...)`, and an entry in `RULES`. Rules are pure and raise nothing,
whatever a job has written. This is imported after the first paint.
"""

from collections.abc import Collection

from engine.observe.finding import Finding, Severity
from engine.observe.health import disk, diverging, gpu_idle, non_finite, plateau, silent, slower, spike
from engine.observe.health.evidence import Evidence
from engine.observe.health.rule import Rule

RULES: tuple[Rule, ...] = (
    non_finite.RULE,
    silent.RULE,
    spike.RULE,
    diverging.RULE,
    plateau.RULE,
    slower.RULE,
    gpu_idle.RULE,
    disk.RULE,
)
"""Every rule; of several findings the first is told where there is room for one only."""

RULE_NAMES = frozenset(rule.name for rule in RULES)
"""What may be switched off in the configuration."""


def examine(evidence: Evidence, disabled: Collection[str] = ()) -> tuple[Finding, ...]:
    """What the rules find, alarms first.

    Args:
        evidence: What is known of one job.
        disabled: Names of rules that are switched off.
    """
    closed = evidence.record.status.is_closed
    chosen = [rule for rule in RULES if rule.name not in disabled and not (rule.live and closed)]
    found = [finding for rule in chosen if (finding := rule.examine(evidence)) is not None]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ALARM))
