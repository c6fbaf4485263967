"""Putting the rows of the table under headings: by tag, recipe, family or state. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import isnan

import msgspec

from engine.observe.context import Context
from engine.observe.direction import Direction, direction_of
from engine.observe.view import JobView
from engine.state import JobState
from tui.column_table import STATE_RANK

GROUPS = ("", "tag", "recipe", "parent", "state")
"""What `b` steps through; the first is no grouping."""

_direction = lru_cache(256)(direction_of)
"""Groups are made anew with every report, and names of metrics are few."""

Look = Callable[[str], JobView | None]
"""Returns the view of a job."""


class GroupBest(msgspec.Struct, frozen=True):
    """The best that a group of jobs has reached in the metric by which most of them are judged."""

    value: float
    title: str
    """Of the job that has it."""
    metric: str
    """Its name, where others of the group are judged by another."""
    simulation: bool
    """Whether nothing was trained for it, which is so only where no job of the group has trained."""


class Heading(msgspec.Struct, frozen=True):
    """The line above a group."""

    id: str
    """Begins with a colon, so it is no job's."""
    title: str
    job_ids: tuple[str, ...]
    """In the order of the rows below."""
    counts: tuple[tuple[JobState | None, int], ...]
    """How many are in each state, what wants attention first."""
    best: "GroupBest | None"
    """The best value of a job in it."""
    is_closed: bool = False
    """Whether the rows below are hidden."""


def is_heading(line_id: str | None) -> bool:
    """Whether an id is that of a heading."""
    return line_id is not None and line_id.startswith(":")


def grouped(job_ids: Sequence[str], by: str, look: Look, context: Context, closed: Iterable[str]) -> list[Heading]:
    """Part rows into groups; each group stands where its first row would.

    Args:
        job_ids: The rows, from the top.
        by: One of `GROUPS`, but not the empty one.
        look: Returns the view of a job.
        context: What is known beside the jobs.
        closed: Ids of headings whose rows are hidden.
    """
    parts: dict[str, list[str]] = {}
    for job_id in job_ids:
        view = look(job_id)
        if view is not None:
            parts.setdefault(_title(view, by, look, context), []).append(job_id)
    if by == "parent":
        parts = _with_families(parts, look)
    titles = sorted(parts, key=_last) if by != "state" else sorted(parts, key=_rank_of_state)
    hidden = set(closed)
    return [_heading(by, title, parts[title], look, hidden) for title in titles]


NO_TAG, NO_RECIPE, NO_FAMILY = "no tag", "no recipe", "no relatives"
"""Titles of what belongs to no group."""


def _last(title: str) -> bool:
    """Sorts what belongs to no group below the rest, which stays as it is."""
    return title in (NO_TAG, NO_RECIPE, NO_FAMILY)


def _rank_of_state(title: str) -> int:
    return next((rank for state, rank in STATE_RANK.items() if state == title), len(STATE_RANK))


def _title(view: JobView, by: str, look: Look, context: Context) -> str:
    record = view.record
    match by:
        case "tag":
            return ", ".join(sorted(context.tags(view))) or NO_TAG
        case "recipe":
            return record.recipe if record is not None and record.recipe else NO_RECIPE
        case "state":
            return view.state or "UNREADABLE"
    return _root(view, look)


def _root(view: JobView, look: Look) -> str:
    """Id of the job from which a chain of resumed ones began."""
    seen = {view.job_id}
    root = view.job_id
    while view.record is not None and view.record.resumed_from:
        root = view.record.resumed_from
        parent = look(root)
        if parent is None or root in seen:  # A damaged file may lead round in a circle.
            break
        seen.add(root)
        view = parent
    return root


def _with_families(parts: dict[str, list[str]], look: Look) -> dict[str, list[str]]:
    """Name families after their first job, and put those that have none together."""
    families: dict[str, list[str]] = {}
    for root, job_ids in parts.items():
        view = look(root)
        alone = len(job_ids) == 1 and (job_ids[0] == root)
        title = NO_FAMILY if alone else f"{view.title if view is not None else root}  {root if view else ''}".strip()
        families.setdefault(title, []).extend(job_ids)
    return families


def _heading(by: str, title: str, job_ids: Sequence[str], look: Look, hidden: set[str]) -> Heading:
    views = [view for job_id in job_ids if (view := look(job_id)) is not None]
    counts = Counter(view.state for view in views)
    ranked = sorted(counts.items(), key=lambda pair: STATE_RANK[pair[0]] if pair[0] is not None else len(STATE_RANK))
    id_ = f":{by}:{title}"
    return Heading(id_, title, tuple(job_ids), tuple(ranked), _best(views), id_ in hidden)


def _best(views: Sequence[JobView]) -> GroupBest | None:
    judged = [
        (record, record.best)
        for view in views
        if (record := view.record) is not None and record.best is not None and not isnan(record.best.value)
    ]
    # What nobody trained competes with nothing that was.
    judged = [pair for pair in judged if not pair[0].simulation] or judged
    if not judged:
        return None
    metrics = Counter(best.metric for _, best in judged)
    metric = metrics.most_common(1)[0][0]
    values = [(best.value, record) for record, best in judged if best.metric == metric]
    highest = _direction(metric) is Direction.HIGHER
    value, record = (max if highest else min)(values, key=lambda pair: pair[0])
    return GroupBest(value, record.title, metric if len(metrics) > 1 else "", record.simulation)
