"""The registry and the checks before launch."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput, InvalidParams
from engine.params import build, fields
from engine.worker.recipes import all_recipes, recipe, regression
from tests.engine.worker.harness import SAMPLE


def check(folder: Path, **values: Any) -> list[str]:
    regression = recipe("regression")
    return [str(problem) for problem in regression.check(build(regression.params, {"data": SAMPLE, **values}), folder)]


def test_an_unknown_recipe_names_the_nearest() -> None:
    with pytest.raises(BadInput, match=r"There is no recipe “regresion”. Did you mean regression\?"):
        recipe("regresion")
    with pytest.raises(BadInput, match="There is: regression"):
        recipe("zzz")


def test_the_registry_imports_nothing_heavy() -> None:
    code = "import sys, engine.worker.recipes; print([m for m in ('torch', 'polars', 'numpy') if m in sys.modules])"

    assert subprocess.check_output([sys.executable, "-P", "-c", code]) == b"[]\n"


def test_every_parameter_is_told_of() -> None:
    for known in all_recipes():
        for field in fields(known.params):
            assert field.param.help.endswith("."), field.name
            assert field.required or field.parse(field.text_of(field.default)) == field.default


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"epochs": "0"}, "Epochs must be at least 1, not 0."),
        ({"epochs": "-1"}, "Epochs must be at least 1, not -1."),
        ({"epochs": "1e12"}, "Epochs must be at most 1000000, not 1000000000000."),
        ({"learning_rate": "0"}, "Learning rate must be more than 0, not 0."),
        ({"learning_rate": "nan"}, "Learning rate must be a number, not “nan”."),
        ({"device": "gpu"}, "Device must be auto, cpu, mps, cuda or cuda:N, not “gpu”."),
        ({"activation": "rely"}, "Activation must be one of"),
        ({"hidden": "8,0"}, "Hidden layers must each be at least 1, not 0."),
    ],
)
def test_parameters_out_of_bounds_are_one_sentence(values: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        build(recipe("regression").params, {"data": SAMPLE, **values})

    assert len(caught.value.problems) == 1
    assert message in str(caught.value)


def test_checks_before_launch(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x,y\n1,2\n2,inf\n")

    assert check(tmp_path) == []
    assert "There is no data file" in check(tmp_path, data="nowhere.csv")[0]
    assert "infinite value in line 3" in check(tmp_path, data="mine.csv")[0]
    assert len(check(tmp_path, target="z", features="q")) == 2
    assert check(tmp_path, batch_size=25) == [
        "A batch of 25 is larger than the 24 training rows (30 rows, 6 held back for validation). "
        "Use a batch size of at most 24."
    ]


def test_a_device_that_is_certainly_not_there_is_told_before_a_launch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for there in (True, False):
        monkeypatch.setattr(regression, "can_have_gpu", lambda there=there: there)
        told = ["Device cuda:1 cannot be used: there is no CUDA GPU here. Use cpu or auto."]
        assert check(tmp_path, device="cuda:1") == ([] if there else told)
        assert check(tmp_path, device="auto") == []


def test_the_plan_of_the_sample(tmp_path: Path) -> None:
    regression = recipe("regression")
    plan = regression.plan(build(regression.params, {"data": SAMPLE, "epochs": 3}), tmp_path)

    assert (plan.training_rows, plan.steps_per_epoch, plan.total_steps) == (24, 2, 6)
    assert plan.title == "MLP 1-32-1 predicting y from 1 feature, 30 rows of sample_dataset.csv"
