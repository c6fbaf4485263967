"""Lays one source of settings on another."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from engine.config.checked import Unusable, checked, checked_text, shown
from engine.config.config import Origin
from engine.config.problem import Problem
from engine.config.read import read_settings
from engine.config.remembered import recall_choices
from engine.config.settings import TABLES, Place, Settings, places


class Layers:
    """Values by name, each with the source that had the last word.

    Args:
        rules: Names of the health rules; None looks them up when they are needed.
    """

    def __init__(self, rules: Collection[str] | None) -> None:
        self._rules = rules
        self._places = places()
        self._values: dict[str, bool | float | str] = {}
        self._health: dict[str, bool] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, Origin] = {}
        self.problems: list[Problem] = []

    def remembered(self, path: Path) -> None:
        """What was chosen in the panel; what is not usable any more is forgotten without a word."""
        for name, value in recall_choices(path).items():
            place = self._places.get(name)
            if place is not None:
                try:
                    self._set(Origin.REMEMBERED, {name: checked(place, value)})
                except Unusable:
                    continue

    def file(self, origin: Origin, path: Path) -> None:
        """A file that exists."""
        found = read_settings(path, is_project=origin is Origin.PROJECT, rules=self._rules)
        self._set(origin, found.values)
        self._health |= found.health
        self._keys |= found.keys
        for table, content in (("health", found.health), ("keys", found.keys)):
            self.origins |= {f"{table}.{name}": origin for name in content}
        self.problems += found.problems

    def texts(self, origin: Origin, given: Mapping[str, str]) -> None:
        """Variables, or flags by the names of settings."""
        for place in self._places.values():
            source = f"${place.variable}" if origin is Origin.VARIABLE else place.name
            text = given.get(source, "")
            if text:
                self._text(origin, place, text)

    def _text(self, origin: Origin, place: Place, text: str) -> None:
        try:
            self._set(origin, {place.name: checked_text(place, text)})
        except Unusable as error:
            source = place.variable if origin is Origin.VARIABLE else f"--{place.field}"
            message = f"{shown(text)} {error}; it is ignored."
            self.problems.append(Problem(source=source, name=place.name, message=message))

    def _set(self, origin: Origin, values: Mapping[str, bool | float | str]) -> None:
        self._values |= values
        self.origins |= dict.fromkeys(values, origin)

    def settings(self) -> Settings:
        """All of it."""
        tables: dict[str, Any] = {
            table: kind(**{
                place.field: self._values[name]
                for name, place in self._places.items()
                if place.table == table and name in self._values
            })
            for table, kind in TABLES.items()
        }  # fmt: skip
        return msgspec.structs.replace(Settings(), **tables, health=self._health, keys=self._keys)
