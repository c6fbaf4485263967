"""What is said of data files, good and bad."""

import errno
import gzip
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from engine.dataset import ColumnType, choose_columns, inspect, read_numbers, usable_part
from engine.errors import BadInput
from tests.engine.worker.harness import DIABETES, SAMPLE, SAMPLES


def write(folder: Path, content: str | bytes, name: str = "some.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, target: str | None = None, features: tuple[str, ...] = ()) -> dict[str, list[float]]:
    """The whole way from a file to numbers."""
    facts = inspect(path)
    choice = choose_columns(facts, target, features)
    table = read_numbers(facts, [*choice.features, choice.target])
    return {name: list(column) for name, column in table.columns.items()}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("x,y\n", "holds column names but no rows"),
        ("x,y\n\n\n", "holds column names but no rows"),
        ("\nx,y\n1,2\n", "Line 1 of some.csv is empty"),
        (b"\x7fELF\x02\x01\0\0\0\0", "is a binary file"),
        (b"PK\x03\x04" + bytes(range(256)) * 9, "is a binary file"),
        ("x,y\n1,2\n".encode("utf-16"), "UTF-16"),
        ("x,y\n1,2\n3,é\n".encode("latin-1"), "Line 3 of some.csv is not UTF-8 text"),
        ("x,y\n1,2\n3,4,5\n6,7\n", "Line 3 of some.csv has 3 cells, but there are 2 columns"),
        ("x,y\n1,2\n3\n", "Line 3 of some.csv has 1 cell, but there are 2 columns"),
        ("1,2\n3,4\n", "Line 1 of some.csv holds numbers where the column names should stand"),
        ("x,x,y\n1,2,3\n", "Columns 1 and 2 of some.csv have the same name, “x”"),
        ("a,b;c\n1,2;3\n", "It is unclear whether commas or semicolons separate"),
        ('x,y\n1,"2\n3,4\n', "A quotation mark in some.csv is never closed"),
        ('x,y\n1,"2"3\n', "Line 2 of some.csv cannot be read"),
        ("x,y\r1,2\r3,4\r", "some.csv has line ends of old Macs"),
        ("x,y\n1,abc\n2,def\n", "Column “y” holds text (“abc” in line 2), so it cannot be the target"),
        ("x,y\n1,\n2,nan\n", "The target column “y” has no value in any row"),
        ("x,z,y\n1,,3\n2,NaN,5\n", "Column “z” has no value in any row"),
        ("x,y\n1,2\n,3\n4,5\n", "Column “x” has no value in line 3"),
        ("x,y\n1,2\ninf,3\n", "Column “x” holds an infinite value in line 3"),
        ("x,y\n1,2\n1e999,3\n", "Column “x” holds an infinite value in line 3"),
        ("x,y\n1,2\n2,3\n1_000,3\n", "Column “x” holds “1_000” in line 4, not a number"),
        ("name,y\nada,2\nbob,3\n", "No column of numbers is left to predict “y” from"),
        ("a b y\n1 2 3\n", "There is no column of numbers to predict"),
        ("word\nada\n", "There is no column of numbers to predict"),
    ],
)
def test_each_fault_of_a_csv_is_one_sentence(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = write(tmp_path, content)

    with pytest.raises(BadInput) as caught:
        read(path)

    assert message in caught.value.message
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"x": 1, "y": 2}\n{"x": 1, "y"\n', "Line 2 of some.jsonl is not JSON"),
        ('{"x": 1, "y": 2}\n[1, 2]\n', "Line 2 of some.jsonl is not a JSON object"),
        ("[" * 100_000 + "\n", "Line 1 of some.jsonl is nested too deeply"),
        ('{"x": ' + "9" * 5000 + ', "y": 2}\n', "holds an infinite value in line 1"),
        ('{"x": 1, "y": 2}\n{"y": 2}\n', "Column “x” has no value in line 2"),
        ('{"x": 1, "y": 2}\n{"x": NaN, "y": 2}\n', "Column “x” has no value in line 2"),
        ('{"x": 1, "y": 2}\n{"x": -Infinity, "y": 2}\n', "Column “x” holds an infinite value in line 2"),
        ('{"x": "1", "y": 2}\n{"x": "2", "y": 2}\n', "No column of numbers is left"),
        ("\n\n", "holds no rows"),
    ],
)
def test_each_fault_of_json_lines_is_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(write(tmp_path, content, "some.jsonl"))


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "x,y\n1,2\n", "train.csv")

    with pytest.raises(BadInput, match=r"There is no data file .*trian.csv\. Did you mean train.csv\?"):
        inspect(tmp_path / "trian.csv")
    with pytest.raises(BadInput, match="There is no folder"):
        inspect(tmp_path / "nowhere" / "some.csv")


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 5000])
def test_an_impossible_name_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        inspect(tmp_path / name)


def test_a_directory_and_a_pipe_are_no_data_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(BadInput, match="is a directory, not a data file"):
        inspect(tmp_path)
    with pytest.raises(BadInput, match="is not a regular file"):
        inspect(tmp_path / "pipe.csv")


