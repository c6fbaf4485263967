import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.observe.compare.parameters import MISSING, identity, parameter_rows

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
)
PARAMETERS = st.dictionaries(st.text("xyz.", min_size=1, max_size=3), VALUES, max_size=5)


def differing(*parameters: dict[str, Any]) -> list[str]:
    return [row.name for row in parameter_rows(parameters) if row.differs]


def test_only_the_parameters_that_differ_are_marked_as_such() -> None:
    rows = parameter_rows([{"lr": 0.1, "epochs": 3}, {"lr": 0.01, "epochs": 3}])

    assert [(row.name, row.values, row.differs) for row in rows] == [
        ("lr", (0.1, 0.01), True),
        ("epochs", (3, 3), False),
    ]


def test_all_parameters_of_all_jobs_are_there_in_the_order_of_their_first_appearance() -> None:
    rows = parameter_rows([{"a": 1, "b": 2}, {"c": 3, "a": 1}])

    assert [row.name for row in rows] == ["a", "b", "c"]
    assert rows[1].values == (2, MISSING)
    assert rows[1].differs


def test_missing_is_not_nothing() -> None:
    assert differing({"target": None}, {}) == ["target"]
    assert differing({"target": None}, {"target": None}) == []


def test_numbers_are_equal_as_numbers_and_other_types_within_themselves() -> None:
    assert differing({"lr": 1}, {"lr": 1.0}) == []
    assert differing({"lr": 1}, {"lr": True}) == ["lr"]
    assert differing({"lr": 1}, {"lr": "1"}) == ["lr"]
    assert differing({"hidden": [64, 32]}, {"hidden": (64, 32.0)}) == []
    assert differing({"lr": math.nan}, {"lr": math.nan}) == []


def test_nested_parameters_are_rows_of_their_own() -> None:
    rows = parameter_rows([{"optimizer": {"lr": 0.1, "kind": "adam"}}, {"optimizer": {"lr": 0.2, "kind": "adam"}}])

    assert [(row.name, row.differs) for row in rows] == [("optimizer.lr", True), ("optimizer.kind", False)]


def test_very_deep_and_hostile_ones_do_no_harm() -> None:
    deep: dict[str, Any] = {}
    for _ in range(50):
        deep = {"a": deep, "b\x1b[31m": 1}

    rows = parameter_rows([deep, {}])

    assert len(rows) < 20
    assert all(row.name.isprintable() for row in rows)


@given(st.lists(PARAMETERS, min_size=1, max_size=4))
def test_a_row_differs_exactly_when_some_job_s_value_does(parameters: list[dict[str, Any]]) -> None:
    for row in parameter_rows(parameters):
        assert len(row.values) == len(parameters)
        assert row.differs == any(identity(value) != identity(row.values[0]) for value in row.values)
        assert any(value is not MISSING for value in row.values)


@given(PARAMETERS)
def test_a_job_does_not_differ_from_itself(parameters: dict[str, Any]) -> None:
    assert differing(parameters, dict(parameters)) == []
