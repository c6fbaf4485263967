"""Verbs that start jobs: launch, quick, resume, recipes."""

import sys
from pathlib import Path
from typing import Any

import click

import engine
from engine.cli.context import Session, complete_jobs, is_terminal, put, put_json, say
from engine.cli.follow import conclusion, follow
from engine.cli.grace import GRACE
from engine.control.launch import launch
from engine.control.preflight import dangers
from engine.control.resume import resume_spec
from engine.duration import EXAMPLES, parse_duration
from engine.errors import BadInput, InvalidParams
from engine.job import DEFAULT_GRACE_S, JobRecord, JobSpec
from engine.params import Field, Kind, fields
from engine.record import to_object
from engine.request import make_spec
from engine.state import JobState
from engine.text import clean
from engine.worker.recipes import Recipe, all_recipes, recipe

QUICK_DATA = "diabetes.csv"
"""What `quick` trains on when no data are named."""


def _output_options(command: click.Command) -> click.Command:
    command.params += [
        click.Option(["--follow", "-f"], is_flag=True, help="Show progress until the job ends."),
        click.Option(
            ["--open", "open_"], is_flag=True, help="Open the panel on the job; without a terminal, follow it."
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Print the status file's object."),
    ]
    return command


def _job_options() -> list[click.Parameter]:
    return [
        click.Option(["--name"], default="", help="Name of the job; by default that of the data file, or quick."),
        click.Option(["--tag", "tags"], multiple=True, help="A word to find the job by; may be repeated."),
        click.Option(["--simulate"], is_flag=True, help="Pretend to train, marked as a SIMULATION everywhere."),
        click.Option(
            ["--grace"], type=GRACE,
            help=f"Seconds that a stop leaves for saving a checkpoint; by default {DEFAULT_GRACE_S:.0f}, or what the "
            "configuration says.",
        ),
        click.Option(["--time-limit"], metavar="TIME", help=f"Stop it, with a checkpoint, after this long, {EXAMPLES}."
        ),
    ]  # fmt: skip


def start(session: Session, spec: JobSpec, *, follow_: bool, open_: bool, as_json: bool) -> None:
    """Launch a specification and show it as the output options ask; ends with status 1 if a followed job failed."""
    for danger in dangers(session.workspace):
        say(f"traindeck: warning: {clean(danger.told, 500)} {danger.advice}".rstrip())
    record = launch(session.workspace, spec)
    if open_ and is_terminal(sys.stdin) and is_terminal(sys.stdout):
        sys.exit(session.open_panel(record.job_id))
    if not (follow_ or open_):
        if as_json:
            put_json(to_object(record))
        else:
            put(record.job_id)
            say(f"{record.title} launched, PID {record.pid}. Watch it: traindeck, or traindeck logs -f {record.job_id}")
        return
    say(f"{record.title} launched as {record.job_id}, PID {record.pid}.")
    record = follow(session, record, sys.stderr if as_json else sys.stdout)
    if as_json:
        put_json(to_object(record))
    else:
        put("\n".join(conclusion(record)))
    sys.exit(0 if record.status is JobState.COMPLETED else 1)


class RecipeGroup(click.Group):
    """`launch RECIPE`: one subcommand per recipe, its options made from its parameters."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Names of the recipes."""
        return [each.name for each in all_recipes()]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The subcommand of one recipe. Raises `BadInput` with the nearest name, but completes without a word."""
        if context.resilient_parsing and name not in self.list_commands(context):
            return None
        return _launch_command(recipe(name))


def _output(given: dict[str, Any]) -> dict[str, bool]:
    """Take out what `_output_options` asked for."""
    return {"follow_": given.pop("follow"), "open_": given.pop("open_"), "as_json": given.pop("as_json")}


def _how(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """Take out what `_job_options` asked for, as `make_spec` wants it."""
    grace_s, limit = given.pop("grace"), given.pop("time_limit")
    return {
        "name": given.pop("name"),
        "tags": given.pop("tags"),
        "simulate": given.pop("simulate"),
        "grace_s": session.config.settings.jobs.grace if grace_s is None else grace_s,
        "time_limit_s": parse_duration(limit, "time_limit", "--time-limit") if limit is not None else None,
    }


def _launch_command(chosen: Recipe) -> click.Command:
    declared = fields(chosen.params)

    @click.pass_obj
    def run(session: Session, /, **given: Any) -> None:
        output, how = _output(given), _how(session, given)
        values = {name: value for name, value in given.items() if value is not None}
        start(session, make_spec(chosen.name, values, **how), **output)

    options: list[click.Parameter] = [_option(field) for field in declared]
    command = click.Command(chosen.name, params=options + _job_options(), callback=run, help=chosen.summary)
    return _output_options(command)


def _option(field: Field) -> click.Option:
    param = field.param
    default = "" if field.required else field.text_of(field.default) or "empty"
    told = f"{param.help}" + (f" Unit: {param.unit}." if param.unit else "")
    told += "  [required]" if field.required else f"  [default: {default}]"
    if field.kind is Kind.SWITCH:
        flag = field.options[0][2:]
        return click.Option([f"--{flag}/--no-{flag}", field.name], default=None, help=told)
    kind: Any = click.Path() if field.kind is Kind.DATASET else str
    metavar = {Kind.DATASET: "FILE", Kind.INTEGER: "N", Kind.NUMBER: "X", Kind.INTEGERS: "N,N,…"}.get(field.kind)
    option = click.Option([*field.options, field.name], type=kind, default=None, help=told, metavar=metavar or "TEXT")
    if param.choices:
        option = click.Option([*field.options, field.name], type=str, default=None, help=told,
                              metavar="|".join(param.choices), shell_complete=_completer(param.choices))  # fmt: skip
    return option


def _completer(choices: tuple[str, ...]) -> Any:
    return lambda context, parameter, incomplete: [choice for choice in choices if choice.startswith(incomplete)]


launch_group = RecipeGroup(
    "launch",
    subcommand_metavar="RECIPE [OPTIONS]",
    help="Start a training job. “launch RECIPE --help” lists its parameters.",
)


def sample_data(name: str) -> Path:
    """A data file that comes with Traindeck: from the repository, or from the installed package."""
    package = Path(engine.__file__).parent
    candidates = [
        Path("sample_data") / name,
        package.parent / "sample_data" / name,
        package / "sample_data" / name,
    ]
    for path in candidates:
        if path.is_file():
            return path
    raise BadInput(f"The sample data {name} are not installed.", "Name a file with --data.")


@click.command()
@click.argument("epochs", default="5")
@click.argument("batch_size", metavar="[BATCH]", default="32")
@click.argument("learning_rate", metavar="[LR]", default="0.001")
@click.option("--data", type=click.Path(), help="CSV, TSV, JSONL or Parquet file; by default the sample data.")
@click.pass_obj
def quick(session: Session, /, data: str | None, **given: Any) -> None:
    """Start a regression in one line: epochs, batch size, learning rate."""
    output, how = _output(given), _how(session, given)
    values = {**given, "data": data or str(sample_data(QUICK_DATA))}
    start(session, make_spec("regression", values, **how | {"name": how["name"] or "quick"}), **output)


quick.params += _job_options()
_output_options(quick)


@click.command()
@click.argument("job", shell_complete=complete_jobs)
@click.option("--epochs", type=str, help="Train up to this many epochs instead.")
@click.option("--checkpoint", type=str, help="Go on from this one of its checkpoints: step_400.pt, say.")
@click.pass_obj
def resume(session: Session, /, job: str, epochs: str | None, checkpoint: str | None, **output: bool) -> None:
    """Go on from a job's last checkpoint, in a new job."""
    record = session.find(job)
    changes = _checked_changes(record, {"epochs": epochs} if epochs is not None else {})
    spec = resume_spec(session.workspace, record, changes, checkpoint)
    if spec.resume_checkpoint is None:
        say(f"{record.title} saved no checkpoint, so it starts from the beginning.")
    start(session, spec, follow_=output["follow"], open_=output["open_"], as_json=output["as_json"])


_output_options(resume)


def _checked_changes(record: JobRecord, texts: dict[str, str]) -> dict[str, Any]:
    if not texts:
        return {}
    known = {field.name: field for field in fields(recipe(record.recipe).params)}
    problems = []
    checked = {}
    for name, text in texts.items():
        try:
            if name not in known:
                raise BadInput(f"The recipe {record.recipe} has no parameter {name}.", field=name)
            checked[name] = known[name].parse(text)
        except BadInput as problem:
            problems.append(problem)
    if problems:
        raise InvalidParams(problems)
    return checked


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def recipes(as_json: bool) -> None:
    """List the recipes and their parameters."""
    if as_json:
        put_json([_recipe_object(each) for each in all_recipes()])
        return
    for each in all_recipes():
        put(f"{each.name}: {each.summary}")
        for field in fields(each.params):
            default = "required" if field.required else f"default {field.text_of(field.default) or 'empty'}"
            put(f"  {', '.join(field.options):<38} {field.param.help} ({default})")


def _recipe_object(each: Recipe) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": each.title,
        "summary": each.summary,
        "params": [
            {
                "name": field.name, "kind": str(field.kind), "title": field.param.title, "help": field.param.help,
                "unit": field.param.unit, "required": field.required, "choices": list(field.param.choices),
                "default": None if field.required else field.default,
                "minimum": field.param.minimum, "maximum": field.param.maximum, "options": list(field.options),
            }
            for field in fields(each.params)
        ],
    }  # fmt: skip
