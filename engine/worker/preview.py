"""`python -P -m engine.worker.preview FILE`: the facts of a Parquet file as JSON, for processes without polars."""

import sys
from pathlib import Path

import msgspec

from engine.dataset.facts import Column, ColumnType, DatasetFacts, Format
from engine.dataset.inspection import CELL_LIMIT, SAMPLE_ROWS
from engine.dataset.parquet import NOTE, Preview
from engine.dataset.source import Source, find_source
from engine.errors import BadInput
from engine.text import clean


def inspect_parquet(source: Source) -> DatasetFacts:
    """Facts of a Parquet file: its schema, its first rows and its row count.

    Raises:
        BadInput: polars is missing, or the file is damaged or has no rows.
    """
    try:
        import polars
    except ImportError:
        raise source.fault("Reading Parquet needs polars.", "Install it with: pip install polars.") from None
    try:
        frame = polars.scan_parquet(source.path, glob=False)
        sample = frame.head(SAMPLE_ROWS).collect()
        row_count = int(frame.select(polars.len()).collect().item())
    except (polars.exceptions.PolarsError, OSError):
        raise source.fault(f"{source.name} is damaged: it is not readable Parquet.", "Write it again.") from None
    if row_count == 0:
        raise source.fault(f"{source.name} holds no rows.", "Add the rows of data.")
    columns = []
    for name, kind in sample.schema.items():
        first = next((value for value in sample[name] if value is not None), None)
        columns.append(
            Column(
                name=clean(name, 200),
                type=ColumnType.NUMBER if kind.is_numeric() else ColumnType.TEXT,
                example="" if first is None else clean(str(first), CELL_LIMIT),
                text_line=0 if kind.is_numeric() else 1,
                text_example="" if kind.is_numeric() else clean(str(first), CELL_LIMIT),
            )
        )
    cells = [tuple("" if cell is None else clean(str(cell), CELL_LIMIT) for cell in row) for row in sample.rows()]
    return DatasetFacts(
        path=str(source.path),
        format=Format.PARQUET,
        columns=tuple(columns),
        sample=tuple(cells),
        row_count=row_count,
        row_count_exact=True,
        size_bytes=source.size_bytes,
    )


def main(arguments: list[str]) -> int:
    """Print a `Preview`."""
    try:
        source = find_source(Path(arguments[0]))
        preview = Preview(facts=inspect_parquet(source))
    except BadInput as problem:
        preview = Preview(message=problem.message, hint=problem.hint)
        if "needs polars" in problem.message:
            preview = Preview(facts=DatasetFacts(path=arguments[0], format=Format.PARQUET, note=NOTE))
    sys.stdout.buffer.write(msgspec.json.encode(preview))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
