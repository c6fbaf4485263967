"""Reading one file of settings. A fault costs the field that has it, and nothing else."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from engine.config.checked import Unusable, checked, shown, similar
from engine.config.problem import Problem, line_of, short
from engine.config.settings import Place, places
from engine.files import UnreadableFile, read_bounded
from engine.text import clean

_AT_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")


class FileSettings(msgspec.Struct, frozen=True):
    """What one file says."""

    values: dict[str, bool | float | str] = {}
    """By name: "panel.theme"."""
    health: dict[str, bool] = {}
    keys: dict[str, tuple[str, ...]] = {}
    problems: tuple[Problem, ...] = ()


def read_settings(path: Path, *, is_project: bool, rules: Collection[str] | None = None) -> FileSettings:
    """Read a file that exists.

    Args:
        path: The file.
        is_project: Whether it came with a workspace: it may not say which workspace is meant.
        rules: Names of the health rules; None looks them up when the file switches any.
    """
    import tomllib  # Only where there is a file.

    source = short(path)
    try:
        text = read_bounded(path.resolve()).decode()  # Home files are often links to where they are kept.
        plain = tomllib.loads(text)
    except FileNotFoundError:
        return FileSettings()
    except UnreadableFile as error:
        return FileSettings(problems=(Problem(source=source, message=f"cannot be read: {error}."),))
    except UnicodeDecodeError:
        return FileSettings(problems=(Problem(source=source, message="is not UTF-8: save it as such."),))
    except (tomllib.TOMLDecodeError, RecursionError, RuntimeError, OSError) as error:
        return FileSettings(problems=(_syntax(source, str(error)),))
    reading = _Reading(source, text, is_project, rules)
    return reading.take(plain)


def _syntax(source: str, told: str) -> Problem:
    found = _AT_LINE.search(told)
    what = _AT_LINE.sub("", told)
    line = int(found[1]) if found else None
    return Problem(source=source, line=line, message=f"is not TOML: {clean(what, 120)}. Nothing in it is used.")


class _Reading:
    """Takes values over and collects what is wrong."""

    def __init__(self, source: str, text: str, is_project: bool, rules: Collection[str] | None) -> None:
        self._source = source
        self._text = text
        self._is_project = is_project
        self._rules = rules
        self._places = places()
        self._problems: list[Problem] = []

    def take(self, plain: dict[str, Any]) -> FileSettings:
        values: dict[str, bool | float | str] = {}
        health: dict[str, bool] = {}
        keys: dict[str, tuple[str, ...]] = {}
        tables = [*dict.fromkeys(place.table for place in self._places.values()), "health", "keys"]
        for table, content in plain.items():
            if table not in tables:
                known = ", ".join(f"[{each}]" for each in tables)
                self._tell(table, "", f"there is no table [{table}]; there are {known}.")
            elif not isinstance(content, dict):
                self._tell(table, "", f"“{table}” must be a table: write [{table}] on a line of its own.")
            elif table == "health":
                health = dict(self._switches(content))
            elif table == "keys":
                keys = dict(self._keys(content))
            else:
                values |= dict(self._fields(table, content))
        return FileSettings(values, health, keys, tuple(self._problems))

    def _fields(self, table: str, content: dict[str, Any]) -> Iterator[tuple[str, bool | float | str]]:
        for field, value in content.items():
            name = f"{table}.{field}"
            place = self._places.get(name)
            if place is None:
                known = [each.field for each in self._places.values() if each.table == table]
                advice = similar(field, known) or f"There are {', '.join(known)}."
                self._tell(table, field, f"there is no setting {name}. {advice}")
            elif self._is_project and place.setting.user_only:
                self._tell(table, field, f"{name} belongs in your own file; a workspace's file cannot set it.")
            else:
                yield from self._value(place, value)

    def _value(self, place: Place, value: object) -> Iterator[tuple[str, bool | float | str]]:
        try:
            yield place.name, checked(place, value)
        except Unusable as error:
            told = f"{place.name} is {shown(value)}, but {error}; it is ignored."
            self._tell(place.table, place.field, told)

    def _switches(self, content: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        if self._rules is None:
            from engine.observe.health import RULE_NAMES

            self._rules = RULE_NAMES
        for name, value in content.items():
            if name not in self._rules:
                advice = similar(name, self._rules) or f"There are {', '.join(sorted(self._rules))}."
                self._tell("health", name, f"there is no health rule {name}. {advice}")
            elif not isinstance(value, bool):
                self._tell(
                    "health", name, f"health.{name} is {shown(value)}, but must be true or false; it is ignored."
                )
            else:
                yield name, value

    def _keys(self, content: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, value in content.items():
            given = [value] if isinstance(value, str) else value
            if not isinstance(given, list) or not all(isinstance(key, str) and key.strip() for key in given):
                told = f'keys.{name} is {shown(value)}, but must be "key" or ["key", "key"]; it is ignored.'
                self._tell("keys", name, told)
            else:
                yield clean(name, 80), tuple(clean(key.strip(), 40) for key in given)

    def _tell(self, table: str, field: str, message: str) -> None:
        name = f"{table}.{field}" if field else table
        line = line_of(self._text, table, field)
        self._problems.append(
            Problem(source=self._source, line=line, name=clean(name, 80), message=clean(message, 300))
        )
