import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput, InvalidParams
from engine.record import read_spec, write_record
from engine.request import make_spec
from engine.worker.recipes import regression
from tests.engine.worker.harness import SAMPLE


def faults(values: dict[str, Any], **rest: Any) -> list[str]:
    with pytest.raises(InvalidParams) as invalid:
        make_spec("regression", {"data": SAMPLE, **values}, **rest)
    return [str(problem) for problem in invalid.value.problems]


def test_a_specification_says_everything() -> None:
    spec = make_spec("regression", {"data": SAMPLE, "epochs": "3"}, tags=("a", "b"), simulate=True, grace_s=5.0)

    assert (spec.name, spec.recipe, spec.tags, spec.simulate) == ("sample_dataset", "regression", ["a", "b"], True)
    assert (spec.params["epochs"], spec.params["batch_size"], spec.grace_s) == (3, 16, 5.0)
    assert spec.working_directory == os.getcwd()


def test_a_relative_data_file_becomes_absolute(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    shutil.copy(SAMPLE, tmp_path / "data.csv")

    spec = make_spec("regression", {"data": "below/../data.csv"}, working_directory=tmp_path)

    assert spec.params["data"] == str(tmp_path / "data.csv")


def test_tags_may_be_parted_by_commas(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "data.csv")

    spec = make_spec("regression", {"data": "data.csv"}, tags=("big,sweep", " new", "big,"), working_directory=tmp_path)

    assert spec.tags == ["big", "sweep", "new"]


def test_a_simulation_needs_no_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SAMPLE, tmp_path / "data.csv")
    monkeypatch.setattr(regression, "can_have_gpu", lambda: False)
    given = {"data": "data.csv", "device": "cuda"}
    assert make_spec("regression", given, simulate=True, working_directory=tmp_path).params["device"] == "cuda"
    with pytest.raises(InvalidParams, match="no CUDA GPU here"):
        make_spec("regression", given, working_directory=tmp_path)


def test_every_fault_is_told_at_once() -> None:
    told = faults({"epochs": "0", "learning_rate": "nan", "optimiser": "adam"}, name="a\nb", tags=("two words",))

    assert told == [
        "Epochs must be at least 1, not 0.",
        "Learning rate must be a number, not “nan”.",
        "There is no parameter “optimiser”. Did you mean optimizer?",
        "Name must be at most 60 printable characters long, on one line.",
        "Tags must be words of at most 30 printable characters each.",
    ]


def test_faults_of_the_data_and_of_the_name_are_told_together() -> None:
    told = faults({"data": "/none.csv"}, name="x" * 61)

    assert len(told) == 2
    assert "none.csv" in told[1]


@pytest.mark.parametrize(
    "data", ["a\0b.csv", "x" * 5000, "/proc/self/mem", "/dev/zero", "/", "\udcff.csv", "~nobody-x/a"]
)
def test_a_hostile_file_name_is_one_sentence(data: str) -> None:
    (told,) = faults({"data": data})
    assert told.isprintable()


def test_a_file_name_that_is_not_utf_8_is_written_down_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.csv")
    shutil.copy(SAMPLE, path)

    spec = make_spec("regression", {"data": str(path)})

    write_record(tmp_path / "spec.json", spec, durable=False)
    assert os.fsencode(read_spec(tmp_path / "spec.json").params["data"]) == os.fsencode(path)
    assert spec.name == "\N{REPLACEMENT CHARACTER}"


def test_an_unknown_column_or_recipe_is_named() -> None:
    (told,) = faults({"target": "z"})
    assert "z" in told
    with pytest.raises(BadInput, match="There is no recipe “classify”"):
        make_spec("classify", {})


def test_a_current_directory_that_is_gone_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(BadInput, match="current directory has been deleted"):
        make_spec("regression", {"data": SAMPLE})


def test_faults_of_the_data_are_told_together_with_those_of_the_values() -> None:
    told = faults({"target": "nosuch", "epochs": "1e12", "validation_fraction": "2"})

    assert len(told) == 3
    assert any("nosuch" in fault for fault in told)


def test_last_is_not_a_name() -> None:
    assert faults({}, name="last") == ["Name must not be “last”: that always means the job launched last."]
