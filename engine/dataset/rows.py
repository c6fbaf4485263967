"""The rows of a text file, whatever its format: each as (line number, cells), the cells of equal count."""

import csv
import json
import math
from collections.abc import Iterator, Sequence

import msgspec

from engine.dataset.cells import number_of
from engine.dataset.source import Source
from engine.errors import BadInput
from engine.text import clean, count_of

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may separate cells, and how to say it."""

_LOOK_AHEAD_ROWS = 20
"""Rows that must agree before a delimiter is taken for granted."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a delimited file and what separates its cells."""

    delimiter: str
    names: tuple[str, ...]
    """Made harmless, all different; a blank one is called `column_3`."""
    blank: frozenset[int] = frozenset()
    """Places of the columns whose name was blank."""


def read_header(source: Source, first_lines: Sequence[str]) -> Header:
    """Find the delimiter and the column names.

    Args:
        source: The file, for its name.
        first_lines: Its first lines, the header first.

    Raises:
        BadInput: There is no header, or it is ambiguous, or two columns have the same name.
    """
    if not first_lines or not first_lines[0].strip():
        raise source.fault(f"Line 1 of {source.name} is empty.", "It must hold the column names.")
    delimiter = "\t" if source.tabbed and "\t" in first_lines[0] else _detect(source, first_lines)
    cells = [cell.strip() for cell in _cells(source, first_lines[0], delimiter)]
    if all(number_of(cell) is not None for cell in cells):
        hint = (
            "Add a first line such as: "
            + delimiter.join(f"x{place}" for place in range(1, min(len(cells), 4)))
            + (f"{delimiter}y." if len(cells) > 1 else ".")
        )
        raise source.fault(f"Line 1 of {source.name} holds numbers where the column names should stand.", hint)
    blank = frozenset(place for place, cell in enumerate(cells) if not cell)
    names = tuple(clean(cell, 200) if cell else f"column_{place + 1}" for place, cell in enumerate(cells))
    for place, name in enumerate(names):
        first = names.index(name)
        if first != place:
            what = f"Columns {first + 1} and {place + 1} of {source.name} have the same name, “{clean(name, 60)}”."
            raise source.fault(what, "Rename one of them.")
    return Header(delimiter=delimiter, names=names, blank=blank)


def delimited_rows(source: Source, text_lines: Iterator[str], header: Header) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header; blank lines are skipped.

    Raises:
        BadInput: A row has too many or too few cells, or a quotation never ends.
    """
    reader = csv.reader(text_lines, delimiter=header.delimiter, strict=True)
    width = len(header.names)
    try:
        next(reader, None)
        for cells in reader:
            if len(cells) != width:
                if not cells or (len(cells) == 1 and not cells[0].strip()):
                    continue
                has = count_of(len(cells), "cell")
                what = f"Line {reader.line_num} of {source.name} has {has}, but there are {count_of(width, 'column')}."
                raise source.fault(what, _ragged_hint(header.delimiter))
            yield reader.line_num, cells
    except csv.Error as error:
        raise _csv_fault(source, reader.line_num, error) from None


def json_rows(source: Source, text_lines: Iterator[str]) -> Iterator[tuple[int, dict[str, str | float]]]:
    """Yield each JSON object as name and cell: a number, or the text of anything else (null is the empty text).

    Raises:
        BadInput: A line is not a JSON object.
    """
    for number, line in enumerate(text_lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_int=float)
        except RecursionError:
            raise source.fault(f"Line {number} of {source.name} is nested too deeply.") from None
        except ValueError as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "a number is malformed"
            what = f"Line {number} of {source.name} is not JSON: {clean(reason, 80).lower()}."
            raise source.fault(what, "Each line must hold one object such as {“x”: 1, “y”: 2}.") from None
        if not isinstance(row, dict):
            what = f"Line {number} of {source.name} is not a JSON object."
            raise source.fault(what, "Each line must hold one object such as {“x”: 1, “y”: 2}.")
        yield number, {clean(name, 200): _json_cell(value) for name, value in row.items()}


def _json_cell(value: object) -> str | float:
    if isinstance(value, float):
        return "" if math.isnan(value) else value
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    # Numbers in quotation marks are text on purpose: JSON has a way to write numbers.
    return f"“{text}”" if isinstance(value, str) and number_of(text) is not None else text


def _detect(source: Source, first_lines: Sequence[str]) -> str:
    counts = {delimiter: len(_cells(source, first_lines[0], delimiter)) for delimiter in DELIMITERS}
    candidates = [delimiter for delimiter, count in counts.items() if count > 1]
    if len(candidates) > 1:
        below = [line for line in first_lines[1 : _LOOK_AHEAD_ROWS + 1] if line.strip()]
        agreeing = [
            delimiter
            for delimiter in candidates
            if below and all(len(_cells(source, line, delimiter)) == counts[delimiter] for line in below)
        ]
        if len(agreeing) != 1:
            words = " or ".join(DELIMITERS[delimiter] for delimiter in agreeing or candidates)
            what = f"It is unclear whether {words} separate the columns of {source.name}."
            raise source.fault(what, "Put the column names in quotation marks.")
        candidates = agreeing
    return candidates[0] if candidates else ","


def _cells(source: Source, line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise _csv_fault(source, 1, error) from None


def _csv_fault(source: Source, line: int, error: csv.Error) -> BadInput:
    reason = str(error)
    if "field larger" in reason:
        return source.fault(
            f"A cell of {source.name} that ends in line {line} is too long.", "Is a quotation mark open?"
        )
    if "new-line" in reason:
        return source.fault(f"{source.name} has line ends of old Macs.", "Save it with ordinary line ends.")
    if "unexpected end" in reason:
        return source.fault(f"A quotation mark in {source.name} is never closed.", "Close it or remove it.")
    return source.fault(
        f"Line {line} of {source.name} cannot be read: {clean(reason, 80)}.", "Check its quotation marks."
    )


def _ragged_hint(delimiter: str) -> str:
    return f"Cells are separated by {DELIMITERS[delimiter]}; put one that holds such a character in quotation marks."
