import os
import re
import subprocess
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression.child import LONGEST_LINE
from engine.expression.expression import Expression, NotYet, TookTooLong, compiled, is_quick
from engine.observe.terminal_text import LINE_LIMIT_CHARACTERS

NASTY = (
    r"((a+))+$", r"(a|aa)+$", r"(.*)*x", r"(a*)*b", r"(a+a+)+y", r"(\w+\s?)*$", r"(?:(?:|){9}){9}b", r"(a?){60}a{60}$",
    r"(.*a){40}x", r"a*a*a*a*a*a*a*b", r"(?=((a+)+$))", r"([aA]|a)*$(?<=b)",
)  # fmt: skip
"""Expressions that do not come to an end on `HARD` while anybody lives, some of them with one repetition at a time."""

HARD = "a" * 3_000 + "!"


@pytest.fixture
def expression() -> Expression:
    return Expression(compiled(r"lo\w+|^end", re.IGNORECASE | re.MULTILINE))


def test_an_expression_is_searched_for_line_by_line(expression: Expression) -> None:
    assert expression.spans("Loss a\n\nlow 日 loss\nend", 20) == [(0, 4), (8, 11), (14, 18), (19, 22)]
    assert expression.spans("", 20) == []
    assert Expression(compiled(r"[^x]+", 0)).spans("ab\ncd", 20) == [(0, 2), (3, 5)]
    assert Expression(compiled(r"b*", 0)).spans("abba", 20) == [(1, 3)]
    assert Expression(compiled("\ud800+", 0)).spans("a\ud800\ud800", 20) == [(1, 3)]


def test_much_is_answered_whole(expression: Expression) -> None:
    found = expression.spans("loss " * 3_000 + "\n" + "loss\n" * 200_000, 60)
    assert found is not None
    assert len(found) == 203_000


def test_lines_match_also_where_nothing_is_held() -> None:
    assert Expression(compiled(r"^a*$", 0)).matching(["aa", "", "b", "a\n", "a"], 20) == {0, 1, 4}
    assert Expression(compiled(r"(?=val)", 0)).matching(["loss", "val_loss"], 20) == {1}


@pytest.mark.parametrize("source", NASTY)
def test_no_expression_takes_longer_than_it_may(source: str) -> None:
    expression = Expression(compiled(source, 0))
    with pytest.raises(TookTooLong):
        expression.spans(HARD, 0.05)


@given(
    source=st.recursive(
        st.sampled_from(["a", ".", "\\w", "a?", "(?:a|aa)", "^", "$", ""]),
        lambda parts: (
            st.tuples(parts, st.sampled_from(["*", "+", "{2,}", "*?", "{30}"])).map(lambda two: f"(?:{two[0]}){two[1]}")
            | st.tuples(parts, parts).map("".join)
            | st.tuples(parts, parts).map("({0[0]}|{0[1]})".format)
        ),
        max_leaves=6,
    )
)
def test_any_expression_comes_to_an_end(source: str) -> None:
    expression = Expression(compiled(source + "b", 0))
    try:
        assert expression.spans(HARD, 0.02) == []
    except TookTooLong:
        expression.close()


def test_what_is_searched_for_can_be_called_off_while_it_goes_on_and_asked_again(expression: Expression) -> None:
    hard, asked = Expression(compiled(NASTY[0], 0)), iter([False, False, True])
    assert hard.spans(HARD, 600, lambda: next(asked)) is None
    assert hard.spans("aaa", 20) == [(0, 3)]


def test_a_thread_that_searches_holds_nobody_up() -> None:
    wanted, hard = [True], Expression(compiled(NASTY[0], 0))
    thread = Thread(target=hard.spans, args=(HARD, 600, lambda: not wanted[0]))
    thread.start()
    assert Expression(compiled("b+", 0)).spans("abb", 20) == [(1, 3)]
    wanted[0] = False
    thread.join()


def test_the_process_ends_with_its_expression_and_by_itself_at_its_limit() -> None:
    expression = Expression(compiled("a+", 0))
    expression.spans("a", 20)
    process = expression._process
    assert process is not None
    del expression
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
    hard = Expression(compiled(NASTY[0], 0))
    hard.spans("a", 20)
    process = hard._process
    assert process is not None
    with pytest.raises(TookTooLong):
        hard.spans(HARD, 0.05, lambda: False)
    assert process.returncode < 0


@pytest.mark.parametrize(
    ("source", "quick"),
    [("^loss", True), ("end$", True), ("a b", True), ("a.b", False), ("a|b", False), ("(|)", False), ("[^a]", False),
     ("\n", False)],
)  # fmt: skip
def test_only_words_run_in_the_process_of_the_panel(source: str, quick: bool) -> None:
    assert is_quick(source) is quick


def test_somebody_who_cannot_wait_is_told_that_it_has_not_begun(expression: Expression) -> None:
    with pytest.raises(NotYet):
        expression.spans_now("loss", 0)
    assert expression.spans("loss", 20) == [(0, 4)]
    assert expression.spans_now("low", 20) == [(0, 3)]
    hard = Expression(compiled(NASTY[0], 0))
    hard.spans("a", 20)
    with pytest.raises(TookTooLong):
        hard.spans_now(HARD, 0.05)


def test_lines_are_looked_at_as_far_as_they_are_shown() -> None:
    assert LONGEST_LINE == LINE_LIMIT_CHARACTERS


def test_somebody_who_cannot_wait_does_not_wait_for_the_start_either(
    expression: Expression, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = subprocess.Popen  # What is started instead never says that it is there.
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: started(["/bin/sleep", "600"], **options))
    with pytest.raises(NotYet):
        expression.spans_now("loss", 600)
    expression.close()
