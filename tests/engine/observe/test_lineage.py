"""A job that went on from others has their history, up to where it did."""

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checkpoint_index import CheckpointFacts, write_index
from engine.curves.export import CurveExport
from engine.curves.metric_choice import cells_of
from engine.files import make_private
from engine.job import JobRecord, JobSpec
from engine.observe.histories import HeldHistory
from engine.observe.lineage import LineageReader, ancestors_of, read_lineage
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState

IDS = tuple(f"job_{1_700_000_000_000 + number}_0000000{number}" for number in range(1, 6))


def plant(
    workspace: Workspace, place: int, steps: Sequence[int], parent: int | None = None, checkpoint: str | None = None
) -> None:
    """A job that reports `loss` with its own place in front: 2.0015 is step 15 of the job at place 2."""
    make_private(workspace.run(IDS[place]))
    make_private(workspace.jobs)
    origin = IDS[parent] if parent is not None else None
    spec = JobSpec(job_id=IDS[place], recipe="r", params={}, resumed_from=origin, resume_checkpoint=checkpoint)
    write_record(workspace.spec(IDS[place]), spec, durable=False)
    record = JobRecord(job_id=IDS[place], status=JobState.STOPPED, resumed_from=origin)
    write_record(workspace.status(IDS[place]), record, durable=False)
    write(workspace, place, steps)


def write(workspace: Workspace, place: int, steps: Sequence[int]) -> None:
    with workspace.metrics(IDS[place]).open("a") as file:
        for step in steps:
            file.write(json.dumps({"step": step, "epoch": step / 10, "loss": place + step / 10_000}) + "\n")


def origin(workspace: Workspace, place: int) -> list[tuple[int, int]]:
    """Steps of the loss and the places of the jobs that reported them."""
    return [(point.step, int(point.value)) for point in read_lineage(workspace, IDS[place]).series["loss"]]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The third goes on from step 20 of the second, that one from step 20 of the first, of which more is there."""
    made = Workspace(tmp_path)
    plant(made, 0, range(5, 45, 5))
    plant(made, 1, range(25, 40, 5), 0, f"models/{IDS[0]}/step_20.pt")
    plant(made, 2, range(35, 50, 5), 1, f"models/{IDS[1]}/last.pt")
    facts = CheckpointFacts(step=30, size_bytes=1, modified_ns=1)
    write_index(made.checkpoint_index(IDS[1]), {"last.pt": facts})
    return made


def test_a_chain_of_resumes_is_one_curve_without_what_lies_behind_each_checkpoint(workspace: Workspace) -> None:
    assert origin(workspace, 2) == [
        *((step, 0) for step in (5, 10, 15, 20)), (25, 1), (30, 1), *((step, 2) for step in (35, 40, 45))
    ]  # fmt: skip
    assert [each.last_step for each in ancestors_of(workspace, IDS[2])] == [20, 30]


def test_a_history_is_read_in_slices_and_read_anew_when_its_own_file_is_replaced(workspace: Workspace) -> None:
    held = HeldHistory(LineageReader(workspace, IDS[2]))

    def read() -> list[int]:
        done = 0.0
        while done < 1:
            batch, done = held.read()
            held.take(batch, done)
        return list(held.history.series["loss"].steps)

    assert read() == list(range(5, 50, 5))
    write(workspace, 2, [50])
    assert read() == list(range(5, 55, 5))
    workspace.metrics(IDS[2]).unlink()
    write(workspace, 2, [40])
    assert read() == [5, 10, 15, 20, 25, 30, 40]
    assert [each.job_id for each in held.ancestors] == list(IDS[:2])


def test_a_deleted_ancestor_and_a_circle_are_no_error(workspace: Workspace) -> None:
    for path in (workspace.spec(IDS[1]), workspace.status(IDS[1]), workspace.metrics(IDS[1])):
        path.unlink()
    assert origin(workspace, 2) == [(35, 2), (40, 2), (45, 2)]
    plant(workspace, 3, [5], 4)
    plant(workspace, 4, [10], 3)
    assert origin(workspace, 4) == [(5, 3), (10, 4)]
    assert ancestors_of(workspace, IDS[1]) == ()


def test_a_curve_ends_at_jobs_that_have_a_curve_of_their_own(workspace: Workspace) -> None:
    assert ancestors_of(workspace, IDS[2], besides=IDS[1:3]) == ()
    assert [each.job_id for each in ancestors_of(workspace, IDS[2], besides=[IDS[0]])] == [IDS[1]]


def test_points_are_written_with_the_job_that_reported_them(workspace: Workspace) -> None:
    text = io.StringIO()
    CurveExport("third", workspace, IDS[2], cells_of(["loss"])).points(text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert [(row["job"], row["step"]) for row in rows] == [
        *((IDS[0], str(step)) for step in (5, 10, 15, 20)),
        *((IDS[1], str(step)) for step in (25, 30)),
        *((IDS[2], str(step)) for step in (35, 40, 45)),
    ]


@given(st.lists(st.integers(1, 60), max_size=30), st.integers(0, 60), st.lists(st.integers(1, 60), max_size=30))
def test_no_point_of_a_parent_lies_behind_the_checkpoint(own: list[int], step: int, later: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        plant(workspace, 0, sorted(own))
        plant(workspace, 1, sorted(step + each for each in later), 0, f"models/{IDS[0]}/step_{step}.pt")
        series = read_lineage(workspace, IDS[1]).series.get("loss")
        shown = [(point.step, int(point.value)) for point in series] if series is not None else []
    kept = [each for each in sorted(own) if each <= step]
    assert shown == [*((each, 0) for each in kept), *((step + each, 1) for each in sorted(later))]


def test_the_best_value_is_that_of_the_whole_chain_up_to_each_checkpoint(workspace: Workspace) -> None:
    best = read_lineage(workspace, IDS[2]).series["loss"].best()
    assert best == (5, 0.0005)
    plant(workspace, 3, [5, 10, 500], None)
    plant(workspace, 4, [15], 3, f"models/{IDS[3]}/step_10.pt")
    highest = read_lineage(workspace, IDS[4]).series["loss"].best(highest=True)
    assert highest == (15, 4.0015)
