"""The verb `config`: what is set and where, what is wrong with it, and where to change it."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from engine.cli.context import Session, is_terminal, put, put_json, say
from engine.config.config import Config
from engine.config.paths import project_file, user_file
from engine.config.problem import Problem, short
from engine.config.settings import places
from engine.config.template import Switch, as_toml, template
from engine.errors import BadInput, Refused
from engine.files import make_private, write_atomic
from engine.text import clean


@click.group("config")
def config_group() -> None:
    """Show, check and edit what is set: theme, keys, health rules and more."""


@config_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object: value and origin of each setting.")
@click.pass_obj
def show(session: Session, as_json: bool) -> None:
    """Print every setting that is in force and where it comes from."""
    config, problems = session.config, _problems(session)
    rows = _rows(config)
    if as_json:
        put_json({name: {"value": value, "origin": str(config.origin(name))} for name, value in rows.items()})
    else:
        texts = {name: _text(value) for name, value in rows.items()}
        names, values = max(map(len, texts)), min(40, max(map(len, texts.values())))
        faulty = {problem.name for problem in problems}
        for name, text in texts.items():
            mark = "  (see below)" if name in faulty else ""
            put(f"{name:<{names}}  {text:<{values}}  {config.source(name)}{mark}")
    _tell(problems)


@config_group.command()
@click.pass_obj
def check(session: Session) -> None:
    """Check both files; the status is 2 if anything is wrong."""
    problems = _problems(session)
    _tell(problems)
    if problems:
        sys.exit(BadInput.exit_code)
    config = session.config
    found = [short(path) for path in (config.user, config.project) if path is not None and path.exists()]
    say(f"Nothing is wrong in {' and '.join(found)}." if found else "There is no file of settings; all are defaults.")


@config_group.command()
@click.option("--project", is_flag=True, help="That of the workspace.")
@click.pass_obj
def path(session: Session, project: bool) -> None:
    """Print where your file of settings is, or would be."""
    put(str(_file(session, project)))


@config_group.command()
@click.option("--project", is_flag=True, help="That of the workspace.")
@click.pass_obj
def edit(session: Session, project: bool) -> None:
    """Open your file of settings in $VISUAL or $EDITOR, a new one with every setting explained; then check it."""
    file = _file(session, project)
    if project and session.workspace.locked:
        raise Refused(f"Nothing can be changed here: {session.workspace.locked}.")
    editor = _editor(file)
    if not file.exists():
        _create(session, file, project)
    command = [*editor, str(file)]
    try:
        status = subprocess.run(command, check=False).returncode
    except OSError as error:
        name = clean(command[0], 100)
        raise BadInput(f"The editor {name} cannot be started: {error.strerror}.", "Set $EDITOR to one.") from error
    if status:
        raise BadInput(f"The editor ended with status {status}.", f"The file is {clean(str(file), 300)}.")
    session.forget_config()
    problems = _problems(session)
    _tell(problems)
    if problems:
        sys.exit(BadInput.exit_code)


def _file(session: Session, project: bool) -> Path:
    return project_file(session.workspace.root) if project else user_file()


def _create(session: Session, file: Path, project: bool) -> None:
    from engine.observe.health import RULES

    rules = [Switch(rule.name, as_toml(True), rule.explanation) for rule in RULES]
    text = template(is_project=project, rules=rules, actions=session.panel.actions())
    try:
        if not project:
            make_private(file.parent)
        write_atomic(file, text.encode(), durable=False)
    except OSError as error:
        raise BadInput(f"{clean(str(file), 300)} cannot be written: {error.strerror}.") from error


def _editor(file: Path) -> list[str]:
    """What the user edits with; the variables may hold options, and know best whether it needs a terminal."""
    for variable in ("VISUAL", "EDITOR"):
        if command := os.environ.get(variable, "").strip():
            try:
                return shlex.split(command)
            except ValueError:
                raise BadInput(f"${variable} cannot be understood: {clean(command, 100)}.") from None
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise BadInput("An editor needs a terminal.", f"Without one set $EDITOR; the file is {clean(str(file), 300)}.")
    return ["vi"]


def _rows(config: Config) -> dict[str, Any]:
    """Every setting by name: all of the fixed tables, and what is set of the others."""
    rows: dict[str, Any] = {name: config.value(name) for name in places()}
    rows |= {f"health.{name}": is_on for name, is_on in config.settings.health.items()}
    return rows | {f"keys.{name}": list(keys) for name, keys in config.settings.keys.items()}


def _text(value: Any) -> str:
    return clean(f"[{', '.join(map(as_toml, value))}]" if isinstance(value, list) else as_toml(value), 200)


def _problems(session: Session) -> list[Problem]:
    problems = [*session.config.problems, *session.panel.problems(session.config)]
    return sorted(problems, key=lambda problem: (problem.source, problem.line or 0))


def _tell(problems: list[Problem]) -> None:
    for problem in problems:
        say(f"traindeck: {problem}")
