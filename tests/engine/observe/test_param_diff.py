from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.observe.compare.parameters import MISSING
from engine.observe.param_diff import param_rows

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner)
)
PARAMS = st.dictionaries(st.sampled_from("abcd"), VALUES)


def test_what_differs_from_defaults_and_from_the_parent_is_marked() -> None:
    rows = param_rows(
        {"data": "x.csv", "lr": 0.1, "hidden": [8], "epochs": 5},
        {"data": MISSING, "lr": 0.001, "hidden": (8,), "epochs": 20},
        {"data": "x.csv", "lr": 0.1, "hidden": [16], "epochs": 5, "old": 1},
    )

    assert [(row.name, row.changed, row.differs) for row in rows] == [
        ("data", True, False), ("lr", True, False), ("hidden", False, True), ("epochs", True, False),
        ("old", False, True),
    ]  # fmt: skip
    assert rows[-1].value is MISSING


def test_without_a_parent_or_a_known_recipe_nothing_differs_from_it() -> None:
    (row,) = param_rows({"lr": 0.1}, {}, None)
    assert not row.remarkable


def test_yes_is_not_one() -> None:
    values = {"flag": True, "rate": float("nan"), "sizes": [1, [2]], "nested": {"a": True}}
    defaults = {"flag": 1, "rate": float("nan"), "sizes": (1, (2,)), "nested": {"a": 1}}

    changed = {row.name: row.changed for row in param_rows(values, defaults, None)}

    assert changed == {"flag": True, "rate": False, "sizes": False, "nested": True}


@given(PARAMS, PARAMS, st.none() | PARAMS)
def test_every_parameter_there_is_has_a_row(
    values: dict[str, Any], defaults: dict[str, Any], parent: dict[str, Any] | None
) -> None:
    rows = param_rows(values, defaults, parent)
    assert {row.name for row in rows} == values.keys() | (parent or {}).keys()
    assert not any(row.remarkable for row in param_rows(values, values, values))
