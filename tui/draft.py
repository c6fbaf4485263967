"""What stands in the launch form, and the way from there to a specification. No widgets."""

import os
from pathlib import Path
from typing import Annotated, Any

import msgspec

from engine.dataset import choose_columns, inspect
from engine.duration import EXAMPLES, PATTERN, parse_duration
from engine.errors import BadInput, InvalidParams
from engine.job import DEFAULT_GRACE_S, JobSpec
from engine.params import Field, Kind, Param, Params, build, fields
from engine.request import NAME_LIMIT, TAG_LIMIT, make_spec
from engine.worker.recipes import recipe


class JobOptions(Params, frozen=True, kw_only=True):
    """What a launch asks for besides the recipe's own parameters."""

    name: Annotated[
        str,
        Param(
            title="Name",
            help="What the job is called in the table. Left empty: the name of the data file.",
            section="Job",
            pattern=rf".{{0,{NAME_LIMIT}}}",
            pattern_help=f"must be at most {NAME_LIMIT} characters long",
        ),
    ] = ""
    tags: Annotated[
        tuple[str, ...],
        Param(
            title="Tags",
            help="Words to find the job by, separated by commas.",
            section="Job",
            pattern=rf"\S{{1,{TAG_LIMIT}}}",
            pattern_help=f"must be words of at most {TAG_LIMIT} characters, separated by commas",
        ),
    ] = ()
    simulate: Annotated[
        bool,
        Param(title="Simulate", help="Pretend to train, marked as a SIMULATION everywhere.", section="Run"),
    ] = False
    grace_s: Annotated[
        float,
        Param(
            title="Grace period",
            help="Time that a stop leaves for saving a checkpoint before whatever is left is killed.",
            section="Run",
            unit="seconds",
            minimum=0,
            maximum=86_400,
        ),
    ] = DEFAULT_GRACE_S
    time_limit: Annotated[
        str,
        Param(
            title="Time limit",
            help=f"Stop it, with a checkpoint, after this long, {EXAMPLES}. Left empty: it runs to its end.",
            section="Run",
            pattern=PATTERN,
            pattern_help=f"must be a length of time, {EXAMPLES}",
        ),
    ] = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in the form, as it stands there: texts to be parsed, or values that need no parsing."""

    recipe: str
    values: dict[str, Any]
    """The recipe's parameters by name."""
    options: dict[str, Any]
    """By the names of `JobOptions`."""


def draft_of(chosen: str, params: dict[str, Any], options: JobOptions, directory: Path) -> Draft:
    """A draft of a job that was, its data paths as short as they can be."""
    values = {name: shown_path(value, directory) if isinstance(value, str) else value for name, value in params.items()}
    return Draft(recipe=chosen, values=values, options=msgspec.structs.asdict(options))


def shown_path(path: str, directory: Path) -> str:
    """An absolute path below `directory` relative to it; any other text as it is."""
    start = os.path.join(directory, "")
    return path[len(start) :] if path.startswith(start) and len(path) > len(start) else path


def full_path(typed: str, directory: Path) -> Path:
    """The file that is meant by what was typed. Raises nothing."""
    return directory / os.path.expanduser(typed.strip())


def check(draft: Draft, directory: Path) -> JobSpec:
    """Check a draft as a launch does, reading small data files in full.

    Raises:
        InvalidParams: All faults of parameters, options and data that could be found at once.
    """
    problems: list[BadInput] = []
    options = JobOptions()
    try:
        options = build(JobOptions, draft.options)
    except InvalidParams as invalid:
        problems += invalid.problems
    declared = fields(recipe(draft.recipe).params)
    values = {field.name: draft.values[field.name] for field in declared if field.name in draft.values}
    for field in declared:
        given = values.get(field.name)
        if field.kind is Kind.DATASET and isinstance(given, str) and given.strip():
            values[field.name] = os.fspath(full_path(given, directory))
    try:
        spec = make_spec(
            draft.recipe,
            values,
            name=options.name,
            tags=options.tags,
            simulate=options.simulate,
            grace_s=options.grace_s,
            time_limit_s=parse_duration(options.time_limit, "time_limit", "Time limit") if options.time_limit else None,
            working_directory=directory,
        )
    except InvalidParams as invalid:
        told = {problem.field for problem in invalid.problems}
        problems += invalid.problems
        problems += [problem for problem in _data_problems(declared, values) if problem.field not in told]
        raise InvalidParams(problems) from None
    except BadInput as problem:
        raise InvalidParams([*problems, problem]) from None
    if problems:
        raise InvalidParams(problems)
    return spec


def _data_problems(declared: tuple[Field, ...], values: dict[str, Any]) -> list[BadInput]:
    """Faults of the data file, which `make_spec` looks for only when every parameter is right by itself."""
    by_kind = {field.kind: values.get(field.name) for field in declared}
    path, target, features = (by_kind.get(kind) for kind in (Kind.DATASET, Kind.COLUMN, Kind.COLUMNS))
    if not path:
        return []
    try:
        facts = inspect(path)
        if facts.columns:
            names = [name.strip() for name in features.split(",")] if isinstance(features, str) else features or ()
            choose_columns(facts, target or None, [name for name in names if name])
    except InvalidParams as several:
        return list(several.problems)
    except BadInput as problem:
        return [problem]
    return []
