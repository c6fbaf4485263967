import re
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.job import Best, JobError, JobRecord, StopIntent
from engine.observe.annotations import Annotation
from engine.observe.context import Context
from engine.observe.predicate import predicate
from engine.observe.query import parse
from engine.observe.view import JobView
from engine.state import JobState

NOW_S = time.mktime((2026, 11, 20, 12, 0, 0, 0, 0, -1))

BASE = JobRecord(
    job_id="job_1", status=JobState.RUNNING, name="churn wide", recipe="classification", loss=0.05, progress=60.0,
    step=120, epoch=2, steps_per_second=1200.0, eta_seconds=90.0, best=Best(metric="val/loss", value=0.04, step=90),
    metrics={"val/loss": 0.06, "acc": 0.93, "bad": float("nan")}, tags=["v2", "base"], device="cuda:0", host="node3",
    params={"learning_rate": 0.001, "optimizer": "adam", "hidden": [64, 32], "shuffle": True, "seed": 7},
    created_at=NOW_S - 3600, started_at=NOW_S - 3000, updated_at=NOW_S - 1, message="training",
)  # fmt: skip
RUNNING = JobView(job_id="job_1", record=BASE)
FAILED = JobView(
    job_id="job_2",
    record=msgspec.structs.replace(
        BASE, job_id="job_2", name="smoke", status=JobState.ERROR, loss=float("nan"), best=None, tags=["v20"],
        error=JobError(kind="non-finite loss", message="loss became nan"), created_at=NOW_S - 3 * 86_400,
        finished_at=NOW_S - 2000, params={"learning_rate": 0.1}, metrics={}, resumed_from="job_1", eta_seconds=None,
    ),
)  # fmt: skip
UNREADABLE = JobView(job_id="job_3", problem="it is empty")
ALL = (RUNNING, FAILED, UNREADABLE)


def found(text: str, context: Context | None = None) -> str:
    """Numbers of the jobs that a filter shows."""
    test = predicate(parse(text), context or Context(now_s=NOW_S))
    return "".join(view.job_id[-1] for view in ALL if test(view))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "123"),
        ("state:running", "1"),
        ("state:r", "1"),
        ("state:failed|run", "12"),
        ("state:unreadable", "3"),
        ("-state:running", "23"),
        ("recipe:class", "12"),
        ("recipe=class", ""),
        ("recipe=class*", "12"),
        ("name:WIDE", "1"),
        ('name="churn wide"', "1"),
        ("name!=smoke", "13"),
        ("-name:smoke", "13"),
        ("-name!=smoke", "2"),
        ("tag:v2", "1"),
        ("tag:v*", "12"),
        ("tag:v2|v20", "12"),
        ("loss<0.1", "1"),
        ("loss=nan", "2"),
        ("loss>=0.05", "1"),
        ("best<0.05", "1"),
        ("step>=120 epoch=2", "12"),
        ("progress>=50%", "12"),
        ("speed>1k", "12"),
        ("eta<2m", "1"),
        ("took>40m", "1"),
        ("took<20m", "2"),
        ("lr>=1e-3", "12"),
        ("lr<0.01", "1"),
        ("learning_rate=0.001", "1"),
        ("params.lr=0.1", "2"),
        ("val/loss<0.1", "1"),
        ("metrics.acc>0.9", "1"),
        ("params.acc>0.9", ""),
        ("bad=nan", "1"),
        ("optimizer:ad", "1"),
        ("optimizer=ad", ""),
        ("hidden=64,32", "1"),
        ("shuffle=true", "1"),
        ("seed=7|8", "1"),
        ("since:2h", "1"),
        ("before:2h", "23"),
        ("older:1d", "23"),
        ("since:today", "1"),
        ("since:2026-11-17", "12"),
        ("before:2026-11-18", "23"),
        ("error:nan", "2"),
        ("parent:job_1", "2"),
        ("device:cuda host:node3", "12"),
        ("is:active", "1"),
        ("is:ended", "2"),
        ("is:resumed", "2"),
        ("is:unreadable", "3"),
        ("is:all", "123"),
        ("churn|smoke", "12"),
        ("job_", "123"),
        ('"churn wide"', "1"),
        ("-churn -smoke", "3"),
        ("state:running | name:smoke", "12"),
        ("state:running|name:smoke step>1000", ""),
        ("state:running | name:smoke step>1000", "1"),
        ("-(churn | smoke)", "3"),
        ("-(recipe:class churn)", "23"),
        ("tag:(v2 | v20)", "12"),
        ("tag:(v2 base)", "1"),
        ("(loss<0.1 | loss=nan) NOT is:resumed", "1"),
    ],
)
def test_what_is_found(text: str, expected: str) -> None:
    assert found(text) == expected


