"""Data files nobody thought of: a `BadInput` or numbers, nothing else."""

import csv
import io
import math
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.dataset import choose_columns, inspect, read_numbers
from engine.dataset.cells import number_of
from engine.errors import BadInput

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def _read(content: bytes, name: str) -> dict[str, list[float]] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            facts = inspect(path)
            choice = choose_columns(facts, None, ())
            table = read_numbers(facts, [*choice.features, choice.target])
        except BadInput:
            return None
        return {name: list(column) for name, column in table.columns.items()}


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.csv.gz", "a"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    numbers = _read(content, name)

    if numbers is not None:
        assert all(math.isfinite(number) for column in numbers.values() for number in column)


@QUICK
@given(st.text("x,y;|\t\n\r\"'1.5e-naif \ufeff{}[]:", max_size=120), st.sampled_from(["a.csv", "a.tsv", "a.jsonl"]))
def test_texts_that_nearly_are_data_are_read_or_refused(content: str, name: str) -> None:
    _read(content.encode(), name)


@QUICK
@given(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=30), st.sampled_from(",;|\t"))
def test_numbers_come_back_as_they_were_written(rows: list[tuple[float, float]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([("x", "y"), *rows])

    assert _read(buffer.getvalue().encode(), "a.csv") == {"x": [row[0] for row in rows], "y": [row[1] for row in rows]}


@QUICK
@given(st.text(max_size=12))
def test_a_cell_is_a_number_only_in_plain_digits(cell: str) -> None:
    number = number_of(cell)

    assert number is None or (cell.isascii() and "_" not in cell and number == float(cell))
