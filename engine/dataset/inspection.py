"""`inspect`: what is in a data file, from a bounded look at its beginning."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from engine.dataset.cells import is_missing, number_of
from engine.dataset.facts import Column, ColumnType, DatasetFacts, Format
from engine.dataset.parquet import inspect_in_subprocess
from engine.dataset.rows import Header, delimited_rows, json_rows, read_header
from engine.dataset.source import Source, find_source, lines, opened
from engine.text import clean

HEAD_BYTES = 1 << 20
"""How much of a file is looked at, unpacked: 1 MiB takes some 30 ms and holds thousands of rows."""

SAMPLE_ROWS = 20
"""Rows kept for the preview: as many as fit on a small screen."""

CELL_LIMIT = 80
"""Longest cell of the preview, in characters."""

_HEADER_LINES = 21
"""Lines needed to find the delimiter: the header and twenty rows."""


def inspect(
    path: str | Path, *, inspect_parquet: Callable[[Source], DatasetFacts] = inspect_in_subprocess
) -> DatasetFacts:
    """Look at the beginning of a data file.

    Args:
        path: CSV, TSV, JSON lines (each also gzipped) or Parquet.
        inspect_parquet: How to look into Parquet, which needs polars: by default in a process of its own, about half
            a second.

    Raises:
        BadInput: The file cannot be used; one sentence names the file and, where it can, the line.
    """
    source = find_source(Path(path))
    if source.format is Format.PARQUET:
        return inspect_parquet(source)
    with opened(source) as file:
        head = _Head(source, file)
        if source.format is Format.JSON_LINES:
            return _inspect_json(head)
        return _inspect_delimited(head)


class _Head:
    """The first lines of a text source and how many rows the whole of it may have."""

    def __init__(self, source: Source, file: BinaryIO) -> None:
        self.source = source
        self.complete = False
        self._file = file
        self._read_characters = 0

    def lines(self) -> Iterator[str]:
        """Yield lines until the file or the allowance ends."""
        for line in lines(self.source, self._file):
            self._read_characters += len(line)
            yield line
            if self._read_characters >= HEAD_BYTES:
                return
        self.complete = True

    def rows_in_file(self, rows_read: int) -> int:
        """Estimate from the share of the file that was read."""
        if self.complete:
            return rows_read
        # What gzip has taken from the file so far stands for what was unpacked from it.
        raw = getattr(self._file, "fileobj", self._file)
        return round(rows_read * self.source.size_bytes / max(raw.tell(), 1))


class _ColumnSurvey:
    """Counts what the cells of one column hold."""

    def __init__(self, name: str, *, named: bool = True) -> None:
        self.name = name
        self.named = named
        self.numbers = self.texts = self.text_line = 0
        self.example = self.text_example = ""

    def add(self, line: int, cell: str | float) -> None:
        """Count one cell."""
        if isinstance(cell, float) or number_of(cell) is not None:
            self.numbers += 1
        elif is_missing(cell):
            return
        else:
            self.texts += 1
            if not self.text_line:
                self.text_line, self.text_example = line, clean(cell.strip(), CELL_LIMIT)
        if not self.example:
            self.example = _shown(cell)

    def column(self) -> Column:
        """The verdict: a column of numbers with a few slips stays one, so that the slips are told, not dropped."""
        if self.numbers and self.numbers >= self.texts:
            kind = ColumnType.NUMBER
        else:
            kind = ColumnType.TEXT if self.texts else ColumnType.EMPTY
        return Column(
            name=self.name,
            type=kind,
            example=self.example,
            text_line=self.text_line,
            text_example=self.text_example,
            named=self.named,
        )


def _inspect_delimited(head: _Head) -> DatasetFacts:
    text_lines = head.lines()
    first_lines = list(itertools.islice(text_lines, _HEADER_LINES))
    header = read_header(head.source, first_lines)
    surveys = [_ColumnSurvey(name, named=place not in header.blank) for place, name in enumerate(header.names)]
    sample: list[tuple[str, ...]] = []
    count = 0
    for line, cells in delimited_rows(head.source, itertools.chain(first_lines, text_lines), header):
        count += 1
        for survey, cell in zip(surveys, cells, strict=True):
            survey.add(line, cell)
        if len(sample) < SAMPLE_ROWS:
            sample.append(tuple(clean(cell.strip(), CELL_LIMIT) for cell in cells))
    return _facts(head, {survey.name: survey for survey in surveys}, sample, count, header)


def _inspect_json(head: _Head) -> DatasetFacts:
    surveys: dict[str, _ColumnSurvey] = {}
    sample: list[Mapping[str, str | float]] = []
    count = 0
    for line, row in json_rows(head.source, head.lines()):
        count += 1
        for name, cell in row.items():
            surveys.setdefault(name, _ColumnSurvey(name)).add(line, cell)
        if len(sample) < SAMPLE_ROWS:
            sample.append(row)
    shown = [tuple(_shown(row.get(name, "")) for name in surveys) for row in sample]
    return _facts(head, surveys, shown, count, None)


def _facts(
    head: _Head, surveys: Mapping[str, _ColumnSurvey], sample: list[tuple[str, ...]], count: int, header: Header | None
) -> DatasetFacts:
    source = head.source
    if count == 0:
        what = f"{source.name} holds column names but no rows." if header else f"{source.name} holds no rows."
        raise source.fault(what, "Add the rows of data.")
    return DatasetFacts(
        path=str(source.path),
        format=source.format,
        compressed=source.compressed,
        delimiter=header.delimiter if header else "",
        columns=tuple(survey.column() for survey in surveys.values()),
        sample=tuple(sample),
        row_count=head.rows_in_file(count),
        row_count_exact=head.complete,
        size_bytes=source.size_bytes,
    )


def _shown(cell: str | float) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return clean(cell.strip(), CELL_LIMIT)
