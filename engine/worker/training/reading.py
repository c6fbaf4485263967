"""Reading the data of a training, without PyTorch, so that it can happen while PyTorch is imported.

Small files go through `engine.dataset`. Large ones go through polars, some thirty times as fast; whenever polars finds
anything odd, `engine.dataset` reads the file again and names the line.
"""

from array import array
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.dataset import ColumnChoice, DatasetFacts, Format, Table, choose_columns, inspect, read_numbers
from engine.errors import BadInput
from engine.text import clean
from engine.worker.preview import inspect_parquet
from engine.worker.recipes.regression import RegressionParams, check_batch

PLAIN_LIMIT_BYTES = 1 << 20
"""Text up to 1 MiB is read without polars: it takes less time than importing polars does (0.16 s)."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """The data of a training."""

    facts: DatasetFacts
    choice: ColumnChoice
    table: Table
    """Features and, last, the target."""
    checksum: int
    """Of `table`."""


def load(params: RegressionParams, working_directory: Path) -> Loaded:
    """Read the chosen columns.

    Raises:
        BadInput: The file, a column or a cell cannot be used, or there are fewer rows than a batch has.
    """
    facts = inspect(working_directory / params.data, inspect_parquet=inspect_parquet)
    choice = choose_columns(facts, params.target, params.features)
    names = [*choice.features, choice.target]
    plain = facts.format is not Format.PARQUET and (facts.size_bytes <= PLAIN_LIMIT_BYTES and not facts.compressed)
    table = None if plain else _read_fast(facts, names)
    if table is None:
        if facts.format is Format.PARQUET:
            raise _parquet_fault(facts, names)
        table = read_numbers(facts, names)
    check_batch(params, table.row_count)
    return Loaded(facts=facts, choice=choice, table=table, checksum=table.checksum())


def _read_fast(facts: DatasetFacts, names: Sequence[str]) -> Table | None:
    """The columns by way of polars, or None when it is not there or something in the file is odd."""
    try:
        import polars
    except ImportError:
        return None
    numbers = dict.fromkeys(names, polars.Float64)
    try:
        match facts.format:
            case Format.PARQUET:
                frame = polars.read_parquet(facts.path, columns=list(names), glob=False)
            case Format.JSON_LINES:
                frame = polars.read_ndjson(facts.path, schema=numbers)
            case Format.DELIMITED:
                frame = polars.read_csv(
                    facts.path,
                    columns=list(names),
                    separator=facts.delimiter,
                    schema_overrides=numbers,
                    infer_schema=False,
                    glob=False,
                )
        frame = frame.select(polars.col(name).cast(polars.Float64) for name in names)
        usable = frame.height > 0 and bool(frame.select(polars.all_horizontal(polars.all().is_finite().all())).item())
        if not usable or sum(frame.null_count().row(0)):
            return None
    except (polars.exceptions.PolarsError, OSError):
        return None
    columns = {}
    for name in names:
        columns[name] = array("d")
        columns[name].frombytes(frame[name].to_numpy().tobytes())
    return Table(columns=columns)


def _parquet_fault(facts: DatasetFacts, names: Sequence[str]) -> BadInput:
    """The first value of a Parquet file that is none or not finite."""
    import polars

    frame = polars.read_parquet(facts.path, columns=list(names), glob=False)
    for name in names:
        column = frame[name].cast(polars.Float64, strict=False)
        missing = column.is_null() | column.is_nan()
        for odd, what in ((missing, "has no value"), (column.is_infinite(), "holds an infinite value")):
            if rows := odd.arg_true().to_list()[:1]:
                where = f"Column “{clean(name, 60)}” {what} in row {rows[0] + 1}."
                if odd.all():
                    where = f"Column “{clean(name, 60)}” {what} in any row."
                hint = "Correct it, remove the row, or choose the columns without it."
                return BadInput(where, hint, field="data")
    return BadInput(f"{clean(Path(facts.path).name, 120)} cannot be read.", "Write it again.", field="data")
