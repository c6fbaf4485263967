from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.job import Best, JobRecord
from engine.observe.annotations import Annotation
from engine.observe.context import Context
from engine.observe.folder import JobFolder, Look
from engine.observe.query import parse
from engine.observe.store import Diff, JobStore
from engine.observe.view import JobView
from engine.state import JobState
from tests.tui.planted import IDS, plant_all
from tui.column_table import COLUMNS, MORE_COLUMNS, find_column
from tui.grouping import GROUPS, GroupBest, grouped, is_heading
from tui.heading_cells import group_cells
from tui.listing import NEWEST, Listing

ORDERS = [NEWEST, *(column.key for column in (*COLUMNS, *MORE_COLUMNS)), "param:learning_rate", "metric:none"]


def of(workspace_root: Path) -> tuple[JobStore, Listing]:
    store = JobStore()
    store.apply(JobFolder(plant_all(workspace_root)).look())
    listing = Listing(store, Context(store.annotations, store.health))
    listing.refresh()
    return store, listing


def sorted_by(listing: Listing, key: str, reverse: bool = False) -> list[str]:
    listing.sort = (key, reverse)
    listing.refresh(Diff())
    names = {IDS[0]: "done", IDS[1]: "broke", IDS[2]: "halted", IDS[3]: "pretend", IDS[4]: "reading", IDS[5]: "?"}
    return [names[job_id] for job_id in listing.lines]


def test_newest_first_and_reversed(tmp_path: Path) -> None:
    _, listing = of(tmp_path)
    assert listing.lines == list(reversed(IDS))
    listing.sort = (NEWEST, True)
    assert listing.refresh(Diff())
    assert listing.lines == list(IDS)


def test_a_place_counts_jobs_and_no_headings(tmp_path: Path) -> None:
    _, listing = of(tmp_path)
    assert listing.place_of(IDS[5]) == (0, 6)
    assert listing.place_of("nobody") == (0, 0)
    listing.group = "recipe"
    listing.refresh(Diff())
    jobs = [line for line in listing.lines if not is_heading(line)]
    assert [listing.place_of(job_id)[0] for job_id in jobs] == list(range(6))
    closed = next(heading for heading in listing.headings.values() if IDS[0] in heading.job_ids)
    listing.closed.add(closed.id)
    listing.refresh()
    assert listing.place_of(IDS[0]) == (0, 0)
    assert listing.shows(IDS[0])


def test_what_needs_attention_comes_first(tmp_path: Path) -> None:
    assert sorted_by(of(tmp_path)[1], "state") == ["pretend", "reading", "broke", "halted", "done", "?"]


def test_the_best_loss_comes_first_and_nan_last_whichever_way_round(tmp_path: Path) -> None:
    _, listing = of(tmp_path)
    assert sorted_by(listing, "loss")[0] == "done"
    assert set(sorted_by(listing, "loss")[-2:]) == {"broke", "?"}
    assert set(sorted_by(listing, "loss", reverse=True)[-2:]) == {"broke", "?"}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("group", GROUPS)
def test_no_order_and_no_group_loses_a_job(tmp_path: Path, order: str, group: str) -> None:
    store, listing = of(tmp_path)
    listing.group, listing.sort = group, (order, False)
    listing.refresh(Diff())
    assert sorted(line for line in listing.lines if not is_heading(line)) == sorted(IDS)
    assert len(listing.job_ids) == len(store)


def test_parameters_and_metrics_are_sorted_by(tmp_path: Path) -> None:
    store, listing = of(tmp_path)
    known = store.get(IDS[2])
    assert known is not None
    assert known.record is not None
    record = msgspec.structs.replace(known.record, params={"learning_rate": 1e-4}, metrics={"acc": 0.5})
    diff = store.apply(Look(changed=(msgspec.structs.replace(known, record=record),)))
    listing.refresh(diff)
    assert sorted_by(listing, "param:learning_rate")[0] == "halted"
    assert sorted_by(listing, "metric:acc")[0] == "halted"


def test_pinned_jobs_stay_on_top_and_archived_ones_out_of_sight(tmp_path: Path) -> None:
    store, listing = of(tmp_path)
    diff = store.annotate({IDS[0]: Annotation(pinned=True), IDS[5]: Annotation(archived=True)})
    assert listing.refresh(diff)
    assert listing.lines == [IDS[0], IDS[4], IDS[3], IDS[2], IDS[1]]
    listing.query = parse("is:archived")
    listing.refresh(Diff())
    assert listing.lines == [IDS[5]]


def test_a_change_that_moves_nothing_leaves_the_lines_alone(tmp_path: Path) -> None:
    store, listing = of(tmp_path)
    lines, known = listing.lines, store.get(IDS[3])
    assert known is not None
    assert known.record is not None
    other = msgspec.structs.replace(known, record=msgspec.structs.replace(known.record, loss=0.7))
    assert not listing.refresh(store.apply(Look(changed=(other,))))
    assert listing.lines is lines


def test_groups_have_headings_with_counts_and_can_be_closed(tmp_path: Path) -> None:
    _, listing = of(tmp_path)
    listing.group = "state"
    listing.refresh(Diff())
    headings = [listing.headings[line] for line in listing.lines if is_heading(line)]
    assert [heading.title for heading in headings] == [
        "RUNNING", "LOADING", "ERROR", "STOPPED", "COMPLETED", "UNREADABLE"
    ]  # fmt: skip
    assert headings[4].best == GroupBest(0.0019, "done", "", False)
    assert headings[0].counts == ((JobState.RUNNING, 1),)

    listing.closed = {headings[0].id}
    assert listing.refresh(Diff())
    assert IDS[3] not in listing.lines
    assert IDS[3] in listing.job_ids


