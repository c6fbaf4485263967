import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.observe.query import DEEPEST, parse
from engine.observe.query_fields import FIELDS, FLAGS, STATES
from engine.observe.query_lexis import QueryError
from engine.observe.query_tree import Group, Node, Query, Term, joined, turned_round

PIECES = st.sampled_from(
    [*FIELDS, *FLAGS, *STATES, "<", "<=", ">", ">=", "=", "==", "!=", ":", "|", "-", '"', "\\", " ", "\t", "0.1",
     "1e-3", "2h", "(", ")", "(", ")", "OR", "AND",
     "NOT", "||", " ", "val/loss", "metrics.acc", "params.", "*", "2026-11-20", "ä", "\u3000"]
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


def groups(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Groups of what is given, in the form in which they are read."""
    built = st.builds(lambda parts, is_any: joined(parts, is_any=is_any), st.lists(nodes, min_size=1), st.booleans())
    return st.builds(lambda node, turned: turned_round(node) if turned else node, built, st.booleans())


NODES = st.recursive(TERMS, groups, max_leaves=8)


def as_query(nodes: list[Node]) -> Query:
    if not nodes:
        return Query()
    node = joined(nodes, is_any=False)
    return Query(node.parts) if isinstance(node, Group) and not (node.is_any or node.negated) else Query((node,))


@given(st.lists(NODES, max_size=4).map(as_query))
def test_every_filter_can_be_printed_and_read(query: Query) -> None:
    assert parse(str(query)) == query


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("a | b c", "a | (b c)"),
        ("a OR b AND c", "a | (b c)"),
        ("a|b c", "(a|b) c"),
        ("state:error|loss<1 c", "(state:error | loss<1) c"),
        ("state:error|run", "state:error|run"),
        ("(a | b) c", "(a | b) c"),
        ("(a|b)|c d", "((a|b) | c) d"),
        ("a || b", "a | b"),
        ("NOT a", "-a"),
        ("NOT NOT -a", "-a"),
        ("-(a b)", "NOT (a b)"),
        ("-(-a)", "a"),
        ("((a))", "a"),
        ("a (b (c d))", "a b c d"),
        ("a | (b OR c)", "a | b | c"),
        ("tag:(v2 | v3)", "tag:v2 | tag:v3"),
        ("-tag:(v2 -name:x)", "-(tag:v2 -name:x)"),
        ("tag:(v2 (v3 | v4)) v5", "tag:v2 (tag:v3 | tag:v4) v5"),
        ("loss<(1 | 2)", "loss<1 | loss<2"),
        ("seed=-1|-2", 'seed="-1"|"-2"'),
        ("name:run(3) or", 'name:"run(3)" "or"'),
        ("(name:run(3))", 'name:"run(3)"'),
    ],
)
def test_what_binds_closer_and_what_groups(text: str, means: str) -> None:
    assert parse(text) == parse(means)
    assert parse(str(parse(text))) == parse(text)


def test_words_of_the_language_are_looked_for_in_quotes() -> None:
    assert parse('"OR"|OR -"NOT"').terms == (Term("", ":", ("OR", "OR")), Term("", ":", ("NOT",), negated=True))


def test_however_deep_it_is_read_or_refused() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == parse("a")
    for text in ("(" * 100_000, "(" * 100_000 + "a", "NOT " * 100_000 + "a(", "-(" * 100_000, "a|" * 100_000 + "("):
        with pytest.raises(QueryError):
            parse(text)


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
        ("loss<abc", "“loss<” needs a number, not “abc” (character 6)", 0),
        ("state:flying", "There is no state “flying”", 0),
        ("x -", "Something must follow “-”", 2),
        ('name:"a', "The closing quote is missing (character 6)", 5),
        ('""', "Nothing stands between the quotes", 0),
        ('"a"b', "A blank is missing after", 3),
        ("loss<1|2", "takes one value", 0),
        ("name<3", "“name” has no order", 0),
        ("eta<soon", "needs a length of time", 0),
        ("since:soon", "needs a length of time or a date", 0),
        ("since:2", "needs a length of time or a date such as 2h or 2026-11-20, not “2” (character 7)", 0),
        ("since<2h", "is followed by a colon", 0),
        ("is:odd", "“is:” knows active", 0),
        ("learning_rat<1", "perhaps “learning_rate” is meant", 0),
        ("zzz:1", "no job has such a parameter or metric", 0),
        ("lr<x", "needs a number", 0),
        ("a | ", "Something must follow “|” (character 5)", 4),
        ("a OR", "Something must follow “OR”", 4),
        ("a AND | b", "Something must follow “AND”", 6),
        ("| a", "Something must stand before “|” (character 1)", 0),
        ("OR a", "Something must stand before “OR”", 0),
        ("a (b | (c d)", "The closing parenthesis is missing (character 3)", 2),
        ("a b) c", "Nothing is open that this “)” closes (character 4)", 3),
        ("a ( )", "Nothing stands between the parentheses", 2),
        ("a b(c d)", "The closing parenthesis is missing (character 4)", 3),
        ("(a)b", "A blank is missing after “(a)”", 3),
        ("tag:(a loss<x)", "needs a number", 7),
        ("NOT", "Something must follow “NOT”", 3),
        ("a (b | ) c", "Something must follow “|” (character 8)", 7),
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
