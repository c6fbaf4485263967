from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput, InvalidParams
from engine.params import REQUIRED, Field, Kind, Param, Params, build, fields


class SampleParams(Params, frozen=True, kw_only=True):
    """One parameter of each kind."""

    data: Annotated[str, Param(title="Data", help=".", kind=Kind.DATASET)]
    count: Annotated[int, Param(title="Count", help=".", minimum=1, maximum=1000)] = 3
    rate: Annotated[float, Param(title="Rate", help=".", option="r", above=0.0, below=1.0)] = 0.5
    share: Annotated[float | None, Param(title="Share", help=".")] = None
    switch: Annotated[bool, Param(title="Switch", help=".")] = True
    choice: Annotated[str, Param(title="Choice", help=".", choices=("adam", "sgd"))] = "adam"
    widths: Annotated[tuple[int, ...], Param(title="Widths", help=".", minimum=1)] = (8, 4)
    columns: Annotated[tuple[str, ...], Param(title="Columns", help=".", kind=Kind.COLUMNS)] = ()
    device: Annotated[
        str, Param(title="Device", help=".", pattern="cpu|cuda(:[0-9]+)?", pattern_help="must be cpu")
    ] = "cpu"


FIELDS = {field.name: field for field in fields(SampleParams)}


def field(name: str) -> Field:
    return FIELDS[name]


def test_a_declaration_is_resolved() -> None:
    assert [each.kind for each in FIELDS.values()] == [
        Kind.DATASET, Kind.INTEGER, Kind.NUMBER, Kind.NUMBER, Kind.SWITCH, Kind.CHOICE, Kind.INTEGERS, Kind.COLUMNS,
        Kind.TEXT,
    ]  # fmt: skip
    assert field("data").required
    assert field("data").default is REQUIRED
    assert field("share").optional
    assert field("rate").options == ("--r", "--rate")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("count", " 12 ", 12),
        ("count", "1e2", 100),
        ("count", "+7", 7),
        ("rate", ".25", 0.25),
        ("rate", "5e-1", 0.5),
        ("share", "", None),
        ("switch", "No", False),
        ("switch", "on", True),
        ("widths", "", ()),
        ("widths", "8, 4 2", (8, 4, 2)),
        ("columns", " a b ,c,", ("a b", "c")),
        ("device", "cuda:1", "cuda:1"),
    ],
)
def test_a_text_means_a_value(name: str, text: str, value: Any) -> None:
    assert field(name).parse(text) == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("count", "0", "Count must be at least 1, not 0."),
        ("count", "-1", "Count must be at least 1, not -1."),
        ("count", "1e12", "Count must be at most 1000, not 1000000000000."),
        ("count", "1.5", "Count must be a whole number, not “1.5”."),
        ("count", "", "Count is needed."),
        ("count", "١٢", "Count must be a whole number"),
        ("count", "1_000", "Count must be a whole number"),
        ("count", "9" * 300, "Count must be at most 1000, not 1e+300."),
        ("count", "1e999", "Count must be a whole number"),
        ("rate", "0", "Rate must be more than 0, not 0."),
        ("rate", "1", "Rate must be less than 1, not 1."),
        ("rate", "nan", "Rate must be a number, not “nan”."),
        ("rate", "inf", "Rate must be a number, not “inf”."),
        ("rate", "1e999", "Rate must be a finite number."),
        ("rate", "\x1b[31m1", "Rate must be a number, not “1”."),
        ("switch", "maybe", "Switch must be yes or no, not “maybe”."),
        ("choice", "adamm", "Choice must be one of adam, sgd, not “adamm”. Did you mean adam?"),
        ("widths", "8,x", "Widths must be whole numbers, not “x”."),
        ("widths", "8,0", "Widths must each be at least 1, not 0."),
        ("widths", "8 " + "9" * 301, "Widths are out of all range."),
        ("columns", "a\nb", "Columns must not hold control characters."),
        ("device", "gpu", "Device must be cpu, not “gpu”."),
        ("device", "cpu\n", "Device must be cpu"),
        ("data", "", "Data is needed."),
    ],
)
def test_a_text_that_means_nothing_is_one_sentence(name: str, text: str, message: str) -> None:
    if text == "cpu\n":
        with pytest.raises(BadInput, match=message):
            field(name).check(text)
        return
    with pytest.raises(BadInput) as problem:
        field(name).parse(text)
    assert message in str(problem.value)
    assert str(problem.value).isprintable()
    assert problem.value.field == name


def test_all_faults_are_told_at_once_in_the_order_of_the_fields() -> None:
    with pytest.raises(InvalidParams) as invalid:
        build(SampleParams, {"count": "0", "rate": float("nan"), "switch": 1, "epoch": "3", "counts": "1"})

    assert [problem.field for problem in invalid.value.problems] == [
        "data",
        "count",
        "rate",
        "switch",
        "epoch",
        "counts",
    ]
    assert "Did you mean count?" in str(invalid.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("count", True),
        ("count", 1.0),
        ("count", None),
        ("count", 10**400),
        ("rate", -(10**400)),
        ("rate", float("inf")),
        ("rate", [1]),
        ("widths", 8),
        ("widths", [8, "4"]),
        ("widths", [True]),
        ("columns", [1]),
        ("choice", 3),
        ("data", b"x"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidParams) as invalid:
        build(SampleParams, {"data": "x", name: value})
    assert [problem.field for problem in invalid.value.problems] == [name]


@given(
    st.fixed_dictionaries(
        {
            "count": st.integers(1, 1000),
            "rate": st.floats(0, 1, exclude_min=True, exclude_max=True),
            "share": st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
            "switch": st.booleans(),
            "choice": st.sampled_from(["adam", "sgd"]),
            "widths": st.lists(st.integers(1, 10**6)).map(tuple),
        }
    )
)
def test_the_text_of_a_value_means_that_value(values: dict[str, Any]) -> None:
    texts = {name: field(name).text_of(value) for name, value in values.items()}

    built = build(SampleParams, {"data": "x.csv", **texts})

    assert {name: getattr(built, name) for name in values} == values


@given(st.sampled_from(sorted(FIELDS)), st.text())
def test_no_text_raises_anything_but_bad_input(name: str, text: str) -> None:
    try:
        field(name).parse(text)
    except BadInput as problem:
        told = str(problem)
    else:
        return
    assert told.isprintable()
    assert len(told) < 400
