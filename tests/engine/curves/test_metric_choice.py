import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.marks import COMMON, SIGNS, sign_of
from engine.curves.metric_choice import MetricFilter, best_of, cells_of
from engine.curves.units import unit_of

NAMES = ["lr", "loss", "val_loss", "samples_per_second", "grad/norm", "train/acc", "optim/beta", "val/acc", "grad/max"]


def test_metrics_over_parts_of_the_data_share_a_cell_and_the_judged_one_comes_first() -> None:
    cells = cells_of(NAMES)
    assert [cell.names for cell in cells] == [
        ("loss", "val_loss"),
        ("samples_per_second",),
        ("train/acc", "val/acc"),
        ("lr",),
        ("grad/norm",),
        ("grad/max",),
        ("optim/beta",),
    ]
    assert [cell.section for cell in cells] == ["", "", "", "", "grad", "grad", "optim"]
    assert cells[0].title == "loss"
    assert cells[3].title == "lr"


def test_training_comes_before_validation_whichever_was_reported_first() -> None:
    assert cells_of(["val/loss", "train/loss", "loss"])[0].names == ("loss", "train/loss", "val/loss")


def test_pinned_cells_come_first() -> None:
    cells = cells_of(NAMES, frozenset({"optim/beta", "lr"}))
    assert [cell.key for cell in cells][:3] == ["lr", "optim/beta", "loss"]
    assert [cell.pinned for cell in cells] == [True, True, False, False, False, False, False]


@given(st.lists(st.text(max_size=20), unique=True, max_size=30))
def test_no_metric_is_lost_whatever_it_is_called(names: list[str]) -> None:
    assert sorted(name for cell in cells_of(names) for name in cell.names) == sorted(names)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", NAMES),
        ("LOSS", ["loss", "val_loss"]),
        ("^val", ["val_loss", "val/acc"]),
        ("acc$|^lr$", ["lr", "train/acc", "val/acc"]),
        ("nothing", []),
    ],
)
def test_a_filter_is_a_text_or_an_expression(text: str, chosen: list[str]) -> None:
    assert MetricFilter(text).chosen(NAMES) == chosen
    assert MetricFilter(text).problem == ""


def test_a_bad_expression_is_told_in_one_sentence_and_still_works_as_a_text() -> None:
    broken = MetricFilter("loss(")
    assert broken.problem == "This is no regular expression: missing ), unterminated subpattern at position 4."
    assert broken.chosen(["loss", "loss(a)"]) == ["loss(a)"]


@pytest.mark.parametrize("text", ["((a+))+$", "(a|aa)+$", "(.*)*x", "(a*)*b", r"(\w+\s?)*!$"])
def test_an_expression_that_takes_too_long_chooses_nothing_and_says_so(text: str) -> None:
    slow = MetricFilter(text)
    assert slow.chosen(["loss", "a" * 70 + "-"]) == []
    assert slow.problem.startswith("That regular expression takes too long.")
    assert slow.chosen([f"x{text}", "loss"]) == [f"x{text}"]


@given(st.text(max_size=30))
def test_any_text_is_a_filter(text: str) -> None:
    MetricFilter(text).chosen(NAMES)


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("loss", "min"),
        ("val/accuracy", "max"),
        ("val_rmse", "min"),
        ("lr", None),
        ("grad_norm", None),
        ("F1", "max"),
        ("system/cpu", None),
        ("samples_per_second", None),
        ("train/throughput", None),
        ("error_rate", "min"),
    ],
)
def test_what_is_best_follows_from_the_name(name: str, best: str | None) -> None:
    assert best_of(name) == best


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("samples_per_second", "/s"), ("epoch_seconds", " s"), ("step_ms", " ms"), ("gpu_pct", " %"), ("loss", ""),
     ("class", ""), ("items", ""), ("bytes", " B")],
)  # fmt: skip
def test_a_unit_is_taken_from_the_end_of_a_name_where_it_is_certain(name: str, suffix: str) -> None:
    assert unit_of(name).suffix == suffix


def test_bytes_are_written_in_the_unit_that_fits_the_largest() -> None:
    assert unit_of("gpu_bytes").scaled(3 * 2**30) == (2**30, " GiB")
    assert unit_of("gpu_bytes").scaled(12) == (1, " B")
    assert unit_of("loss").scaled(1e12) == (1, "")


def test_every_kind_of_mark_has_a_sign_of_its_own_and_any_other_word_the_common_one() -> None:
    assert len({sign.glyph for sign in [*SIGNS.values(), COMMON]}) == len(SIGNS) + 1
    assert len({sign.ascii for sign in [*SIGNS.values(), COMMON]}) == len(SIGNS) + 1
    assert sign_of("spike") == COMMON._replace(word="spike")
