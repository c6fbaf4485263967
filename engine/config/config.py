"""The settings in force: defaults, what the panel remembers, the user's file, the workspace's, variables, flags.

A later one of these goes before an earlier one.
"""

import os
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.config.paths import project_file, remembered_file, user_file
from engine.config.settings import Settings
from engine.text import clean

if TYPE_CHECKING:
    from engine.config.problem import Problem

PREFIX = "TRAINDECK_"
"""Begins the name of every environment variable of ours."""


class Origin(StrEnum):
    """Who had the last word on a setting."""

    DEFAULT = "default"
    REMEMBERED = "remembered"
    """Chosen in the panel, and kept by it."""
    USER = "user"
    PROJECT = "project"
    VARIABLE = "environment"
    FLAG = "flag"


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Settings, and where they come from."""

    settings: Settings = Settings()
    origins: Mapping[str, Origin] = {}
    """By name ("panel.theme", "health.spike", "keys.stop"); what is not here is a default."""
    problems: "tuple[Problem, ...]" = ()
    """Everything that is wrong in files and variables."""
    user: Path | None = None
    """The user's file, whether it exists or not; None in a panel without one."""
    project: Path | None = None

    def value(self, name: str) -> Any:
        """A setting by its name."""
        table, _, field = name.partition(".")
        return getattr(getattr(self.settings, table), field)

    def changed(self, name: str, value: Any) -> "Config":
        """The same with another value of one setting; where it comes from stays."""
        table, _, field = name.partition(".")
        section = msgspec.structs.replace(getattr(self.settings, table), **{field: value})
        return msgspec.structs.replace(self, settings=msgspec.structs.replace(self.settings, **{table: section}))

    def origin(self, name: str) -> Origin:
        """Where a setting comes from."""
        return self.origins.get(name, Origin.DEFAULT)

    def source(self, name: str) -> str:
        """The same for people: the file's path where it is one."""
        from engine.config.problem import short

        origin = self.origin(name)
        path = {Origin.USER: self.user, Origin.PROJECT: self.project}.get(origin)
        return short(path) if path is not None else str(origin)

    def problem(self, name: str, message: str) -> "Problem":
        """A fault in a setting that only its user can see, with file and line of it."""
        from engine.config.problem import Problem, line_of, short
        from engine.files import UnreadableFile, read_bounded

        table, _, field = name.partition(".")
        path = {Origin.USER: self.user, Origin.PROJECT: self.project}.get(self.origin(name))
        line = None
        if path is not None:
            try:
                line = line_of(read_bounded(path.resolve()).decode("utf-8", "replace"), table, field)
            except (OSError, UnreadableFile):
                line = None
        return Problem(
            source=short(path) if path else str(self.origin(name)), line=line, name=name, message=clean(message, 300)
        )


def load_config(
    root: Path | None,
    flags: Mapping[str, str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    rules: Collection[str] | None = None,
) -> Config:
    """Read what there is. Whatever is wrong is in the result's `problems`, and nothing is raised.

    Args:
        root: The workspace; None leaves its file out.
        flags: What the command line says, by the setting's name.
        environment: Variables; by default the process's own.
        rules: Names of the health rules; None looks them up when they are needed.
    """
    variables = os.environ if environment is None else environment
    user, project = user_file(), project_file(root) if root is not None else None
    files = [(Origin.USER, user)] if os.path.exists(user) else []
    if project is not None and os.path.exists(project) and not _same(user, project):
        files.append((Origin.PROJECT, project))
    remembered = remembered_file()
    given = any(name.startswith(PREFIX) for name in variables)
    if not files and not flags and not given and not os.path.exists(remembered):
        return Config(user=user, project=project)
    from engine.config.layers import Layers

    layers = Layers(rules)
    layers.remembered(remembered)
    for origin, path in files:
        layers.file(origin, path)
    layers.texts(Origin.VARIABLE, {f"${name}": text for name, text in variables.items()})
    layers.texts(Origin.FLAG, flags or {})
    return Config(
        settings=layers.settings(),
        origins=layers.origins,
        problems=tuple(layers.problems),
        user=user,
        project=project,
    )


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
