"""Which columns to learn from and which to predict."""

import difflib
from collections.abc import Sequence

import msgspec

from engine.dataset.facts import Column, ColumnType, DatasetFacts
from engine.errors import BadInput, InvalidParams
from engine.text import clean


class ColumnChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is given and what it predicts."""

    target: str
    features: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """Columns that are neither, for the log."""


def choose_columns(facts: DatasetFacts, target: str | None, features: Sequence[str]) -> ColumnChoice:
    """Settle target and features.

    Args:
        facts: The file's columns.
        target: Name of the column to predict; by default `y`, else the last column of numbers.
        features: Names of the columns to learn from; by default every other named column that holds no text.

    Raises:
        BadInput: A column is unknown or cannot be used; several faults come together as `InvalidParams`.
    """
    problems: list[BadInput] = []
    target_column = _target(facts, target, problems)
    chosen = [column for name in features if (column := _feature(facts, name, problems))]
    if target_column and target_column.name in features:
        problems.append(_fault(f"Column {_quoted(target_column.name)} is the target and a feature.", "features"))
    if target_column and not features:
        chosen = [
            column
            for column in facts.columns
            if column is not target_column and column.named and column.type is not ColumnType.TEXT
        ]
        if not chosen:
            what = f"No column of numbers is left to predict {_quoted(target_column.name)} from."
            problems.append(_fault(what, "data", _columns_hint(facts)))
    for column in chosen:
        if column.type is ColumnType.EMPTY and facts.row_count_exact:
            what = f"Column {_quoted(column.name)} has no value in any row."
            problems.append(_fault(what, "features", "Choose the features without it."))
    if len(problems) > 1:
        raise InvalidParams(problems)
    if problems or target_column is None:
        raise problems[0]
    used = {target_column.name, *(column.name for column in chosen)}
    return ColumnChoice(
        target=target_column.name,
        features=tuple(column.name for column in chosen),
        left_out=tuple(name for name in facts.names if name not in used),
    )


def usable_part(facts: DatasetFacts, target: str | None, features: Sequence[str]) -> ColumnChoice | None:
    """What is right of a choice, whatever is wrong with the rest; None where there is nothing to predict."""
    try:
        settled = choose_columns(facts, target, ())
    except BadInput:
        return None
    others = {column.name for column in facts.columns if column.type is not ColumnType.TEXT} - {settled.target}
    right = tuple(name for name in features if name in others)
    return msgspec.structs.replace(settled, features=right) if features else settled


def _target(facts: DatasetFacts, name: str | None, problems: list[BadInput]) -> Column | None:
    if name is None:
        column = facts.column("y")
        if column is None and facts.numeric:
            column = facts.column(facts.numeric[-1])
        if column is None:
            problems.append(_fault("There is no column of numbers to predict.", "data", _columns_hint(facts)))
            return None
    else:
        column = facts.column(name)
        if column is None:
            problems.append(_unknown(facts, name, "target"))
            return None
    if column.type is ColumnType.TEXT:
        problems.append(_text_fault(column, "the target", "target"))
        return None
    if column.type is ColumnType.EMPTY and facts.row_count_exact:
        what = f"The target column {_quoted(column.name)} has no value in any row."
        problems.append(_fault(what, "target", "Choose another target."))
        return None
    return column


def _feature(facts: DatasetFacts, name: str, problems: list[BadInput]) -> Column | None:
    column = facts.column(name)
    if column is None:
        problems.append(_unknown(facts, name, "features"))
    elif column.type is ColumnType.TEXT:
        problems.append(_text_fault(column, "a feature", "features"))
        return None
    return column


def _text_fault(column: Column, role: str, field: str) -> BadInput:
    what = f"Column {_quoted(column.name)} holds text (“{column.text_example}” in line {column.text_line})"
    return _fault(f"{what}, so it cannot be {role}.", field, "Choose a column of numbers.")


def _unknown(facts: DatasetFacts, name: str, field: str) -> BadInput:
    near = difflib.get_close_matches(name, facts.names, 1)
    hint = f"Did you mean {clean(near[0], 60)}?" if near else _columns_hint(facts)
    return _fault(f"There is no column {_quoted(name)}.", field, hint)


def _columns_hint(facts: DatasetFacts) -> str:
    shown = ", ".join(clean(name, 40) for name in facts.names[:12])
    more = ", …" if len(facts.columns) > 12 else ""
    split = "; if there should be more, separate them with commas" if len(facts.columns) == 1 else ""
    return f"The file has: {shown}{more}{split}."


def _fault(message: str, field: str, hint: str = "") -> BadInput:
    return BadInput(message, hint, field=field)


def _quoted(name: str) -> str:
    return f"“{clean(name, 60)}”"