def test_an_unreadable_file_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "x,y\n1,2\n")

    def refuse(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BadInput, match=r"cannot be read: Permission denied\. Check its permissions\."):
        inspect(path)


@pytest.mark.parametrize("name", ["long.csv", "long.jsonl"])
def test_a_line_of_50_megabytes_is_refused_in_bounded_memory(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, b"x,y\n1,2\n" if name.endswith("csv") else b'{"x": 1, "y": 2}\n', name)
    with path.open("ab") as file:
        for _ in range(50):
            file.write(b"1" * (1 << 20))

    tracemalloc.start()
    with pytest.raises(BadInput, match="is longer than 1 MiB"):
        inspect(path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak_bytes < 10 << 20


def test_damaged_gzip_is_one_sentence(tmp_path: Path) -> None:
    whole = gzip.compress(b"x,y\n" + os.urandom(3000).hex().encode())
    for content in (whole[:500], b"x,y\n1,2\n", whole[:20] + b"\xff" * 30 + whole[50:]):
        with pytest.raises(BadInput):
            inspect(write(tmp_path, content, "some.csv.gz"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "x,y\n1,2\n3,4\n"),
        ("a.csv", "\ufeffx,y\n1,2\n3,4\n"),
        ("a.csv", "x;y\r\n1;2\r\n3;4\r\n"),
        ("a.csv", "x|y\n1|2\n\n3|4"),
        ("a.tsv", "x\ty\n1\t2\n3\t4\n"),
        ("a.csv", "x\ty\n1\t2\n3\t4\n"),
        ("a.csv", 'x,"y"\n" 1 ","2"\n3,+4e0\n'),
        ("a.csv", "name,x,y\nada,1,2\nbob,3,4\n"),
        ("a.csv", ",x,y\n0,1,2\n1,3,4\n"),
        ("a.jsonl", '{"x": 1, "y": 2}\n\n{"y": 4, "x": 3}'),
        ("a.data", '{"x": 1, "y": 2, "z": "text"}\n{"y": 4, "x": 3}'),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_gives_the_same_numbers(tmp_path: Path, name: str, content: str, packed: bool) -> None:
    raw = content.encode()
    path = write(tmp_path, gzip.compress(raw) if packed and name != "a.data" else raw, name + ".gz" * packed)
    if packed and name == "a.data":
        path = write(tmp_path, raw, name)

    assert read(path) == {"x": [1.0, 3.0], "y": [2.0, 4.0]}


def test_facts_of_the_sample() -> None:
    facts = inspect(DIABETES)

    assert facts.names == ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6", "y")
    assert (facts.row_count, facts.row_count_exact, facts.delimiter) == (442, True, ",")
    assert facts.columns[0].example == "59"
    assert len(facts.sample) == 20
    assert {column.type for column in facts.columns} == {ColumnType.NUMBER}
    assert read(Path(SAMPLE)) == read(SAMPLES / "sample_dataset.jsonl")


def test_a_large_file_is_estimated_from_its_beginning(tmp_path: Path) -> None:
    path = write(tmp_path, "x,y\n" + "1.25,2.5\n" * 300_000)

    facts = inspect(path)

    assert not facts.row_count_exact
    assert facts.row_count == pytest.approx(300_000, rel=0.1)


def test_several_wrong_columns_are_told_at_once(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path, "width,name,price\n1,ada,2\n"))

    with pytest.raises(BadInput) as caught:
        choose_columns(facts, "prise", ["widht", "name"])

    assert "There is no column “prise”. Did you mean price?" in str(caught.value)
    assert "There is no column “widht”. Did you mean width?" in str(caught.value)
    assert "Column “name” holds text (“ada” in line 2), so it cannot be a feature." in str(caught.value)


def test_what_is_right_of_a_choice_stays_chosen(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path, "a,name,b,c\n1,x,2,3\n4,y,5,6\n"))

    part = usable_part(facts, "a", ["c", "nope", "name", "a"])
    assert part is not None
    assert (part.target, part.features) == ("a", ("c",))
    assert usable_part(facts, None, ()) == choose_columns(facts, None, ())
    assert usable_part(facts, "name", ["c"]) is None


def test_defaults_and_explicit_choices(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path, "a,name,b,c\n1,x,2,3\n4,y,5,6\n"))

    assert choose_columns(facts, None, ()).target == "c"
    assert choose_columns(facts, None, ()).features == ("a", "b")
    assert choose_columns(facts, None, ()).left_out == ("name",)
    assert choose_columns(facts, "a", ["c"]).features == ("c",)
    with pytest.raises(BadInput, match="is the target and a feature"):
        choose_columns(facts, "a", ["a"])


def test_hostile_names_and_cells_are_made_harmless(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path, "x\x1b[2J,y\n\x1b]0;title\x07a\u202e,2\n"))

    assert all(name.isprintable() for name in facts.names)
    assert all(cell.isprintable() for row in facts.sample for cell in row)


def test_decimal_commas_get_their_own_hint(tmp_path: Path) -> None:
    path = write(tmp_path, "x;y\n1;2\n1;3\n2,5;4\n")

    with pytest.raises(BadInput, match=r"“2,5” in line 4, not a number\. Write decimals with a point"):
        read(path)
