import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.job import JobError, JobRecord, StopIntent
from engine.observe.context import Context
from engine.observe.view import JobView
from engine.state import JobState
from tui.cells import row_cells
from tui.column_cells import LEAST_BAR, count_width, progress_cells, recipe_cells
from tui.column_table import COLUMNS
from tui.columns import Row, place

WIDE = place(COLUMNS, 160, 4)
NARROW = place(COLUMNS, 80, 4)


def running(**fields: object) -> JobRecord:
    record = JobRecord(
        job_id="a", status=JobState.RUNNING, name="churn", recipe="regression", progress=66.7, epoch=2, epochs=3,
        step=40, total_steps=60, loss=0.1234, trend=[0.9, 0.1], steps_per_second=1200.0, eta_seconds=42.0,
    )  # fmt: skip
    return msgspec.structs.replace(record, **fields)


def text(record: JobRecord | None, *, narrow: bool = False, **view: object) -> str:
    cells = row_cells(JobView(job_id="a", record=record, **view), NARROW if narrow else WIDE, now_s=100.0)  # type: ignore[arg-type]
    return " ".join(cell.text for cell in cells)


def test_a_running_job_shows_where_it_stands() -> None:
    shown = text(running())

    for part in ("▶", "RUNNING", "churn", "66%", "2/3", "0.1234", "1.2k/s", "0:42", "█", "▁"):
        assert part in shown


def test_per_cent_is_100_only_when_all_is_done() -> None:
    assert "99%" in text(running(progress=99.9))
    assert "100%" in text(running(progress=100.0, status=JobState.COMPLETED))


@given(st.integers(1, 10**9), st.data())
def test_no_count_on_the_way_is_longer_than_the_room_for_it(epochs: int, data: st.DataObject) -> None:
    epoch = data.draw(st.integers(0, epochs))
    cells = row_cells(JobView(job_id="a", record=running(epoch=epoch, epochs=epochs)), WIDE, now_s=100.0)

    count = next(cell.text for cell in cells if "/" in cell.text and cell.style == "dim")
    assert len(count) <= count_width(epochs)


def test_bars_of_one_table_are_as_long_as_each_other() -> None:
    needed = count_width(100_000)
    bars = {
        next(cell for cell in row_cells(view, WIDE, now_s=100.0, count_width=needed) if cell.text.endswith("%")).start
        for view in (JobView(job_id="a", record=running(epochs=epochs, epoch=1)) for epochs in (3, 100_000))
    }

    assert len(bars) == 1


@pytest.mark.parametrize(("epochs", "told"), [(300, ["50%", "150/300"]), (100_000, ["50k/100k"])])
def test_a_long_count_takes_the_room_of_the_per_cent_and_not_that_of_the_bar(epochs: int, told: list[str]) -> None:
    view = JobView(job_id="a", record=running(epochs=epochs, epoch=epochs // 2, progress=50.0))
    row = Row(view, Context(), ascii=True, count_width=count_width(epochs))
    bar, track, *texts = progress_cells(row, 0, 18)

    assert bar.width + track.width >= LEAST_BAR
    assert [cell.text for cell in texts] == told


def test_nan_is_shown_as_nan() -> None:
    assert "nan" in text(running(loss=float("nan")))


@pytest.mark.parametrize("narrow", [False, True])
def test_a_simulation_says_so_at_every_width(narrow: bool) -> None:
    assert "SIM" in text(running(simulation=True), narrow=narrow)


def test_a_simulation_says_so_in_a_narrowed_column() -> None:
    view = JobView(job_id="a", record=running(simulation=True))
    row = Row(view, Context(), False, 0.0, frozenset({"recipe"}))
    assert [cell.text for width in (3, 9, 10) for cell in recipe_cells(row, 0, width)] == ["SIM", "SIM", "SIMULATION"]


@pytest.mark.parametrize("narrow", [False, True])
def test_an_error_says_why_and_what_to_do(narrow: bool) -> None:
    error = JobError(kind="non-finite loss", message="loss became nan at step 40", hint="Lower the learning rate.")

    shown = text(running(status=JobState.ERROR, error=error), narrow=narrow)

    assert "loss became nan at step 40. Lower the learning rate." in shown


def test_a_stopping_job_counts_down() -> None:
    assert "stopping: killed in 0:30" in text(running(), stop=StopIntent(requested_at=70.0, grace_s=60.0))
    assert "STOPPING" in text(running(), stop=StopIntent(requested_at=70.0, grace_s=60.0))
    assert "killing" in text(running(), stop=StopIntent(requested_at=70.0, grace_s=0.0))


def test_an_unguarded_job_says_so() -> None:
    assert "UNSUPERVISED" in text(running(), guard="unsupervised")


def test_an_unreadable_file_is_shown_as_such() -> None:
    assert "unreadable: it is empty" in text(None, problem="it is empty")


@given(st.sampled_from(JobState), st.integers(20, 250), st.floats(), st.text("abc -", max_size=30), st.booleans())
def test_cells_stay_in_their_places(state: JobState, width: int, loss: float, message: str, ascii: bool) -> None:
    placed = place(COLUMNS, width, 4)
    record = running(status=state, loss=loss, message=message, step=1 if len(message) % 2 else 0)

    cells = sorted(row_cells(JobView(job_id="a", record=record), placed, ascii=ascii), key=lambda cell: cell.start)

    for before, after in itertools.pairwise(cells):
        assert before.start + before.width <= after.start
    if ascii:
        assert all(cell.text.isascii() for cell in cells if cell.text != "–")
