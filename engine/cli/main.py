"""The `traindeck` command: global options, the verbs, and how errors end it."""

import os
import sys

import click

from engine import __version__
from engine.cli.acting import stop
from engine.cli.context import OpenPanel, Session, fail, put
from engine.cli.launching import launch_group, quick, recipes, resume
from engine.cli.looking import list_jobs, logs, schema, status
from engine.cli.place import COMPLETE_VARIABLE, WORKSPACE_VARIABLE
from engine.errors import TraindeckError

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
"""Click's settings for every verb."""


@click.group(invoke_without_command=True, context_settings=SETTINGS)
@click.option(
    "--workspace", "-w", metavar="DIR", envvar=WORKSPACE_VARIABLE, type=click.Path(),
    help="Directory of the jobs; by default the current one.",
)  # fmt: skip
@click.version_option(__version__, prog_name="traindeck")
@click.pass_context
def traindeck(context: click.Context, workspace: str | None) -> None:
    """Launch, watch, stop and resume PyTorch training jobs. Without a verb: open the panel.

    JOB is a job's id, any unambiguous beginning of it, its name, or “last”.
    """
    context.obj = Session(workspace, context.obj)
    if context.invoked_subcommand is None:
        sys.exit(context.obj.open_panel(context.obj.workspace, None))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a shell's completion script: eval "$(traindeck completion bash)"."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    put(kind(traindeck, {}, "traindeck", COMPLETE_VARIABLE).source())


for verb in (launch_group, list_jobs, status, logs, stop, resume, quick, recipes, schema, completion):
    traindeck.add_command(verb)


def run(open_panel: OpenPanel, arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        open_panel: How to open the panel; the engine itself knows none.
        arguments: What follows the program's name; by default the process's own.
    """
    try:
        traindeck.main(args=arguments, prog_name="traindeck", obj=open_panel, complete_var=COMPLETE_VARIABLE)
    except TraindeckError as error:
        fail(error)
    except BrokenPipeError:
        # The reader of a pipe had enough; Python must not complain about it again while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
