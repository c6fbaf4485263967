"""From what a user typed to a specification that can be launched. Used by the CLI and by the panel's form."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import BadInput, InvalidParams
from engine.job import DEFAULT_GRACE_S, LONGEST_GRACE_S, JobSpec
from engine.observe.find import LAST
from engine.params import Kind, Params, build, fields
from engine.text import clean
from engine.worker.recipes import Recipe, recipe

NAME_LIMIT = 60
"""Longest name of a job in characters: what a table can show."""

TAG_LIMIT = 30
"""Longest tag in characters."""


def make_spec(
    recipe_name: str,
    values: Mapping[str, Any],
    *,
    name: str = "",
    tags: tuple[str, ...] = (),
    simulate: bool = False,
    grace_s: float = DEFAULT_GRACE_S,
    time_limit_s: float | None = None,
    working_directory: Path | None = None,
) -> JobSpec:
    """Check everything that can be checked before a launch.

    Args:
        recipe_name: Which recipe.
        values: Its parameters by name, as texts or typed; see `engine.params.build`.
        name: The job's name; empty takes the recipe's and the data file's.
        tags: Words to find it by, each alone or several parted by commas.
        simulate: Whether to pretend even where PyTorch is there.
        grace_s: Seconds between a polite stop and a kill.
        time_limit_s: Seconds after which it is stopped; None lets it run.
        working_directory: What relative data paths are relative to; by default the current directory.

    Raises:
        BadInput: There is no such recipe.
        InvalidParams: Parameters, name, tags or data are wrong: all faults that were found.
    """
    chosen = recipe(recipe_name)
    directory = working_directory or _current_directory()
    problems: list[BadInput] = []
    params: Params | None = None
    try:
        params = build(chosen.params, values)
    except InvalidParams as invalid:
        problems += invalid.problems
        problems += _that_matter(_further_problems(chosen, values, invalid, directory), simulate=simulate)
    tags = tuple(
        dict.fromkeys(word.strip() for tag in tags for word in tag.split(",") if word.strip() or "," not in tag)
    )
    problems += _label_problems(name, tags)
    if not 0 <= grace_s <= LONGEST_GRACE_S:  # False for a NaN, too.
        problems.append(BadInput(f"The grace must be 0 to {LONGEST_GRACE_S:,.0f} seconds.", field="grace_s"))
    if params is not None:
        problems += _that_matter(chosen.check(params, directory), simulate=simulate)
    if problems or params is None:
        raise InvalidParams(problems)
    return JobSpec(
        job_id="",
        recipe=chosen.name,
        params=_with_absolute_paths(params, directory),
        name=name.strip() or _default_name(params),
        tags=list(tags),
        simulate=simulate,
        grace_s=grace_s,
        time_limit_s=time_limit_s,
        working_directory=os.fspath(directory),
    )


def _that_matter(problems: Iterable[BadInput], *, simulate: bool) -> list[BadInput]:
    """Without those of the device in a simulation, which computes on none."""
    return [problem for problem in problems if not (simulate and problem.field == "device")]


def _current_directory() -> Path:
    try:
        directory = Path.cwd()
    except FileNotFoundError:
        raise BadInput("The current directory has been deleted.", "Go to another one first.") from None
    return directory


def _further_problems(
    chosen: Recipe, values: Mapping[str, Any], invalid: InvalidParams, directory: Path
) -> list[BadInput]:
    """What else is wrong with what was given, looked at with the defaults in place of what is known to be wrong."""
    faulty = {problem.field for problem in invalid.problems}
    sound = {name: value for name, value in values.items() if name not in faulty}
    try:
        params = build(chosen.params, sound)
    except InvalidParams:
        return []
    found = chosen.check(params, directory)
    return [problem for problem in found if problem.field in sound]


def _label_problems(name: str, tags: tuple[str, ...]) -> list[BadInput]:
    problems = []
    if len(name) > NAME_LIMIT or not name.isprintable():
        problems.append(
            BadInput(f"Name must be at most {NAME_LIMIT} printable characters long, on one line.", field="name")
        )
    if name.strip() == LAST:
        problems.append(BadInput(f"Name must not be “{LAST}”: that always means the job launched last.", field="name"))
    for tag in tags:
        if len(tag) > TAG_LIMIT or not tag.isprintable() or not tag.strip() or " " in tag:
            problems.append(
                BadInput(f"Tags must be words of at most {TAG_LIMIT} printable characters each.", field="tags")
            )
            break
    return problems


def _with_absolute_paths(params: Params, directory: Path) -> dict[str, Any]:
    """The parameters as plain values; data paths become absolute, so that a duplicate works from anywhere."""
    plain = dict(msgspec.to_builtins(params))
    for field in fields(type(params)):
        if field.kind is Kind.DATASET and plain[field.name]:
            plain[field.name] = os.path.normpath(directory / os.path.expanduser(plain[field.name]))
    return plain


def _default_name(params: Params) -> str:
    for field in fields(type(params)):
        if field.kind is Kind.DATASET:
            stem = Path(str(getattr(params, field.name))).name.split(".")[0]
            return clean(stem, NAME_LIMIT)
    return ""
