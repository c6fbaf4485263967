import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cell_width import cell_width
from engine.cli.follow import progress_line
from engine.cli.layout import Column, lay_out
from engine.cli.table import job_table
from engine.job import Best, JobError, JobRecord
from engine.observe.view import JobView
from engine.state import JobState

NAMES = ("churn", "a-name-that-somebody-made-far-too-long-for-any-table", "日本語の名前がとても長い仕事")
WIDTHS = (60, 80, 100, 140)


@pytest.fixture(autouse=True)
def unicode_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cli.layout.is_ascii_terminal", lambda: False)


def record(number: int, name: str, **fields: object) -> JobRecord:
    values: dict[str, object] = {
        "status": JobState.RUNNING, "recipe": "regression", "progress": 66.0, "loss": 0.1234,
        "steps_per_second": 310.0, "eta_seconds": 4_000.0,
        "best": Best(metric="loss", value=0.1199, step=5),
    }  # fmt: skip
    job_id = f"job_170000000{number}000_0000000{number}"
    return JobRecord(job_id=job_id, name=name, **(values | fields))  # type: ignore[arg-type]


def views() -> list[JobView]:
    records = [record(number, name) for number, name in enumerate(NAMES)]
    records.append(record(3, "pretend", simulation=True))
    error = JobError(kind="non-finite loss", message="loss became nan at step 40, and so did the gradients before it")
    records.append(record(4, "broke", status=JobState.ERROR, error=error, simulation=True))
    return [JobView(job_id=each.job_id, record=each) for each in records]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_fits_and_no_cell_is_broken(width: int) -> None:
    heading, *lines = job_table(views(), width)

    assert all(cell_width(line) <= width for line in [heading, *lines])
    shown = heading.split()
    assert shown[:3] == ["JOB", "STATE", "NAME"]
    for line, view in zip(lines, views(), strict=True):
        assert view.record is not None
        cells = line.split()
        assert cells[:2] == [view.job_id, view.record.status]
        for name, text in (("PROGRESS", "66%"), ("LOSS", "0.1234"), ("BEST", "0.1199"), ("SPEED", "310/s")):
            assert (text in cells) == (name in shown)
        assert ("SIMULATION" in line) == view.record.simulation


def test_the_wider_the_terminal_the_more_is_shown() -> None:
    shown = [set(job_table(views(), width)[0].split()) for width in WIDTHS]
    assert shown == sorted(shown, key=len)
    assert "LOSS" in shown[1]
    assert "SPEED" not in shown[2]
    assert "SPEED" in shown[3]


def test_without_a_terminal_everything_is_printed() -> None:
    heading, *lines = job_table(views(), None)
    assert heading.split() == ["JOB", "STATE", "NAME", "RECIPE", "PROGRESS", "LOSS", "BEST", "SPEED", "TIME"]
    assert NAMES[1] in lines[1]
    assert "so did the gradients before it" in lines[4]


@pytest.mark.parametrize("width", [40, *WIDTHS])
@pytest.mark.parametrize("simulation", [False, True])
def test_a_line_of_progress_fits_and_leaves_out_whole_parts(width: int, simulation: bool) -> None:
    running = record(1, NAMES[1], simulation=simulation, epoch=2, epochs=30, step=4_000, total_steps=60_000)
    line = progress_line(running, width)

    assert cell_width(line) <= width
    assert "66%" in line
    assert line.startswith("SIMULATION" if simulation else "a-name-")
    whole = {part.strip() for part in progress_line(running).split("  ")}
    assert all(part.strip() in whole or part.endswith("…") for part in line.split("  ") if part.strip())
    assert "4,000/60,000" in progress_line(running, 160)
    assert NAMES[1] in progress_line(running)


@given(
    st.lists(st.tuples(st.text("ab日", max_size=20), st.text("0123", max_size=9), st.text("x", max_size=40))),
    st.integers(1, 100),
)
def test_no_line_is_ever_wider_than_the_terminal(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (Column("NAME", narrowest=4), Column("LOSS", right=True, priority=1), Column(narrowest=5))
    assert all(cell_width(line) <= width for line in lay_out(columns, rows, width))
    assert len(lay_out(columns, rows, width)) == len(rows) + 1
