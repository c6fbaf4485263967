"""Putting the rows of the table under headings: by tag, recipe, family or state. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from engine.observe.context import Context
from engine.observe.view import JobView
from engine.state import JobState
from tui.column_table import STATE_RANK

GROUPS = ("", "tag", "recipe", "parent", "state")
"""What `b` steps through; the first is no grouping."""

Look = Callable[[str], JobView | None]
"""Returns the view of a job."""


class Heading(msgspec.Struct, frozen=True):
    """The line above a group."""

    id: str
    """Begins with a colon, so it is no job's."""
    title: str
    job_ids: tuple[str, ...]
    """In the order of the rows below."""
    counts: tuple[tuple[JobState | None, int], ...]
    """How many are in each state, what wants attention first."""
    best: float | None
    """Lowest best value."""
    best_of: str
    """Title of the job that has it."""
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
    best, best_of = None, ""
    for view in views:
        record = view.record
        if record is not None and record.best is not None and (best is None or record.best.value < best):
            best, best_of = record.best.value, record.title
    id_ = f":{by}:{title}"
    return Heading(id_, title, tuple(job_ids), tuple(ranked), best, best_of, id_ in hidden)
