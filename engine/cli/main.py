"""The `traindeck` command: global options, the verbs, and how errors end it."""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable

import click
from click.shell_completion import get_completion_class, shell_complete

from engine import __version__
from engine.cli.acting import stop
from engine.cli.annotating import note, tag
from engine.cli.checking import doctor
from engine.cli.comparing import compare_jobs
from engine.cli.configuring import config_group
from engine.cli.context import Session, fail, is_terminal, put, say
from engine.cli.exporting import export_curves
from engine.cli.launching import launch_group, quick, recipes, resume
from engine.cli.logs import logs
from engine.cli.looking import list_jobs, schema, status
from engine.cli.opening import open_job
from engine.cli.panel import Panel
from engine.cli.place import COMPLETE_VARIABLE, READ_ONLY_VARIABLE, WORKSPACE_VARIABLE
from engine.cli.trashing import delete, trash_group
from engine.errors import BadInput, TraindeckError
from engine.text import clean

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
"""Click's settings for every verb."""

INTERRUPTED = 130
"""Exit status after Ctrl-C: what a shell reports for SIGINT."""


@click.group(invoke_without_command=True, context_settings=SETTINGS)
@click.option(
    "--workspace", "-w", metavar="DIR", envvar=WORKSPACE_VARIABLE, type=click.Path(),
    help="Directory of the jobs; by default the current one.",
)  # fmt: skip
@click.option(
    "--read-only", is_flag=True, envvar=READ_ONLY_VARIABLE, help="Look at everything, change nothing.",
)  # fmt: skip
@click.option("--theme", metavar="NAME", help="Colours of the panel; TRAINDECK_THEME does the same.")
@click.option("--ascii/--no-ascii", "ascii_", default=None, help="Draw the panel with ASCII only, or not.")
@click.version_option(__version__, prog_name="traindeck")
@click.pass_context
def traindeck(
    context: click.Context, workspace: str | None, read_only: bool, theme: str | None, ascii_: bool | None
) -> None:
    """Launch, watch, stop and resume PyTorch training jobs. Without a verb: open the panel.

    JOB is a job's id, any unambiguous beginning of it, its name, or “last”.
    """
    flags = {"panel.theme": theme} if theme else {}
    if ascii_ is not None:
        flags["panel.ascii"] = "yes" if ascii_ else "no"
    session = context.obj = Session(workspace, context.obj, read_only=read_only, flags=flags)
    if context.invoked_subcommand is None:
        session.workspace  # noqa: B018 - what is wrong with it is told first.
        if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            raise BadInput("The panel needs a terminal.", "Without one use “traindeck list” or “traindeck --help”.")
        sys.exit(session.open_panel())


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a shell's completion script: eval "$(traindeck completion bash)"."""
    kind = get_completion_class(shell)
    assert kind is not None
    put(kind(traindeck, {}, "traindeck", COMPLETE_VARIABLE).source())


SHORT = {
    "compare": "Show jobs beside each other: parameters, results, winners.",
    "completion": "Print a shell's completion script.",
    "config": "Show, check and edit settings: theme, keys, rules, more.",
    "delete": "Move ended jobs to the trash.",
    "doctor": "Say whether jobs are safe here, and what to do.",
    "export": "Write a job's curves: an SVG picture, all points as CSV.",
    "quick": "Start a regression in one line.",
    "stop": "Stop jobs: each saves a checkpoint and ends.",
    "tag": "Add tags to a job, or remove some.",
    "trash": "List the deleted jobs, bring them back, or remove them.",
}
"""What the list of verbs says where the first sentence of a verb's own help has no room in 80 columns."""

for verb in (
    launch_group, list_jobs, status, logs, export_curves, compare_jobs, stop, resume, quick, tag, note, delete,
    trash_group, recipes, doctor, open_job, config_group, schema, completion,
):  # fmt: skip
    verb.short_help = SHORT.get(verb.name or "")
    traindeck.add_command(verb)


def run(panel: Panel, arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        panel: The panel; the engine itself knows none.
        arguments: What follows the program's name; by default the process's own.
    """
    sys.exit(_end_quietly(lambda: _run(panel, arguments)))


def _run(panel: Panel, arguments: list[str] | None) -> int:
    # Not `traindeck.main`, which turns a broken pipe into the status of a failure.
    try:
        if instruction := os.environ.get(COMPLETE_VARIABLE):
            return shell_complete(traindeck, {"obj": panel}, "traindeck", COMPLETE_VARIABLE, instruction)
        given = sys.argv[1:] if arguments is None else arguments
        with traindeck.make_context("traindeck", given, obj=panel) as context:
            traindeck.invoke(context)
    except TraindeckError as error:
        fail(error)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.ctx.get_help() if error.ctx is not None else error.format_message())
        return error.exit_code
    except click.ClickException as error:
        # Click's own printing would let an argument's escape sequences through.
        if isinstance(error, click.UsageError) and error.ctx is not None:
            say(f"{error.ctx.get_usage()}\nTry “{error.ctx.command_path} --help”.\n")
        say(f"Error: {clean(error.format_message())}")
        return error.exit_code
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return 0


def _end_quietly(action: Callable[[], int]) -> int:
    """Run `action` and whatever is left to write, and turn a failure of the terminal, pipe or disk into a status."""
    if sys.stdout is None:  # The shell closed it: what is printed goes nowhere, as everywhere else.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # A terminal that is not UTF-8 gets what it can show.
    try:
        try:
            status = action()
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        sys.stdout.flush()
    except OSError as error:
        if error.errno != errno.EPIPE:
            with contextlib.suppress(OSError):
                what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
                say(f"traindeck: The system refuses: {clean(str(what), 300)}.")
        # Python would try to write the rest once more while it exits, and complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0 if error.errno == errno.EPIPE else 1  # A reader that had enough is no failure.
    return status