LEAVES = [
    (text, found(text)) for text in ("churn", "-smoke", "state:e", "loss<0.1", "is:unreadable", "tag:v2|v20", "a|b")
]
"""Conditions, and which of the jobs each shows."""


def naive(leaf: tuple[str, str]) -> tuple[str, frozenset[str]]:
    return leaf[0], frozenset(leaf[1])


def composed(
    parts: st.SearchStrategy[tuple[str, frozenset[str]]],
) -> st.SearchStrategy[tuple[str, frozenset[str]]]:
    """Filters with parentheses everywhere, and the sets that these mean."""
    pair = st.tuples(parts, parts)
    either = st.sampled_from([" | ", " OR ", "|", "||", " |", "| "])
    return st.one_of(
        st.builds(lambda two, sign: (f"({two[0][0]}){sign}({two[1][0]})", two[0][1] | two[1][1]), pair, either),
        st.builds(lambda two, sign: (f"({two[0][0]}){sign}({two[1][0]})", two[0][1] & two[1][1]), pair,
                  st.sampled_from([" ", " AND ", "   "])),
        st.builds(lambda one, sign: (f"{sign}({one[0]})", frozenset("123") - one[1]), parts,
                  st.sampled_from(["-", "NOT ", "NOT"])),
    )  # fmt: skip


@given(st.recursive(st.sampled_from(LEAVES).map(naive), composed, max_leaves=9))
def test_a_filter_shows_what_its_parts_show_together(filter_: tuple[str, frozenset[str]]) -> None:
    text, expected = filter_
    assert frozenset(found(text)) == expected


def test_what_people_added_is_found_and_what_was_put_away_only_where_it_is_asked_for() -> None:
    notes = {
        "job_1": Annotation(note="Baseline run", pinned=True, tags_added=("keep",), tags_removed=("v2",)),
        "job_2": Annotation(archived=True),
    }
    context = Context(notes, {"job_1": "plateau: no better"}, {"job_3"}, NOW_S)

    assert found("", context) == "13"
    assert found("is:archived", context) == "2"
    assert found("is:all", context) == "123"
    assert found("-is:archived", context) == "13"
    assert found("state:running | is:archived", context) == "12"
    assert found("is:pinned", context) == found("note:base", context) == found("is:noted baseline", context) == "1"
    assert found("tag:keep", context) == "1"
    assert found("tag:v2", context) == ""
    assert found("is:marked", context) == "3"
    assert found("is:unhealthy", context) == found("health:plateau", context) == "1"


def test_a_parent_is_asked_for_by_its_name_or_id() -> None:
    known = Context(now_s=NOW_S, title_of={"job_1": "churn wide"}.get)  # type: ignore[arg-type]
    assert [found(f"parent:{words}", known) for words in ("job_1", "CHURN", "smoke")] == ["2", "2", ""]
    assert found("parent:churn") == ""


def test_a_job_that_stops_or_is_silent_is_found() -> None:
    stopping = msgspec.structs.replace(RUNNING, stop=StopIntent(requested_at=NOW_S, grace_s=60.0))
    silent = msgspec.structs.replace(RUNNING, record=msgspec.structs.replace(BASE, updated_at=NOW_S - 60))
    context = Context(now_s=NOW_S)

    assert predicate(parse("is:stopping"), context)(stopping)
    assert not predicate(parse("is:stopping"), context)(RUNNING)
    assert predicate(parse("is:stale"), context)(silent)
    assert not predicate(parse("is:stale"), context)(RUNNING)


def test_words_are_looked_for_in_what_a_job_says_now() -> None:
    context = Context(now_s=NOW_S)
    test = predicate(parse("saved"), context)
    assert not test(RUNNING)
    assert test(msgspec.structs.replace(RUNNING, record=msgspec.structs.replace(BASE, message="checkpoint saved")))


def named(name: str) -> JobView:
    return msgspec.structs.replace(RUNNING, record=msgspec.structs.replace(BASE, name=name))


@given(wanted=st.text("ab*", min_size=1, max_size=7).filter(lambda text: "*" in text), name=st.text("ab", max_size=8))
def test_a_star_stands_for_anything(wanted: str, name: str) -> None:
    expected = re.fullmatch(wanted.replace("*", ".*"), name or BASE.job_id) is not None
    assert predicate(parse(f"name:{wanted}"), Context(now_s=NOW_S))(named(name)) is expected


def test_many_stars_take_no_time() -> None:
    assert not predicate(parse(f"name:{'*a' * 60}*b"), Context(now_s=NOW_S))(named("a" * 2_000))


def test_however_many_terms_there_are_they_are_asked() -> None:
    assert found("-smoke " * 2_000 + "churn") == "1"
    assert found(" | ".join(["nowhere"] * 2_000 + ["smoke"])) == "2"