def view(job_id: str, **fields: object) -> JobView:
    return JobView(job_id=job_id, record=JobRecord(job_id=job_id, status=JobState.RUNNING, **fields))  # type: ignore[arg-type]


def best_of(*views: JobView) -> GroupBest | None:
    look = {view.job_id: view for view in views}
    (heading,) = grouped(list(look), "recipe", look.get, Context(), ())
    return heading.best


def test_the_best_of_a_group_is_never_a_simulation_where_something_was_trained() -> None:
    real = view("a", name="real", best=Best(metric="loss", value=0.5, step=1))
    pretended = view("b", name="pretended", simulation=True, best=Best(metric="loss", value=1e-9, step=1))
    assert best_of(real, pretended) == GroupBest(0.5, "real", "", False)
    assert best_of(pretended, view("c")) == GroupBest(1e-9, "pretended", "", True)
    (heading,) = grouped(["b"], "recipe", {"b": pretended}.get, Context(), ())
    assert [cell.text for cell in group_cells(heading, 80)][-3:] == ["SIM", "best 1.000e-9", "pretended"]


def test_the_best_of_a_group_is_that_of_its_metric_in_its_direction() -> None:
    low, high = (view(str(place), best=Best(metric="acc", value=place / 10, step=1)) for place in (7, 9))
    other = view("x", best=Best(metric="loss", value=0.01, step=1))
    assert best_of(low, high) == GroupBest(0.9, "9", "", False)
    assert best_of(low, high, other) == GroupBest(0.9, "9", "acc", False)


def test_a_family_is_everything_resumed_from_one_job_even_in_a_circle() -> None:
    store = JobStore()
    look = (
        view("a", name="root"), view("b", resumed_from="a"), view("c", resumed_from="b"), view("d", name="alone"),
        view("e", resumed_from="gone"), view("x", resumed_from="y"), view("y", resumed_from="x"),
    )  # fmt: skip
    store.apply(Look(changed=look))
    listing = Listing(store, Context())
    listing.group = "parent"
    listing.refresh()
    families = {heading.title: set(heading.job_ids) for heading in listing.headings.values()}
    assert families["root  a"] == {"a", "b", "c"}
    assert families["gone"] == {"e"}
    assert families["no relatives"] == {"d", "x", "y"}
    assert sorted(job_id for ids in families.values() for job_id in ids) == ["a", "b", "c", "d", "e", "x", "y"]


def test_a_filter_by_age_lets_go_of_a_job_as_time_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    store = JobStore()
    store.apply(Look(changed=(view("old", created_at=1_000.0), view("new", created_at=5_000.0))))
    listing = Listing(store, Context())
    listing.query = parse("since:1h")
    assert listing.is_moving
    monkeypatch.setattr("tui.listing.time.time", lambda: 5_001.0)
    listing.refresh()
    assert listing.lines == ["new"]
    monkeypatch.setattr("tui.listing.time.time", lambda: 9_000.0)
    assert listing.refresh(Diff())
    assert listing.lines == []


RECORDS = st.builds(
    JobRecord,
    job_id=st.sampled_from(["a", "b", "c", "d", "e"]),
    status=st.sampled_from(JobState),
    loss=st.sampled_from([None, 0.1, 0.2, float("nan")]),
    tags=st.sampled_from([[], ["x"], ["y", "x"]]),
    created_at=st.sampled_from([None, 1.0, 2.0]),
)
STEPS = st.lists(
    st.one_of(
        st.lists(RECORDS, max_size=3, unique_by=lambda record: record.job_id).map(
            lambda records: Look(changed=tuple(JobView(job_id=record.job_id, record=record) for record in records))
        ),
        st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(lambda ids: Look(removed=tuple(ids))),
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.builds(Annotation, pinned=st.booleans())).map(
            lambda notes: Look(annotations=notes)
        ),
        st.tuples(st.sampled_from(ORDERS[:9]), st.booleans()),
        st.sampled_from(["", "state:running", "loss<0.15", "-tag:x", "is:pinned"]).map(parse),
        st.sampled_from(GROUPS),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_what_is_kept_between_changes_never_differs_from_a_fresh_start(steps: list[object]) -> None:
    store = JobStore()
    listing = Listing(store, Context(store.annotations, store.health))
    for step in steps:
        diff = Diff()
        if isinstance(step, Look):
            diff = store.apply(step)
        elif isinstance(step, tuple):
            listing.sort = step
        elif isinstance(step, str):
            listing.group = step
        else:
            listing.query = step  # type: ignore[assignment]
        listing.refresh(diff)
        fresh = Listing(store, Context(store.annotations, store.health))
        fresh.query, fresh.sort, fresh.group = listing.query, listing.sort, listing.group
        fresh.refresh()
        assert listing.lines == fresh.lines
        assert listing.headings == fresh.headings


@pytest.mark.parametrize("key", ["", "nothing", "param:", "metric:"])
def test_there_is_no_column_of_an_unknown_key(key: str) -> None:
    assert find_column(key) is None
