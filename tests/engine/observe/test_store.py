from hypothesis import given
from hypothesis import strategies as st

from engine.job import JobRecord
from engine.observe.folder import Look
from engine.observe.store import Diff, JobStore
from engine.observe.view import JobView
from engine.state import JobState

views = st.builds(
    lambda job_id, status, step: JobView(
        job_id=job_id, record=JobRecord(job_id=job_id, status=status, step=step, epochs=step) if status else None
    ),
    st.sampled_from("abcd"),
    st.sampled_from([None, JobState.RUNNING, JobState.COMPLETED]),
    st.integers(0, 1),
)
looks = st.lists(
    st.tuples(st.lists(views, max_size=4, unique_by=lambda view: view.job_id), st.sets(st.sampled_from("abcd"))).map(
        lambda found: Look(found[0], tuple(found[1] - {view.job_id for view in found[0]}))  # type: ignore[arg-type]
    ),
    max_size=8,
)


@given(looks)
def test_the_diffs_tell_exactly_what_became_of_the_jobs(found: list[Look]) -> None:
    store = JobStore()
    known: dict[str, JobView] = {}
    for look in found:
        changes = store.changes
        diff = store.apply(look)
        assert store.changes > changes or not diff
        now = {view.job_id: view for view in store}
        assert diff.added == now.keys() - known.keys()
        assert diff.removed == known.keys() - now.keys()
        assert diff.changed == {job_id for job_id in now.keys() & known.keys() if now[job_id] != known[job_id]}
        assert bool(diff) == (now != known)
        known = now
        assert not store.apply(look), "the same look twice"
        assert len(store) == len(known) == sum(store.counts().values())
        assert set(store.epochs()) == {view.record.epochs if view.record else 0 for view in store}


def test_trouble_keeps_the_jobs() -> None:
    store = JobStore()
    store.apply(Look((JobView(job_id="a", record=JobRecord(job_id="a", status=JobState.RUNNING)),)))

    assert store.apply(Look(trouble="gone")) == Diff()
    assert store.trouble == "gone"
    assert store.get("a") is not None
    assert store.get(None) is None
    assert store.counts() == {JobState.RUNNING: 1}
    store.apply(Look())
    assert store.trouble == ""
