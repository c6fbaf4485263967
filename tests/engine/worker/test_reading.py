"""Large files and Parquet: the fast reader says what the plain one says."""

import gzip
import json
from pathlib import Path
from typing import Any

import polars
import pytest

from engine.dataset import inspect, read_numbers
from engine.errors import BadInput
from engine.params import build
from engine.worker.recipes.regression import RegressionParams
from engine.worker.training import reading
from tests.engine.worker.harness import DIABETES


def load(path: Path | str, folder: Path, **values: Any) -> reading.Loaded:
    return reading.load(build(RegressionParams, {"data": str(path), "batch_size": 1, **values}), folder)


@pytest.fixture(autouse=True)
def always_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PLAIN_LIMIT_BYTES", -1)


def variants(folder: Path) -> dict[str, Path]:
    """The same rows in every format."""
    text = Path(DIABETES).read_text()
    frame = polars.read_csv(DIABETES, infer_schema_length=None)
    paths = {name: folder / f"rows.{name}" for name in ("csv", "tsv", "csv.gz", "jsonl", "jsonl.gz", "parquet")}
    paths["csv"].write_text("\ufeff" + text)
    paths["tsv"].write_text(text.replace(",", "\t"))
    paths["csv.gz"].write_bytes(gzip.compress(text.encode()))
    rows = "".join(json.dumps(row) + "\n" for row in frame.iter_rows(named=True))
    paths["jsonl"].write_text(rows)
    paths["jsonl.gz"].write_bytes(gzip.compress(rows.encode()))
    frame.write_parquet(paths["parquet"])
    return paths


def test_all_formats_and_both_readers_agree(tmp_path: Path) -> None:
    facts = inspect(DIABETES)
    expected = read_numbers(facts, facts.names)

    for name, path in variants(tmp_path).items():
        loaded = load(path, tmp_path)
        assert loaded.table == expected, name
        assert loaded.checksum == expected.checksum()
        assert reading._read_fast(loaded.facts, facts.names) is not None or name == "jsonl.gz"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,,3", "Column “b” has no value in line 40002"),
        ("1,inf,3", "Column “b” holds an infinite value in line 40002"),
        ("1,two,3", "Column “b” holds “two” in line 40002, not a number"),
        ("1,2,3,4", "Line 40002 of rows.csv has 4 cells, but there are 3 columns"),
        ("1,2", "Line 40002 of rows.csv has 2 cells, but there are 3 columns"),
    ],
)
def test_what_is_odd_far_below_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n" + "10000000000,20000000000,3000000000\n" * 40_000 + row + "\n")

    with pytest.raises(BadInput, match=message):
        load(path, tmp_path)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, None, 3.0], "Column “x” has no value in row 2"),
        ([1.0, 2.0, float("inf")], "Column “x” holds an infinite value in row 3"),
        ([float("nan")] * 3, "Column “x” has no value in any row"),
        (["a", "b", "c"], "Column “x” holds text"),
    ],
)
def test_faults_of_parquet(tmp_path: Path, values: list[Any], message: str) -> None:
    path = tmp_path / "rows.parquet"
    polars.DataFrame({"x": values, "y": [1, 2, 3]}).write_parquet(path)

    with pytest.raises(BadInput, match=message):
        load(path, tmp_path, features="x")


def test_a_preview_of_parquet_comes_from_a_process_of_its_own(tmp_path: Path) -> None:
    good, damaged, empty = tmp_path / "good.parquet", tmp_path / "damaged.parquet", tmp_path / "empty.parquet"
    polars.DataFrame({"x": [1, 2], "name": ["a\x1b[2J", "b"], "y": [0.5, None]}).write_parquet(good)
    polars.DataFrame({"x": [], "y": []}).write_parquet(empty)
    damaged.write_bytes(good.read_bytes()[:100])

    facts = inspect(good)

    assert facts.names == ("x", "name", "y")
    assert facts.numeric == ("x", "y")
    assert facts.row_count == 2
    assert facts.sample == (("1", "a", "0.5"), ("2", "b", ""))
    with pytest.raises(BadInput, match=r"damaged\.parquet is damaged"):
        inspect(damaged)
    with pytest.raises(BadInput, match=r"empty\.parquet holds no rows"):
        inspect(empty)
