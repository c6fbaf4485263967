"""What is known of a data file before any of it is used. Frozen: it crosses threads and processes."""

from enum import StrEnum

import msgspec


class Format(StrEnum):
    """How a data file is written."""

    DELIMITED = "delimited text"
    JSON_LINES = "JSON lines"
    PARQUET = "Parquet"


class ColumnType(StrEnum):
    """What a column mostly holds, judged by the first rows."""

    NUMBER = "number"
    TEXT = "text"
    EMPTY = "empty"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a data file."""

    name: str
    """Made harmless by `engine.text.clean`; this is the name that parameters use."""
    type: ColumnType
    example: str = ""
    """The first value, made harmless."""
    text_line: int = 0
    """Line of the first value that is not a number, from 1; 0 when there is none."""
    text_example: str = ""
    """That value, made harmless."""
    named: bool = True
    """False where the header is blank (a saved row index, say): such a column is no feature unless chosen."""


class DatasetFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a data file. All rows of a small file were looked at, the first mebibyte of a large one."""

    path: str
    format: Format
    compressed: bool = False
    """Whether it is gzipped."""
    delimiter: str = ""
    """What separates the cells of delimited text."""
    columns: tuple[Column, ...] = ()
    """In the order of the file; empty when they cannot be known yet (see `note`)."""
    sample: tuple[tuple[str, ...], ...] = ()
    """The first rows, every cell made harmless."""
    row_count: int = 0
    """Rows of data, the header not counted; 0 when unknown."""
    row_count_exact: bool = False
    """False when `row_count` is an estimate from the size of the file."""
    size_bytes: int = 0
    note: str = ""
    """Why something is missing here, one sentence, or empty."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def numeric(self) -> tuple[str, ...]:
        """Names of the columns that hold numbers: what a form offers as target and features."""
        return tuple(column.name for column in self.columns if column.type is ColumnType.NUMBER)

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)
