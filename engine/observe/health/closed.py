"""What the rules say of a job that is examined once: one that has ended, or one that the command line asks about."""

import time
from collections.abc import Collection

import msgspec

from engine.job import JobRecord
from engine.observe.finding import Finding
from engine.observe.health import examine
from engine.observe.health.memory import begun_at, remembered
from engine.observe.metrics import MetricsTail
from engine.paths import Workspace

MOST_LINES, MOST_BYTES = 50_000, 4 << 20
"""How much of the metrics is read, from the end: 4 MiB take an eighth of a second."""


def findings_at_once(workspace: Workspace, record: JobRecord, disabled: Collection[str] = ()) -> tuple[Finding, ...]:
    """Read a job's metrics and examine it.

    Args:
        workspace: Where it is.
        record: The job.
        disabled: Names of rules that are switched off.
    """
    tail = MetricsTail(workspace.metrics(record.job_id))
    tail.skip_to_last(MOST_LINES, MOST_BYTES)
    tail.poll(MOST_BYTES)
    evidence = remembered(record, tail.history, time.time())
    return examine(msgspec.structs.replace(evidence, begun_at=begun_at(workspace, record)), disabled)
