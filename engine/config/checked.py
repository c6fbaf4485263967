"""Is a value from a file, the environment or the command line one that a setting may have? Pure."""

import difflib
import math
from collections.abc import Iterable

from engine.config.settings import Place
from engine.text import clean

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
"""How people write switches where everything is text."""


class Unusable(Exception):
    """The value cannot be used; the message goes on after "NAME is VALUE": "it must be ..."."""


def checked(place: Place, value: object) -> bool | float | str:
    """The value as the setting's kind, from TOML.

    Raises:
        Unusable: It is of another kind, or out of range.
    """
    setting = place.setting
    if place.kind is bool:
        if not isinstance(value, bool):
            raise Unusable("must be true or false")
        return value
    if place.kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unusable(f"must be {_range(place)}")
        if not setting.minimum <= value <= setting.maximum:
            raise Unusable(f"must be {_range(place)}")
        return float(value)
    if setting.choices:
        if isinstance(value, bool):  # yes = true is what a hasty hand writes.
            value = "yes" if value else "no"
        if value not in setting.choices:
            raise Unusable(f"must be {either(setting.choices)}")
        return str(value)
    if not isinstance(value, str):
        raise Unusable("must be a text in quotes")
    return value


def checked_text(place: Place, text: str) -> bool | float | str:
    """The same from a text without a type, as environment and command line have it. Raises `Unusable`."""
    if place.kind is bool:
        word = text.strip().lower()
        if word not in TRUE + FALSE:
            raise Unusable("must be yes or no")
        return word in TRUE
    if place.kind is float:
        try:
            return checked(place, float(text))
        except ValueError:
            raise Unusable(f"must be {_range(place)}") from None
    return checked(place, text)


def shown(value: object) -> str:
    """A value as it is written in a file, in at most 60 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(f"“{value}”" if isinstance(value, str) else str(value), 60)


def either(words: Iterable[str]) -> str:
    """Words as alternatives: "a, b or c"."""
    *rest, last = [f"“{word}”" for word in words]
    return f"{', '.join(rest)} or {last}" if rest else last


def similar(word: str, known: Iterable[str]) -> str:
    """A sentence that names what may have been meant, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else ""


def _range(place: Place) -> str:
    setting = place.setting
    unit = f" {setting.unit}" if setting.unit else ""
    return f"a number from {shown(setting.minimum)} to {shown(setting.maximum)}{unit}"
