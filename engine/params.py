"""Parameters, declared once: the form, the command line, the checks and the documentation all come from here.

A recipe declares a subclass of `Params` whose fields are annotated with `Param`. Anyone but the shim may import this.
"""

import difflib
import functools
import math
import re
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from engine.errors import BadInput, InvalidParams
from engine.text import clean

REQUIRED = msgspec.NODEFAULT
"""Default of a parameter that has none."""

LARGEST_INTEGER = 10**300
"""Beyond this a whole number does not fit a float, in which bounds are given."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,300}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})([eE][+-]?[0-9]{1,4})?", re.ASCII)
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Kind(StrEnum):
    """What sort of value a parameter takes, and so which widget edits it."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    SWITCH = "switch"
    CHOICE = "choice"
    INTEGERS = "list of integers"
    NAMES = "list of names"
    DATASET = "data file"
    COLUMN = "column"
    COLUMNS = "columns"


class Param(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipe says of one parameter."""

    title: str
    help: str
    unit: str = ""
    section: str = "Training"
    """Heading under which the form shows it."""
    option: str = ""
    """A shorter name on the command line, without dashes."""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    """Exclusive lower bound."""
    below: float | None = None
    """Exclusive upper bound."""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    """Regular expression that a text must match in full."""
    pattern_help: str = ""
    """How to say `pattern` to a user: "must be ..."."""
    kind: Kind | None = None
    """Only where the type does not say it: DATASET, COLUMN, COLUMNS."""


class Params(msgspec.Struct, frozen=True, kw_only=True):
    """Base of a recipe's parameters."""


P = TypeVar("P", bound=Params)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter, resolved from its declaration."""

    name: str
    kind: Kind
    optional: bool
    """Whether an empty text means None."""
    default: Any
    param: Param

    @property
    def required(self) -> bool:
        """Whether the user must give a value."""
        return self.default is REQUIRED

    @property
    def options(self) -> tuple[str, ...]:
        """Names on the command line, shortest first."""
        names = [self.param.option] if self.param.option else []
        return tuple(f"--{name.replace('_', '-')}" for name in [*names, self.name])

    def parse(self, text: str) -> Any:
        """Return the value that a user's text means.

        Raises:
            BadInput: It means none; the message is one sentence naming the parameter.
        """
        text = text.strip()
        if not text and self.kind not in (Kind.INTEGERS, Kind.NAMES, Kind.COLUMNS):
            if self.optional:
                return None
            if self.kind is Kind.TEXT and not self.required:
                return self.check("")
            raise self.fault("is needed")
        return self.check(self._value_of(text))

    def _value_of(self, text: str) -> Any:
        match self.kind:
            case Kind.INTEGER:
                return self._integer(text)
            case Kind.NUMBER:
                return self._number(text)
            case Kind.SWITCH:
                if text.lower() in _TRUE + _FALSE:
                    return text.lower() in _TRUE
                raise self.fault(f"must be yes or no, not {_quoted(text)}")
            case Kind.INTEGERS:
                return [self._integer(word) for word in re.split(r"[\s,]+", text) if word]
            case Kind.NAMES | Kind.COLUMNS:
                return [word.strip() for word in text.split(",") if word.strip()]
            case _:
                return text

    def _number(self, text: str) -> float:
        if not _NUMBER.fullmatch(text):
            raise self.fault(f"must be a number, not {_quoted(text)}")
        return float(text)

    def _integer(self, text: str) -> int:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text) and (value := float(text)).is_integer():
            return int(value)
        raise self.fault(f"must be {self._whole}, not {_quoted(text)}")

    @property
    def _is_list(self) -> bool:
        return self.kind in (Kind.INTEGERS, Kind.NAMES, Kind.COLUMNS)

    @property
    def _whole(self) -> str:
        return "whole numbers" if self._is_list else "a whole number"

    def check(self, value: Any) -> Any:
        """Return `value` if it is of the right type and within bounds, else raise `BadInput`."""
        if value is None and self.optional:
            return None
        match self.kind:
            case Kind.INTEGER | Kind.NUMBER:
                return self._check_number(value)
            case Kind.SWITCH:
                if not isinstance(value, bool):
                    raise self.fault("must be true or false")
            case Kind.INTEGERS:
                if not isinstance(value, list | tuple):
                    raise self.fault("must be a list of whole numbers")
                return tuple(self._check_number(item) for item in value)
            case Kind.NAMES | Kind.COLUMNS:
                if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
                    raise self.fault("must be a list of names")
                twice = next((item for place, item in enumerate(value) if item in value[:place]), None)
                if twice is not None:
                    raise self.fault(f"name {_quoted(twice)} twice")
                return tuple(self._check_text(item) for item in value)
            case _:
                if not isinstance(value, str):
                    raise self.fault("must be a text")
                return self._check_text(value)
        return value

    def _check_number(self, value: Any) -> int | float:
        whole = self.kind is not Kind.NUMBER
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise self.fault(f"must be {self._whole}" if whole else "must be a number")
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            raise self.fault("are out of all range" if self._is_list else "is out of all range")
        number: int | float = value if whole else float(value)
        if not whole and not math.isfinite(number):
            raise self.fault("must be a finite number")
        param, must = self.param, "must each be" if self._is_list else "must be"
        if param.minimum is not None and number < param.minimum:
            raise self.fault(f"{must} at least {_plain(param.minimum)}, not {_plain(number)}")
        if param.maximum is not None and number > param.maximum:
            raise self.fault(f"{must} at most {_plain(param.maximum)}, not {_plain(number)}")
        if param.above is not None and number <= param.above:
            raise self.fault(f"{must} more than {_plain(param.above)}, not {_plain(number)}")
        if param.below is not None and number >= param.below:
            raise self.fault(f"{must} less than {_plain(param.below)}, not {_plain(number)}")
        return number

    def _check_text(self, text: str) -> str:
        if self.param.choices and text not in self.param.choices:
            near = difflib.get_close_matches(text, self.param.choices, 1)
            hint = f"Did you mean {near[0]}?" if near else ""
            must = "must each be" if self._is_list else "must be"
            raise self.fault(f"{must} one of {', '.join(self.param.choices)}, not {_quoted(text)}", hint)
        if self.param.pattern and not re.fullmatch(self.param.pattern, text, re.ASCII):
            wrong = "have a wrong form" if self._is_list else "has a wrong form"
            raise self.fault(f"{self.param.pattern_help or wrong}, not {_quoted(text)}")
        if self.kind is not Kind.DATASET and not text.isprintable():
            raise self.fault("must not hold control characters")
        return text

    def text_of(self, value: Any) -> str:
        """Return the text that `parse` turns into `value`."""
        match value:
            case None | msgspec.NODEFAULT:
                return ""
            case bool():
                return "yes" if value else "no"
            case float():
                return _plain(value)
            case list() | tuple():
                return ", ".join(str(item) for item in value)
            case _:
                return str(value)

    def fault(self, what: str, hint: str = "") -> BadInput:
        """An error about this parameter: "Epochs must be ..."."""
        return BadInput(f"{self.param.title} {what}.", hint, field=self.name)


@functools.cache
def fields(params: type[Params]) -> tuple[Field, ...]:
    """The parameters that a recipe declares, in the order of declaration."""
    hints = get_type_hints(params, include_extras=True)
    resolved = []
    for field in msgspec.structs.fields(params):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{params.__name__}.{field.name} lacks its Param")
        inner, *extras = get_args(hint)
        param = next(extra for extra in extras if isinstance(extra, Param))
        kind, optional = _kind_of(inner, param)
        default = field.default
        if default is REQUIRED and field.default_factory is not REQUIRED:
            default = field.default_factory()
        resolved.append(Field(name=field.name, kind=kind, optional=optional, default=default, param=param))
    return tuple(resolved)


def _kind_of(hint: Any, param: Param) -> tuple[Kind, bool]:
    optional = False
    if get_origin(hint) in (Union, types.UnionType):
        rest = [item for item in get_args(hint) if item is not type(None)]
        optional, hint = True, rest[0]
    if param.kind is not None:
        return param.kind, optional
    if get_origin(hint) is tuple:
        return (Kind.INTEGERS if get_args(hint)[0] is int else Kind.NAMES), optional
    if param.choices:
        return Kind.CHOICE, optional
    return {bool: Kind.SWITCH, int: Kind.INTEGER, float: Kind.NUMBER, str: Kind.TEXT}[hint], optional


def build(params: type[P], values: Mapping[str, Any]) -> P:
    """Return checked parameters from a form's texts, a command line's or a specification's values.

    Args:
        params: The recipe's declaration.
        values: By name; a string is parsed, anything else is checked as it is. A missing name takes its default.

    Raises:
        InvalidParams: Something is wrong; it holds one `BadInput` for each fault, in the order of the fields.
    """
    known = fields(params)
    names = [field.name for field in known]
    problems: list[BadInput] = []
    checked: dict[str, Any] = {}
    for field in known:
        given = values.get(field.name, REQUIRED)
        try:
            if given is REQUIRED:
                if field.required:
                    raise field.fault("is needed")
                checked[field.name] = field.default
            else:
                checked[field.name] = field.parse(given) if isinstance(given, str) else field.check(given)
        except BadInput as problem:
            problems.append(problem)
    for name in values:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"Did you mean {near[0]}?" if near else ""
            problems.append(BadInput(f"There is no parameter {_quoted(name)}.", hint, field=name))
    if problems:
        raise InvalidParams(problems)
    return params(**checked)


def _plain(number: float) -> str:
    """A number as a user would type it: 1000000, 0.001, 1e-05."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(float(number))


def _quoted(text: str) -> str:
    return f"“{clean(text, 60)}”"
