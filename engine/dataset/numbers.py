"""`read_numbers`: the chosen columns of a text file as numbers, strictly, naming the first cell that is none.

This is the reference: the worker's faster reader falls back to it whenever anything looks odd, so a small and a large
file are judged alike. Some 300,000 cells a second.
"""

import math
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from engine.dataset.cells import DECIMAL_COMMA, is_missing, number_of
from engine.dataset.facts import ColumnType, DatasetFacts, Format
from engine.dataset.rows import Header, delimited_rows, json_rows
from engine.dataset.source import Source, find_source, lines, opened
from engine.errors import BadInput
from engine.text import clean


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers by column, all finite."""

    columns: Mapping[str, "array[float]"]
    """Double precision, one value a row."""

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def checksum(self) -> int:
        """CRC-32 over names and values: tells a resumed job that its data has changed."""
        value = 0
        for name, numbers in self.columns.items():
            value = zlib.crc32(memoryview(numbers), zlib.crc32(name.encode("utf-8", "replace"), value))
        return value


def read_numbers(facts: DatasetFacts, names: Sequence[str]) -> Table:
    """Read all rows of the columns `names`.

    Raises:
        BadInput: A cell is missing, infinite or not a number; column and line are named.
    """
    source = find_source(Path(facts.path))
    assert source.format is not Format.PARQUET
    columns = {name: array("d") for name in names}
    appenders = [(name, column.append) for name, column in columns.items()]
    with opened(source) as file:
        for line, cells in _rows(source, facts, lines(source, file), names):
            for (name, append), cell in zip(appenders, cells, strict=True):
                number = cell if isinstance(cell, float) else number_of(cell)
                if number is None or math.isinf(number):
                    raise cell_fault(facts, name, line, cell)
                append(number)
    return Table(columns=columns)


def cell_fault(facts: DatasetFacts, name: str, line: int, cell: str | float) -> BadInput:
    """The error for a cell that cannot be used, in one sentence."""
    column, where = f"Column “{clean(name, 60)}”", f"in line {line}"
    if isinstance(cell, str) and is_missing(cell):
        known = facts.column(name)
        if known and known.type is ColumnType.EMPTY and facts.row_count_exact:
            return BadInput(f"{column} has no value in any row.", "Choose the columns without it.", field="data")
        hint = "Fill in the cell, remove the row, or choose the columns without it."
        return BadInput(f"{column} has no value {where}.", hint, field="data")
    if not isinstance(cell, str) or number_of(cell) is not None:
        return BadInput(f"{column} holds an infinite value {where}.", "Correct it or remove the row.", field="data")
    comma = DECIMAL_COMMA.fullmatch(cell.strip())
    hint = "Write decimals with a point." if comma else "Correct it, or choose the columns without it."
    return BadInput(f"{column} holds “{clean(cell.strip(), 40)}” {where}, not a number.", hint, field="data")


def _rows(
    source: Source, facts: DatasetFacts, text_lines: Iterator[str], names: Sequence[str]
) -> Iterator[tuple[int, list[str | float]]]:
    if source.format is Format.JSON_LINES:
        for line, row in json_rows(source, text_lines):
            yield line, [row.get(name, "") for name in names]
        return
    header = Header(delimiter=facts.delimiter, names=facts.names)
    places = [facts.names.index(name) for name in names]
    for line, cells in delimited_rows(source, text_lines, header):
        yield line, [cells[place] for place in places]
