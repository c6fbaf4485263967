import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.files import make_private
from engine.paths import Workspace
from engine.shim.status import read_object, write_object
from engine.state import CLOSED, NEXT, IllegalTransition, JobState, check_transition

PAIRS = list(itertools.product(JobState, JobState))
ILLEGAL = [(old, new) for old, new in PAIRS if new is not old and new not in NEXT[old]]


def test_the_way_of_a_job() -> None:
    way = [JobState.QUEUED, JobState.STARTING, JobState.LOADING, JobState.RUNNING, JobState.COMPLETED]
    for old, new in itertools.pairwise(way):
        check_transition(old, new)
    assert [state for state in JobState if state.is_closed] == [state for state in JobState if not NEXT[state]]


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_no_illegal_step_is_written(tmp_path: Path, old: JobState, new: JobState) -> None:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    before = json.dumps({"job_id": "a", "status": old})
    workspace.status("a").write_text(before)

    with pytest.raises(IllegalTransition, match=f"from {old} to {new}"):
        check_transition(old, new)
    with pytest.raises(IllegalTransition):
        write_object(workspace, read_object(workspace, "a"), new)

    assert workspace.status("a").read_text() == before


@given(st.lists(st.sampled_from(JobState), max_size=12))
def test_nothing_follows_a_closed_state(wishes: list[JobState]) -> None:
    state = JobState.QUEUED
    seen = [state]
    for wish in wishes:
        try:
            check_transition(state, wish)
        except IllegalTransition:
            continue
        state = wish
        seen.append(state)
    closed = [found for found in seen if found in CLOSED]
    assert len(set(closed)) <= 1
    assert seen[len(seen) - len(closed) :] == closed
    ranks = [list(JobState).index(found) if found not in CLOSED else 9 for found in seen]
    assert ranks == sorted(ranks)
