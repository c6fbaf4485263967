import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.query import Query, QueryError, Term, parse
from engine.observe.query_fields import FIELDS, FLAGS, STATES

PIECES = st.sampled_from(
    [*FIELDS, *FLAGS, *STATES, "<", "<=", ">", ">=", "=", "==", "!=", ":", "|", "-", '"', "\\", " ", "\t", "0.1",
     "1e-3", "2h", "val/loss", "metrics.acc", "params.", "*", "2026-11-20", "ä", "\u3000"]
)  # fmt: skip
"""What the language is made of, in any order."""


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_read_or_refused_in_one_sentence_and_what_is_read_is_printed_to_be_read_again(text: str) -> None:
    refused = None
    try:
        query = parse(text)
    except QueryError as error:
        refused = error
    if refused is None:
        assert parse(str(query)) == query
    else:
        assert 0 <= refused.position <= len(text)
        assert str(refused).endswith(").")


WORD = st.text(min_size=1, max_size=8)
TERMS = st.one_of(
    st.builds(Term, st.just(""), st.just(":"), st.lists(WORD, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(
        Term,
        st.text(min_size=1, max_size=8).filter(lambda name: name.lower() not in FIELDS),
        st.sampled_from([":", "=", "!="]),
        st.lists(WORD, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(Term, st.sampled_from(["loss", "val/loss"]), st.sampled_from(["<", ">="]), st.just(("1e-3",))),
)


@given(st.lists(TERMS, max_size=4))
def test_every_filter_can_be_printed_and_read(terms: list[Term]) -> None:
    query = Query(tuple(terms))
    assert parse(str(query)) == query


def test_the_language_of_the_manual() -> None:
    query = parse('state:running recipe:class loss<0.1 lr>=1e-3 tag:v2|v3 -name:smoke since:2h "two words"')

    assert query.terms == (
        Term("state", ":", ("running",)),
        Term("recipe", ":", ("class",)),
        Term("loss", "<", ("0.1",)),
        Term("lr", ">=", ("1e-3",)),
        Term("tag", ":", ("v2", "v3")),
        Term("name", ":", ("smoke",), negated=True),
        Term("since", ":", ("2h",)),
        Term("", ":", ("two words",)),
    )


@pytest.mark.parametrize(
    ("text", "told", "position"),
    [
        ("a loss<", "Something must follow “loss<” (character 8)", 2),
        ("loss<abc", "“loss<” needs a number, not “abc” (character 1)", 0),
        ("state:flying", "There is no state “flying”", 0),
        ("x -", "Something must follow “-”", 2),
        ('name:"a', "The closing quote is missing (character 6)", 5),
        ('""', "Nothing stands between the quotes", 0),
        ('"a"b', "A blank is missing after", 3),
        ("loss<1|2", "takes one value", 0),
        ("name<3", "“name” has no order", 0),
        ("eta<soon", "needs a length of time", 0),
        ("since:soon", "needs a length of time or a date", 0),
        ("since<2h", "is followed by a colon", 0),
        ("is:odd", "“is:” knows active", 0),
        ("learning_rat<1", "perhaps “learning_rate” is meant", 0),
        ("zzz:1", "no job has such a parameter or metric", 0),
        ("lr<x", "needs a number", 0),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_place(text: str, told: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, {"learning_rate", "lr"})
    assert told in str(caught.value)
    assert caught.value.position == position


def test_fields_are_known_in_any_case() -> None:
    assert parse("State:running LOSS<1") == parse("state:running loss<1")


def test_names_of_metrics_keep_their_case_and_may_be_quoted() -> None:
    assert parse('Acc>0.5 "my metric"<1').terms[0].field == "Acc"
    assert parse('Acc>0.5 "my metric"<1').terms[1].field == "my metric"
