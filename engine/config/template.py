"""A file of settings that explains itself: every setting, commented out, with what it does and its default."""

import textwrap
from collections.abc import Iterable, Sequence

import msgspec

from engine.config.settings import HEALTH, KEYS, TABLES, Place, places

WIDTH = 100
"""Columns of a comment."""


class Switch(msgspec.Struct, frozen=True):
    """One line of the tables whose names are not fixed: a health rule, or an action with its keys."""

    name: str
    value: str
    """As TOML."""
    help: str


def template(*, is_project: bool = False, rules: Iterable[Switch] = (), actions: Iterable[Switch] = ()) -> str:
    """The text of a new file.

    Args:
        is_project: Whether it is to come with a workspace.
        rules: The health rules there are.
        actions: The panel's actions and their keys.
    """
    if is_project:
        head = "Settings of Traindeck for this workspace. They go before those of each user's own file."
    else:
        head = "Settings of Traindeck. A file traindeck.toml in a workspace goes before them, flags go before both."
    lines = [*_comment(head), *_comment("Remove the # in front of what you set; “traindeck config check” checks it.")]
    known = [place for place in places().values() if not (is_project and place.setting.user_only)]
    for table, kind in TABLES.items():
        lines += ["", f"[{table}]", *_comment(_first_line(kind))]
        for place in known:
            if place.table == table:
                lines += ["", *_comment(described(place)), f"# {place.field} = {as_toml(place.default)}"]
    lines += _switches("health", HEALTH, tuple(rules))
    lines += _switches("keys", KEYS, tuple(actions))
    return "\n".join(lines) + "\n"


def described(place: Place) -> str:
    """What a setting does and may be."""
    setting = place.setting
    if setting.choices:
        return f"{setting.help} One of: {', '.join(setting.choices)}."
    if place.kind is float:
        unit = f" {setting.unit}" if setting.unit else ""
        return f"{setting.help} {as_toml(setting.minimum)} to {as_toml(setting.maximum)}{unit}."
    return setting.help


def as_toml(value: bool | float | str) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()  # A basic string of TOML escapes as JSON does.
    return str(int(value)) if float(value).is_integer() else str(value)


def _switches(table: str, text: str, switches: Sequence[Switch]) -> list[str]:
    lines = ["", f"[{table}]", *_comment(text)]
    for each in switches:
        lines += ["", *_comment(each.help), f"# {each.name} = {each.value}"]
    return lines


def _first_line(kind: type[msgspec.Struct]) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False
    )
