"""What the launch form starts with: an unfinished draft, a job to duplicate, the last launch, or the defaults."""

from pathlib import Path
from typing import NamedTuple

import msgspec

from engine.control.remembered import recall, recall_job
from engine.duration import spell_duration
from engine.errors import BadInput
from engine.job import DEFAULT_GRACE_S, JobRecord, JobSpec
from engine.paths import Workspace
from engine.worker.recipes import all_recipes, recipe
from tui.draft import Draft, JobOptions, draft_of

NO_TORCH = "PyTorch is not installed: this will be a SIMULATION."
"""Said in the form where nothing can really be trained."""

KEPT = "What you had typed is back; {reset} resets every field."
"""Said where the form goes on where it was left."""

SIMULATED = "This will be a SIMULATION: nothing is really trained."
"""Said where the user asked to pretend."""

_drafts: dict[tuple[Path, str], Draft] = {}
"""Unfinished drafts of this run of the panel, by workspace and duplicated job."""


class Start(NamedTuple):
    """A draft and where it came from."""

    draft: Draft
    note: str
    """One sentence for the user, or empty; KEPT still lacks its key."""


def keep_draft(workspace: Workspace, source: JobRecord | None, draft: Draft) -> None:
    """Keep what was typed until the form is opened again."""
    _drafts[_key(workspace, source)] = draft


def drop_draft(workspace: Workspace, source: JobRecord | None) -> None:
    """Forget what was typed: it was launched."""
    _drafts.pop(_key(workspace, source), None)


def _key(workspace: Workspace, source: JobRecord | None) -> tuple[Path, str]:
    return workspace.root, source.job_id if source else ""


def start_of(
    workspace: Workspace, source: JobRecord | None, directory: Path, grace_s: float = DEFAULT_GRACE_S
) -> Start:
    """What to fill the form in with.

    Args:
        workspace: Where the job will be.
        source: The job to duplicate, if any.
        directory: What relative paths are relative to.
        grace_s: The grace where neither a job nor an earlier launch says one.
    """
    kept = _drafts.get(_key(workspace, source))
    if kept is not None:
        return Start(kept, KEPT)
    if source is not None:
        asked = recall_job(workspace, source.job_id)
        if asked is not None:
            return _start_from(asked, source.name, directory)
        options = JobOptions(name=source.name, tags=tuple(source.tags))
        return _known(draft_of(source.recipe, source.params, options, directory))
    last = recall(workspace)
    if last is None:
        given = {} if grace_s == DEFAULT_GRACE_S else {"grace_s": f"{grace_s:g}"}
        return Start(Draft(recipe=all_recipes()[0].name, values={}, options=given), "")
    # A name and tags belong to what was launched.
    return _start_from(msgspec.structs.replace(last, tags=[]), "", directory)


def _start_from(spec: JobSpec, name: str, directory: Path) -> Start:
    limit = spell_duration(spec.time_limit_s) if spec.time_limit_s else ""
    options = JobOptions(
        name=name, tags=tuple(spec.tags), simulate=spec.simulate, grace_s=spec.grace_s, time_limit=limit
    )
    return _known(draft_of(spec.recipe, spec.params, options, directory))


def _known(draft: Draft) -> Start:
    try:
        recipe(draft.recipe)
    except BadInput as problem:
        usual = all_recipes()[0].name
        return Start(
            Draft(recipe=usual, values=draft.values, options=draft.options), f"{problem.message} This is {usual}."
        )
    return Start(draft, "")
